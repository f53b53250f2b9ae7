package dev.tenon.sandbox.salesforce;

import dev.tenon.sandbox.salesforce.bulk.BulkRoutes;
import dev.tenon.sandbox.salesforce.bulk.Course;
import dev.tenon.sandbox.salesforce.bulk.IngestJobs;
import dev.tenon.sandbox.salesforce.bulk.IngestRoutes;
import dev.tenon.sandbox.salesforce.bulk.QueryJobs;
import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.query.Locators;
import dev.tenon.sandbox.salesforce.query.QueryRun;
import dev.tenon.sandbox.salesforce.signin.Session;
import dev.tenon.sandbox.salesforce.signin.SignIn;
import dev.tenon.sandbox.salesforce.store.Org;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import dev.tenon.sandbox.salesforce.store.OrgUser;
import dev.tenon.sandbox.web.Answer;
import dev.tenon.sandbox.web.Call;
import dev.tenon.sandbox.web.Json;
import dev.tenon.sandbox.web.SimulatedSystem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// A stateful simulated Salesforce with several orgs. Any thread may use it.
public final class Salesforce implements SimulatedSystem {
    private static final int FIRST_VERSION = 56;
    private static final int LAST_VERSION = 67;
    private static final int LONGEST_HEAD = 16_384;

    private final Map<String, Org> orgs = new LinkedHashMap<>();
    private final Map<String, ApiUsage> usage = new LinkedHashMap<>();
    private final Locators locators;
    private final SignIn signIn;
    private final DataRoutes data;
    private final Course course = new Course();
    private final QueryJobs queryJobs;
    private final IngestJobs ingestJobs;

    /// Builds all orgs; a million records take about a second.
    public Salesforce(SalesforceSettings settings, InstantSource clock, RandomGenerator random) {
        for (OrgSettings org : settings.orgs()) {
            orgs.put(org.name(), new Org(org, clock));
            usage.put(org.name(), new ApiUsage(clock, settings.dailyCalls()));
        }
        this.locators = new Locators(clock);
        this.signIn = new SignIn(settings.signIn(), orgs.values(), clock, random);
        var queries = new QueryRun(locators);
        this.queryJobs = new QueryJobs(queries, clock, course);
        this.ingestJobs = new IngestJobs(clock, course);
        this.data =
                new DataRoutes(
                        queries,
                        new BulkRoutes(queryJobs),
                        new IngestRoutes(ingestJobs),
                        org -> usage(org.name()));
    }

    /// The orgs by name.
    public List<String> orgNames() {
        return List.copyOf(orgs.keySet());
    }

    /// What a test may do to an org behind the API's back.
    ///
    /// @throws IllegalArgumentException when there is no such org
    public OrgDesk org(String name) {
        ingestJobs.advance();
        return new OrgDesk(find(name), usage(name));
    }

    private Org find(String name) {
        Org org = orgs.get(name);
        if (org == null)
            throw new IllegalArgumentException(
                    "there is no org \"" + name + "\"; there are " + orgs.keySet());
        return org;
    }

    private ApiUsage usage(String org) {
        ApiUsage counted = usage.get(org);
        if (counted == null) throw new IllegalArgumentException("there is no org \"" + org + "\"");
        return counted;
    }

    @Override
    public String name() {
        return "salesforce";
    }

    @Override
    public boolean serves(String path) {
        return path.startsWith("/services/") || path.equals("/services") || path.startsWith("/id/");
    }

    @Override
    public Answer answer(Call call) {
        if (length(call) > LONGEST_HEAD) {
            return Answer.html(414, "<html><body><h1>URI Too Long</h1></body></html>");
        }
        List<String> parts = call.segments();
        if (!parts.isEmpty() && parts.getFirst().equals("id")) return signIn.identity(call);
        String area = parts.size() < 2 ? "" : parts.get(1);
        if (area.equals("oauth2")) return signIn.answer(call, parts.size() < 3 ? "" : parts.get(2));
        if (area.equals("data") && parts.size() == 2) return versions();
        return area.equals("data") ? authenticated(call, parts) : refuse(ApiError.notFound());
    }

    /// The bytes of the address and the headers, which Salesforce bounds together.
    private static int length(Call call) {
        int length = call.path().length() + call.rawQuery().length();
        for (var header : call.headers().entrySet()) {
            length += header.getKey().length() + header.getValue().length();
        }
        return length;
    }

    private static Answer versions() {
        var versions = new ArrayList<Map<String, String>>();
        for (int version = FIRST_VERSION; version <= LAST_VERSION; version++) {
            int release = version - FIRST_VERSION;
            String season = List.of("Winter", "Spring", "Summer").get(release % 3);
            int year = 23 + release / 3;
            var entry = new LinkedHashMap<String, String>();
            entry.put("label", season + " '" + year);
            entry.put("url", "/services/data/v" + version + ".0");
            entry.put("version", version + ".0");
            versions.add(entry);
        }
        return Answer.json(200, versions);
    }

    private Answer authenticated(Call call, List<String> parts) {
        if (!isVersion(parts.get(2))) return refuse(ApiError.notFound());
        Session session = signIn.session(call);
        if (session == null) {
            return refuse(
                    new ApiError(
                            401, "INVALID_SESSION_ID", "Session expired or invalid", List.of()));
        }
        ApiUsage counted = usage(session.org().name());
        Answer answer;
        ingestJobs.advance();
        try {
            counted.take();
            answer =
                    data.answer(
                            new Request(
                                    call,
                                    session,
                                    "/services/data/" + parts.get(2),
                                    parts.subList(3, parts.size())));
        } catch (ApiError refusal) {
            answer = refuse(refusal);
        }
        return answer.with("Sforce-Limit-Info", counted.header());
    }

    private static boolean isVersion(String part) {
        if (!part.matches("v\\d\\d\\.0")) return false;
        int version = Integer.parseInt(part.substring(1, 3));
        return version >= FIRST_VERSION && version <= LAST_VERSION;
    }

    /// A refusal as REST writes it.
    static Answer refuse(ApiError refusal) {
        var errors = Json.array();
        var error =
                errors.addObject()
                        .put("message", refusal.message())
                        .put("errorCode", refusal.code());
        if (!refusal.fields().isEmpty() || refusal.code().startsWith("ENTITY_")) {
            var fields = error.putArray("fields");
            refusal.fields().forEach(fields::add);
        }
        ApiError.Duplicates duplicates = refusal.duplicates();
        if (duplicates != null)
            error.set("duplicateResult", DuplicateJson.write(refusal, duplicates));
        return Answer.json(refusal.status(), errors);
    }

    @Override
    public String kindOf(Call call) {
        List<String> parts = call.segments();
        if (parts.size() > 1 && parts.get(1).equals("oauth2"))
            return "oauth2/" + (parts.size() > 2 ? parts.get(2) : "");
        if (parts.size() < 4)
            return parts.isEmpty() ? "other" : parts.get(parts.size() > 1 ? 1 : 0);
        boolean describe = parts.getLast().equals("describe");
        if (describe) return "describe";
        return parts.get(3).equals("composite") && parts.size() > 4
                ? "composite/" + parts.get(4)
                : parts.get(3);
    }

    @Override
    public void perform(String act, Map<String, String> with) {
        String org = with.getOrDefault("org", "");
        String user = with.getOrDefault("user", "");
        switch (act) {
            case "expire-locators" -> locators.expireAll();
            case "revoke-tokens" -> signIn.revokeAll(org, user);
            case "expire-access-tokens" -> signIn.expireAccess(org, user);
            case "stall-bulk-jobs" -> course.go(Course.Fault.STALL);
            case "fail-bulk-jobs" -> course.go(Course.Fault.FAIL);
            case "mend-bulk-jobs" -> course.go(Course.Fault.NONE);
            case "vanish-bulk-jobs" -> {
                queryJobs.vanish();
                ingestJobs.vanish();
            }
            case "slow-bulk-jobs" ->
                    course.take(
                            Duration.ofMillis(Long.parseLong(with.getOrDefault("millis", "300"))));
            case "lock-rows" -> lock(org, Integer.parseInt(with.getOrDefault("rows", "1")));
            default ->
                    throw new IllegalArgumentException(
                            "Salesforce cannot \""
                                    + act
                                    + "\"; it can expire-locators, revoke-tokens,"
                                    + " expire-access-tokens, stall-bulk-jobs, fail-bulk-jobs,"
                                    + " mend-bulk-jobs, vanish-bulk-jobs, slow-bulk-jobs, lock-rows");
        }
    }

    /// In one org, or in all of them when none is named.
    private void lock(String org, int rows) {
        if (org.isEmpty()) orgs.values().forEach(one -> one.lock(rows));
        else find(org).lock(rows);
    }

    @Override
    public List<String> summary() {
        var lines = new ArrayList<String>();
        for (Org org : orgs.values()) {
            String users = String.join(", ", org.users().stream().map(OrgUser::username).toList());
            lines.add(
                    org.label()
                            + " (org \""
                            + org.name()
                            + "\", "
                            + org.id()
                            + "): users "
                            + users);
        }
        return lines;
    }
}
