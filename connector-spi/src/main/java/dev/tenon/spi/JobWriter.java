package dev.tenon.spi;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Writes many records by a job at the provider: made, filled, begun, waited for, then its results
/// are read. Never retries, never sleeps, never stores: the engine does.
///
/// Nothing is written before [#begin] was called, so whatever happens until then, the job may be
/// discarded and another one made. From then on the job alone knows what was written: [#status] and
/// [#results] may be asked as often as need be, by any process that has the [Job] and the batch.
/// They need no more than these two. A provider may come to the records in any order, so two writes
/// of one record do not belong into one batch.
public interface JobWriter {
    /// What a job takes and costs; empty when records of this object cannot be written so.
    Optional<Offer> offer(String object, Writer.Operation operation);

    /// Makes an empty job. When the reply is lost, an empty job may be left behind at the provider,
    /// which does no harm.
    ///
    /// The batch's path means nothing here. A batch that no job can carry is refused here or by
    /// [#fill] with [ProviderException.Invalid]: such records are to be written with a [Writer].
    Job make(Writer.Batch batch);

    /// Brings the records to a job that was made. When the reply is lost, discard the job and make
    /// another, for a job is filled once.
    void fill(Job job, Writer.Batch batch);

    /// Lets the provider write: from here on it may. After any exception, a lost reply above all,
    /// [#status] tells whether the job began; ask it before beginning the job again.
    void begin(Job job);

    /// How a job stands.
    Status status(Job job);

    /// Asks the provider to end a job that takes too long. What it has written stays, and [#status]
    /// tells when it has ended. Asking again, or for a job that has ended, does no harm.
    void stop(Job job);

    /// What became of each record of the batch, in its order. For jobs that are done or have
    /// failed.
    ///
    /// @param batch the one the job was made and filled with
    /// @throws ProviderException.Garbled when the provider does not tell of every record what
    ///   became of it; ask again
    /// @throws ProviderException.NotFound when the provider does not know the job any more
    List<Outcome> results(Job job, Writer.Batch batch);

    /// Gives a job up, whatever its state; what it has written stays. Does its best, and throws
    /// nothing.
    void discard(Job job);

    /// What a job takes and costs.
    ///
    /// @param calls from making it to giving it up
    /// @param maxRecords the most records that one takes
    /// @param maxBytes the most bytes that one takes
    /// @param repeat what happens when a second job brings the same records
    record Offer(int calls, int maxRecords, long maxBytes, Writer.Repeat repeat) {}

    /// A job. Only the connector that made it knows what the value means.
    record Job(String value) {}

    /// How a job stands.
    sealed interface Status {
        /// Nothing is written yet, and nothing will be until it is begun.
        record NotBegun() implements Status {}

        /// It is being carried out, or waits to be.
        ///
        /// @param done records so far, written and refused; -1 when the provider does not say
        /// @param again when it is worth asking again
        record Working(long done, Duration again) implements Status {}

        /// It has come to every record; some may have been refused.
        record Done() implements Status {}

        /// It has ended before it came to every record; the results tell which were written.
        record Failed(String why) implements Status {}

        /// The provider does not know it, or not any more. If it was begun, nobody knows from it
        /// what was written.
        record Gone() implements Status {}
    }

    /// What became of one record.
    sealed interface Outcome {
        /// The job came to it.
        record Answered(Writer.Result result) implements Outcome {}

        /// The job ended before it came to it: it is surely not written.
        record NotProcessed() implements Outcome {}
    }
}
