package dev.tenon.spi;

import dev.tenon.spi.Position.Cursor;
import dev.tenon.spi.Reader.ReadRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads many records by a job at the provider: started, waited for, then fetched page by page.
/// Never retries, never sleeps, never stores: the engine does.
public interface JobReader {
    /// What reading by a job costs; empty when this object or one of these fields cannot be read
    /// so.
    Optional<Offer> offer(String object, List<FieldInfo> fields);

    /// Starts a job for everything, or everything since a moment: the request's position is a
    /// [Position.Beginning]. A refusal that is about the request itself means that the records are
    /// to be read page by page instead.
    ///
    /// @param fields what is known of the fields of the request
    Job start(ReadRequest request, List<FieldInfo> fields);

    /// How a job stands.
    Status status(Job job);

    /// One page of the results of a job that is done. Records read by a job are the same JSON as
    /// those that [Reader#read] gives, but for ways to write the same value. The last page carries
    /// the checkpoint.
    ///
    /// @param cursor null for the first page
    Page page(Job job, @Nullable Cursor cursor);

    /// Gives a job up, whatever its state. Does its best, and throws nothing.
    void discard(Job job);

    /// What a job costs.
    ///
    /// @param calls to start it, to wait for it and to give it up
    /// @param pageSize how many records one more call brings
    record Offer(int calls, int pageSize) {}

    /// A job. Only the connector that made it knows what the value means.
    record Job(String value) {}

    /// How a job stands.
    sealed interface Status {
        /// It is not done yet.
        ///
        /// @param records found so far; -1 when the provider does not say
        /// @param again when it is worth asking again
        record Working(long records, Duration again) implements Status {}

        /// Its results can be fetched.
        record Done(long records) implements Status {}

        /// It will never be done.
        record Failed(String why) implements Status {}

        /// The provider does not know it, or not any more.
        record Gone() implements Status {}
    }
}
