package dev.tenon.sandbox.salesforce.bulk;

import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.query.QueryRun;
import dev.tenon.sandbox.salesforce.store.RecordId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The query jobs of all orgs. A job is done a while after it was made, and is kept for seven days.
/// Any thread may use it.
public final class QueryJobs {
    private static final Duration KEPT = Duration.ofDays(7);

    /// What the Bulk API does not take, of what the sandbox has.
    private static final Set<String> NOT_IN_BULK = Set.of("Organization");

    private final QueryRun queries;
    private final InstantSource clock;
    private final Course course;
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private int issued;

    public QueryJobs(QueryRun queries, InstantSource clock, Course course) {
        this.queries = queries;
        this.clock = clock;
        this.course = course;
    }

    /// Forgets all jobs, as after seven days.
    public synchronized void vanish() {
        jobs.values().forEach(Job::close);
        jobs.clear();
    }

    /// Makes a job: what its query finds is found now.
    Job create(QueryRun.Ask ask, String operation, String soql) {
        refuseUnsupported(soql);
        Results results = Results.of(queries, ask, soql);
        synchronized (this) {
            String id = RecordId.of("750", ask.org().pod(), issued++);
            Instant now = clock.instant();
            var job =
                    new Job(
                            id,
                            ask,
                            operation,
                            soql,
                            results,
                            now,
                            now.plus(course.time()),
                            course.fault());
            jobs.put(id, job);
            return job;
        }
    }

    private static void refuseUnsupported(String soql) {
        String lower = soql.toLowerCase(java.util.Locale.ROOT);
        for (String object : NOT_IN_BULK) {
            if (lower.matches(
                    "(?s).*\\bfrom\\s+" + object.toLowerCase(java.util.Locale.ROOT) + "\\b.*")) {
                throw ApiError.badRequest(
                        "INVALIDENTITY",
                        "Entity '" + object + "' is not supported by the Bulk API.");
            }
        }
    }

    /// A job of the same org and user.
    synchronized Job find(QueryRun.Ask ask, String id) {
        Job job = jobs.get(id);
        boolean kept = job != null && job.madeAt().plus(KEPT).isAfter(clock.instant());
        if (job == null || !kept || !job.ask().org().id().equals(ask.org().id())) {
            throw ApiError.notFound();
        }
        return job;
    }

    synchronized List<Job> of(QueryRun.Ask ask) {
        var own = new ArrayList<Job>();
        for (Job job : jobs.values()) {
            if (job.ask().org().id().equals(ask.org().id())) own.add(job);
        }
        return own;
    }

    synchronized void replace(Job job) {
        jobs.put(job.id(), job);
    }

    synchronized void delete(Job job) {
        jobs.remove(job.id());
        job.close();
    }

    String state(Job job) {
        return job.state(clock.instant());
    }

    /// A job.
    record Job(
            String id,
            QueryRun.Ask ask,
            String operation,
            String soql,
            Results results,
            Instant madeAt,
            Instant doneAt,
            Course.Fault fault) {

        String state(Instant now) {
            if (doneAt.equals(Instant.MIN)) return "Aborted";
            if (now.isBefore(madeAt.plusMillis(50))) return "UploadComplete";
            if (fault == Course.Fault.STALL || now.isBefore(doneAt)) return "InProgress";
            return fault == Course.Fault.FAIL ? "Failed" : "JobComplete";
        }

        Job aborted() {
            return new Job(id, ask, operation, soql, results, madeAt, Instant.MIN, fault);
        }

        void close() {
            results.close();
        }
    }
}
