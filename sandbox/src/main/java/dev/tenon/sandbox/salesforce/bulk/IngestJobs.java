package dev.tenon.sandbox.salesforce.bulk;

import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.schema.Field;
import dev.tenon.sandbox.salesforce.schema.ObjectType;
import dev.tenon.sandbox.salesforce.store.Org;
import dev.tenon.sandbox.salesforce.store.OrgUser;
import dev.tenon.sandbox.salesforce.store.RecordId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The ingest jobs of all orgs, kept for seven days. No thread works on them: they come as far as
/// they should whenever somebody calls [#advance]. Any thread may use it.
public final class IngestJobs {
    private static final Duration KEPT = Duration.ofDays(7);

    private final InstantSource clock;
    private final Course course;
    private final Map<String, IngestJob> jobs = new LinkedHashMap<>();
    private int issued;

    public IngestJobs(InstantSource clock, Course course) {
        this.clock = clock;
        this.course = course;
    }

    /// Who asks.
    ///
    /// @param dataUrl such as `/services/data/v60.0`
    public record Asker(Org org, OrgUser user, String dataUrl) {}

    /// What a job is to do.
    ///
    /// @param key the external id of an upsert; null for other operations
    record Order(
            Asker asker,
            ObjectType type,
            Operation operation,
            @Nullable Field key,
            Upload.Dialect dialect) {
        boolean deletes() {
            return operation == Operation.DELETE || operation == Operation.HARD_DELETE;
        }
    }

    /// What is done with rows. Records that are deleted hard go to the recycle bin here, too.
    enum Operation {
        INSERT("insert"),
        UPDATE("update"),
        UPSERT("upsert"),
        DELETE("delete"),
        HARD_DELETE("hardDelete");

        private final String title;

        Operation(String title) {
            this.title = title;
        }

        /// As the API calls it.
        String title() {
            return title;
        }
    }

    /// Lets every job come as far as it would have come by now.
    public synchronized void advance() {
        if (jobs.isEmpty()) return;
        Instant now = clock.instant();
        jobs.values().stream()
                .filter(job -> !job.state().isOver())
                .forEach(job -> job.advance(now));
    }

    /// Forgets all jobs, as after seven days. What they wrote stays.
    public synchronized void vanish() {
        jobs.values().forEach(IngestJob::close);
        jobs.clear();
    }

    synchronized <T> T create(Order order, Function<IngestJob, T> show) {
        String id = RecordId.of("750", order.asker().org().pod(), 500_000 + issued++);
        var job = new IngestJob(id, order, clock.instant());
        jobs.put(id, job);
        return show.apply(job);
    }

    /// Does something with a job of the same org.
    synchronized <T> T with(Asker asker, String id, Function<IngestJob, T> work) {
        IngestJob job = jobs.get(id);
        boolean kept = job != null && job.madeAt().plus(KEPT).isAfter(clock.instant());
        if (job == null || !kept || !belongs(job, asker)) throw ApiError.notFound();
        return work.apply(job);
    }

    synchronized <T> List<T> of(Asker asker, Function<IngestJob, T> show) {
        return jobs.values().stream().filter(job -> belongs(job, asker)).map(show).toList();
    }

    private static boolean belongs(IngestJob job, Asker asker) {
        return job.order().asker().org().id().equals(asker.org().id());
    }

    /// Lets a filled job begin; it goes by the course that holds now.
    synchronized void begin(IngestJob job) {
        job.begin(clock.instant(), course);
    }

    synchronized void delete(IngestJob job) {
        jobs.remove(job.id());
        job.close();
    }
}
