package dev.tenon.server.write;

import dev.tenon.spi.Writer.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One record of a request as it will be sent, or why it will not be.
///
/// @param recordId the provider's id; null for creates and upserts
/// @param keyField the field that identifies the record at the provider; null when there is none
/// @param orderKey names the record, so that writes to it follow one another; null when nobody can
///   know it yet
/// @param fields JSON: values by the provider's names
/// @param extras what goes with them
/// @param problems empty when it can be sent
/// @param warnings what of it is left out
/// @param condition what must hold for it to be written; null for nothing
record PreparedRecord(
        @Nullable String recordId,
        @Nullable String keyField,
        @Nullable String orderKey,
        String fields,
        Extras extras,
        List<WriteProblem> problems,
        List<WriteProblem> warnings,
        @Nullable Condition condition) {
    PreparedRecord {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /// A record that is written whatever the provider has.
    PreparedRecord(
            @Nullable String recordId,
            @Nullable String keyField,
            @Nullable String orderKey,
            String fields,
            Extras extras,
            List<WriteProblem> problems,
            List<WriteProblem> warnings) {
        this(recordId, keyField, orderKey, fields, extras, problems, warnings, null);
    }

    /// This record, to be written on a condition.
    PreparedRecord on(@Nullable Condition what) {
        return new PreparedRecord(
                recordId, keyField, orderKey, fields, extras, problems, warnings, what);
    }

    /// This record, kept back for the sake of its neighbours.
    PreparedRecord heldBack(String where) {
        var problem =
                WriteProblem.of(
                        "write.held-back",
                        "Another record of the batch is refused, and all or none are to be written.",
                        where,
                        "Correct the other record, and send the whole batch again.");
        return new PreparedRecord(
                recordId,
                keyField,
                orderKey,
                fields,
                extras,
                List.of(problem),
                warnings,
                condition);
    }
}
