package dev.tenon.sandbox;

import dev.tenon.sandbox.fault.CallLog;
import dev.tenon.sandbox.fault.FaultAction;
import dev.tenon.sandbox.fault.Faults;
import dev.tenon.sandbox.web.Answer;
import dev.tenon.sandbox.web.Body;
import dev.tenon.sandbox.web.Call;
import dev.tenon.sandbox.web.Paging;
import dev.tenon.sandbox.web.SimulatedSystem;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Where calls come in: to the admin routes, or through the faults to the system whose path it is.
final class Front {
    private final List<SimulatedSystem> systems;
    private final Faults faults;
    private final CallLog calls;
    private final InstantSource clock;

    Front(List<SimulatedSystem> systems, Faults faults, CallLog calls, InstantSource clock) {
        this.systems = List.copyOf(systems);
        this.faults = faults;
        this.calls = calls;
        this.clock = clock;
    }

    void serve(ServerRequest request, ServerResponse response, AdminRoutes admin) {
        Call call = call(request);
        for (SimulatedSystem system : systems) {
            if (system.serves(call.path())) {
                play(call, system, response);
                return;
            }
        }
        send(admin.answer(call), response);
    }

    private static Call call(ServerRequest request) {
        var headers = new HashMap<String, String>();
        request.headers()
                .forEach(header ->
                        headers.put(
                                header.name().toLowerCase(Locale.ROOT),
                                header.allValues().getFirst()));
        byte[] body =
                request.content().hasEntity() ? request.content().as(byte[].class) : new byte[0];
        var prologue = request.prologue();
        return new Call(
                prologue.method().text(),
                prologue.uriPath().rawPath(),
                prologue.query().rawValue(),
                headers,
                body);
    }

    private void play(Call call, SimulatedSystem system, ServerResponse response) {
        Instant came = clock.instant();
        long begun = System.nanoTime();
        int status = 0;
        try {
            Answer answer = spoilt(call, system, faults.strike(call), response);
            status = answer.status();
            log(call, system, came, status, begun);
            send(answer, response);
        } catch (CloseConnectionException cut) {
            if (status == 0) log(call, system, came, 0, begun);
            throw cut;
        }
    }

    private void log(Call call, SimulatedSystem system, Instant came, int status, long begun) {
        String address =
                call.rawQuery().isEmpty() ? call.path() : call.path() + "?" + call.rawQuery();
        long millis = (System.nanoTime() - begun) / 1_000_000;
        calls.add(
                new CallLog.Entry(
                        came, call.method(), address, system.kindOf(call), status, millis));
    }

    /// The answer after all that goes wrong with it.
    private static Answer spoilt(
            Call call, SimulatedSystem system, List<FaultAction> actions, ServerResponse response) {
        Call asked = call;
        for (FaultAction action : actions) {
            switch (action) {
                case FaultAction.Latency(var delay) -> pause(delay.toMillis());
                case FaultAction.Act(String name, Map<String, String> with) ->
                        system.perform(name, with);
                case FaultAction.CutBefore _ ->
                        throw new CloseConnectionException(
                                "cut before the answer, as a fault rule asks");
                case FaultAction.Reply reply -> {
                    return reply(reply);
                }
                case FaultAction.Cut(Paging paging) -> asked = asked.paged(paging);
                case FaultAction.CutMidway _, FaultAction.HalfBody _, FaultAction.Silence _ -> {}
                case FaultAction.Any _ -> throw new IllegalStateException("nothing was drawn");
            }
        }
        return delivered(system.answer(asked), actions, response);
    }

    /// The answer after all that goes wrong on its way.
    private static Answer delivered(
            Answer answer, List<FaultAction> actions, ServerResponse response) {
        for (FaultAction action : actions) {
            if (action instanceof FaultAction.Silence(var time)) {
                pause(time.toMillis());
                throw new CloseConnectionException("no answer, as a fault rule asks");
            }
        }
        if (actions.stream().anyMatch(FaultAction.HalfBody.class::isInstance)) return half(answer);
        if (actions.stream().anyMatch(FaultAction.CutMidway.class::isInstance))
            cutMidway(answer, response);
        return answer;
    }

    private static Answer reply(FaultAction.Reply reply) {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        var headers = new HashMap<>(reply.headers());
        headers.put("Content-Type", reply.contentType());
        return new Answer(reply.status(), headers, new Body.Bytes(body));
    }

    private static Answer half(Answer answer) {
        byte[] bytes = bytes(answer);
        return new Answer(
                answer.status(),
                answer.headers(),
                new Body.Bytes(Arrays.copyOf(bytes, bytes.length / 2)));
    }

    private static byte[] bytes(Answer answer) {
        return switch (answer.body()) {
            case Body.Bytes(byte[] bytes) -> bytes;
            case Body.Stream(Body.Source source) -> {
                var bytes = new ByteArrayOutputStream();
                try {
                    source.writeTo(bytes);
                } catch (IOException unreadable) {
                    throw new UncheckedIOException(unreadable);
                }
                yield bytes.toByteArray();
            }
        };
    }

    private static void cutMidway(Answer answer, ServerResponse response) {
        byte[] bytes = bytes(answer);
        start(answer, response);
        response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length));
        try {
            OutputStream out = response.outputStream();
            out.write(bytes, 0, bytes.length / 2);
            out.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
        throw new CloseConnectionException("cut in the middle of the answer, as a fault rule asks");
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            throw new CloseConnectionException("the sandbox is closing");
        }
    }

    private static void start(Answer answer, ServerResponse response) {
        response.status(Status.create(answer.status()));
        answer.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
    }

    private static void send(Answer answer, ServerResponse response) {
        start(answer, response);
        switch (answer.body()) {
            case Body.Bytes(byte[] bytes) -> {
                if (bytes.length == 0) response.send();
                else response.send(bytes);
            }
            case Body.Stream(Body.Source source) -> {
                try (OutputStream out = response.outputStream()) {
                    source.writeTo(out);
                } catch (IOException gone) {
                    throw new UncheckedIOException(gone);
                }
            }
        }
    }
}
