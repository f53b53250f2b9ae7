package dev.tenon.server.write;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.Row;
import dev.tenon.server.db.Tx;
import dev.tenon.spi.JobWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Keeps the book of jobs at the provider: which writes are in them, and how far they have come.
/// Every method is one transaction, made before the step it stands for. Safe for use by many
/// threads; one runs each queue at a time.
final class JobBook {
    /// A provider may take so long, whatever the writes' deadlines say.
    private static final Duration LEAST_PATIENCE = Duration.ofMinutes(10);

    private final Db db;
    private final WriteQueue queue;
    private final InstantSource clock;

    JobBook(Db db, WriteQueue queue, InstantSource clock) {
        this.db = db;
        this.queue = queue;
        this.clock = clock;
    }

    /// The jobs of a queue that are not over, oldest first.
    List<ProviderJob> open(WriteKey key) {
        return get(key, tx -> open(tx, key));
    }

    private static List<ProviderJob> open(Tx tx, WriteKey key) {
        return tx.query(
                """
                select * from write_jobs where project_id = ? and group_id = ?
                and installation_id = ? and object_name = ? order by id\
                """,
                JobBook::read,
                key.group().projectNumber(),
                key.group().number(),
                key.installation(),
                key.object());
    }

    private static ProviderJob read(Row row) throws SQLException {
        return new ProviderJob(
                row.number("id"),
                dev.tenon.spi.Writer.Operation.valueOf(row.text("kind").toUpperCase(Locale.ROOT)),
                row.textOrNull("key_field"),
                row.uuidOrNull("acting_connection"),
                row.textOrNull("value"),
                row.instantOrNull("begun_at"),
                row.truth("stopped"),
                row.instant("look_at"),
                row.instant("give_up_at"));
    }

    /// The writes that a job was made for, in the order the provider has them.
    List<QueuedWrite> members(WriteKey key, ProviderJob job) {
        return get(key, tx -> queue.members(tx, key, job.id()));
    }

    /// Puts what is worth a job into one; its writes are marked as being sent.
    ///
    /// @param left how many calls the quota has left; -1 when that is not known
    /// @return nothing when the writes are better sent call by call
    Optional<ProviderJob> gather(WriteKey key, Offers offers, JobWriter writer, long left) {
        Instant now = clock.instant();
        var choice = new JobChoice(queue, key, offers, writer, left);
        return get(key, tx -> choice.company(tx, now).map(company -> put(tx, key, company, now)));
    }

    private ProviderJob put(Tx tx, WriteKey key, List<QueuedWrite> company, Instant now) {
        QueuedWrite.Content first = company.getFirst().content();
        Instant last =
                company.stream()
                        .map(write -> write.progress().deadline())
                        .max(Instant::compareTo)
                        .orElse(now);
        Instant least = now.plus(LEAST_PATIENCE);
        ProviderJob job =
                tx.one(
                        """
                        insert into write_jobs
                          (project_id, group_id, installation_id, object_name, kind, key_field,
                           acting_connection, look_at, give_up_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?) returning *\
                        """,
                        JobBook::read,
                        key.group().projectNumber(),
                        key.group().number(),
                        key.installation(),
                        key.object(),
                        WriteRequestJson.word(first.kind()),
                        first.keyField(),
                        first.actor(),
                        now,
                        last.isAfter(least) ? last : least);
        queue.sending(tx, key, company, job.id());
        return job;
    }

    /// The provider has made it.
    void made(WriteKey key, ProviderJob job, String value) {
        change(key, job, "value = ?", value);
    }

    /// From here on it may write.
    void begins(WriteKey key, ProviderJob job, Instant lookAt) {
        get(
                key,
                tx ->
                        tx.update(
                                """
                                update write_jobs set begun_at = ?, look_at = ?
                                where project_id = ? and group_id = ? and id = ?\
                                """,
                                clock.instant(),
                                lookAt,
                                key.group().projectNumber(),
                                key.group().number(),
                                job.id()));
    }

    /// It is looked at again at a moment.
    void later(WriteKey key, ProviderJob job, Instant lookAt) {
        change(key, job, "look_at = ?", lookAt);
    }

    /// The provider was asked to end it, and has until a moment to do so.
    void stopped(WriteKey key, ProviderJob job, Instant giveUpAt) {
        change(key, job, "stopped = true, give_up_at = ?", giveUpAt);
    }

    /// All of its writes are settled.
    void over(WriteKey key, ProviderJob job) {
        get(
                key,
                tx ->
                        tx.update(
                                """
                                delete from write_jobs
                                where project_id = ? and group_id = ? and id = ?\
                                """,
                                key.group().projectNumber(),
                                key.group().number(),
                                job.id()));
    }

    private void change(WriteKey key, ProviderJob job, String what, Object value) {
        get(
                key,
                tx ->
                        tx.update(
                                "update write_jobs set "
                                        + what
                                        + " where project_id = ? and group_id = ? and id = ?",
                                value,
                                key.group().projectNumber(),
                                key.group().number(),
                                job.id()));
    }

    private <T extends @Nullable Object> T get(WriteKey key, Function<Tx, T> work) {
        return db.inTransaction(key.group().projectNumber(), work);
    }
}
