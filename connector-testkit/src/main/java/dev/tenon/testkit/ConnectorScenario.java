package dev.tenon.testkit;

import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Reader;
import dev.tenon.spi.Writer;
import java.util.List;
import java.util.Set;

/// What a connector's author tells the contract: situations, as scripts, and what must be true.
public final class ConnectorScenario {
    private ConnectorScenario() {}

    /// A read to its end.
    ///
    /// @param script all calls of the run
    /// @param ids of all records it must bring, in order
    /// @param deletedIds it must bring, in order
    public record Read(
            Reader.ReadRequest request, Script script, List<String> ids, List<String> deletedIds) {
        /// Copies its lists.
        public Read {
            ids = List.copyOf(ids);
            deletedIds = List.copyOf(deletedIds);
        }
    }

    /// The list of objects, then a description.
    ///
    /// @param list the calls that list all objects
    /// @param listed names that must be in the list
    /// @param describe the calls that describe `described` and one object that is not there
    /// @param described the object to describe
    /// @param missing a name that no object has
    /// @param fields of `described` that must be found
    public record Discover(
            Script list,
            Set<String> listed,
            Script describe,
            String described,
            String missing,
            Set<String> fields) {
        /// Copies its sets.
        public Discover {
            listed = Set.copyOf(listed);
            fields = Set.copyOf(fields);
        }
    }

    /// A write of which some records are refused.
    ///
    /// @param written whether each record, in order, is written
    public record Write(Writer.Batch batch, Script script, List<Boolean> written) {
        /// Copies its list.
        public Write {
            written = List.copyOf(written);
        }
    }

    /// An answer that is no success, to the first call that fetches records.
    ///
    /// @param title says when it happens, in words
    /// @param reaction what the connector must throw
    public record Refused(
            String title, Answer answer, Class<? extends ProviderException> reaction) {}
}
