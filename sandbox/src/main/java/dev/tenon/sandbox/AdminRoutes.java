package dev.tenon.sandbox;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.sandbox.fault.CallLog;
import dev.tenon.sandbox.fault.Faults;
import dev.tenon.sandbox.salesforce.Salesforce;
import dev.tenon.sandbox.web.Answer;
import dev.tenon.sandbox.web.Call;
import dev.tenon.sandbox.web.Json;
import dev.tenon.sandbox.web.SimulatedSystem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// `/admin`: what a test does to the sandbox by HTTP; and the landing page.
final class AdminRoutes {
    private final List<SimulatedSystem> systems;
    private final Faults faults;
    private final CallLog calls;
    private final OrgRoutes orgs;

    AdminRoutes(
            Salesforce salesforce, List<SimulatedSystem> systems, Faults faults, CallLog calls) {
        this.systems = List.copyOf(systems);
        this.faults = faults;
        this.calls = calls;
        this.orgs = new OrgRoutes(salesforce);
    }

    Answer answer(Call call) {
        List<String> parts = call.segments();
        if (parts.isEmpty()) return Answer.html(200, LandingPage.of(systems, call.origin()));
        if (!parts.getFirst().equals("admin")) return unknown(call);
        try {
            return route(call, parts);
        } catch (IllegalArgumentException wrong) {
            return refuse(400, "sandbox.bad-request", String.valueOf(wrong.getMessage()), call);
        } catch (JacksonException wrong) {
            return refuse(
                    400,
                    "sandbox.bad-json",
                    "The body is not the JSON that is expected: " + wrong.getOriginalMessage(),
                    call);
        }
    }

    private Answer route(Call call, List<String> parts) {
        String area = parts.size() > 1 ? parts.get(1) : "";
        return switch (area) {
            case "orgs" -> orgs.answer(call, parts.subList(2, parts.size()));
            case "faults" -> faults(call, parts);
            case "acts" -> act(call);
            case "stats" -> Answer.json(200, calls.counts());
            case "calls" ->
                    Answer.json(200, calls.last().stream().map(AdminRoutes::shown).toList());
            default -> unknown(call);
        };
    }

    private static Map<String, Object> shown(CallLog.Entry entry) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("at", entry.at().toString());
        shown.put("method", entry.method());
        shown.put("path", entry.path());
        shown.put("kind", entry.kind());
        shown.put("status", entry.status());
        shown.put("millis", entry.millis());
        return shown;
    }

    private Answer faults(Call call, List<String> parts) {
        return switch (call.method()) {
            case "GET" ->
                    Answer.json(200, faults.standing().stream().map(FaultForm::write).toList());
            case "POST" ->
                    Answer.json(
                            201, Map.of("id", faults.add(FaultForm.read(Json.parse(call.body())))));
            case "DELETE" -> {
                if (parts.size() == 2) faults.clear();
                else if (!faults.clear(parts.get(2)))
                    throw new IllegalArgumentException(
                            "there is no fault \"" + parts.get(2) + "\"");
                yield Answer.empty(204);
            }
            default -> unknown(call);
        };
    }

    /// Does at once what a fault rule would do at a call: `{"type": "expire-locators"}`.
    private Answer act(Call call) {
        JsonNode form = Json.parse(call.body());
        var with = new LinkedHashMap<String, String>();
        form.path("with")
                .properties()
                .forEach(pair -> with.put(pair.getKey(), pair.getValue().asString()));
        String wanted = form.path("system").asString("salesforce");
        for (SimulatedSystem system : systems) {
            if (!system.name().equals(wanted)) continue;
            system.perform(form.path("type").asString(""), with);
            return Answer.empty(204);
        }
        throw new IllegalArgumentException("there is no system \"" + wanted + "\"");
    }

    private static Answer unknown(Call call) {
        return refuse(
                404,
                "sandbox.no-such-page",
                "There is no " + call.method() + " " + call.path() + " here.",
                call);
    }

    static Answer refuse(int status, String code, String what, Call call) {
        var diagnostic =
                new Diagnostic(
                        code,
                        what,
                        call.method() + " " + call.path(),
                        "See the list of calls at /.");
        return Answer.json(status, diagnostic);
    }
}
