package dev.tenon.server.write;

import dev.tenon.server.db.Row;
import dev.tenon.server.json.Json;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What became of a write call: an answer for every record, in the caller's order.
public record WriteResult(UUID operation, List<RecordResult> records) {
    /// Copies its list.
    public WriteResult {
        records = List.copyOf(records);
    }

    /// How many records were written.
    public int successes() {
        return (int) records.stream().filter(RecordResult::isWritten).count();
    }

    /// How many were not, or not for sure.
    public int failures() {
        return records.size() - successes();
    }

    /// What became of one record.
    ///
    /// @param state succeeded, failed or unknown
    /// @param recordId the provider's id, as far as it is known
    /// @param created whether the record is new; null when that is not known
    /// @param problems why it was not written
    /// @param warnings what of it was left out
    /// @param current the record as the provider had it when its condition did not hold; null when
    ///   that is not what became of it, or the record could not be read
    public record RecordResult(
            WriteState state,
            @Nullable String recordId,
            @Nullable Boolean created,
            List<WriteProblem> problems,
            List<WriteProblem> warnings,
            @Nullable ObjectNode current) {
        /// Copies its lists.
        public RecordResult {
            problems = List.copyOf(problems);
            warnings = List.copyOf(warnings);
        }

        static RecordResult read(Row row) throws SQLException {
            String created = row.textOrNull("created");
            String current = row.textOrNull("current_record");
            return new RecordResult(
                    WriteState.of(row.text("state")),
                    row.textOrNull("result_id"),
                    created == null ? null : created.startsWith("t"),
                    WriteProblem.read(row.text("problems")),
                    WriteProblem.read(row.text("warnings")),
                    current == null ? null : Json.parseObject(current));
        }

        /// Whether it was not written because its condition does not hold.
        public boolean isChanged() {
            return problems.stream()
                    .anyMatch(each -> each.diagnostic().code().equals(Verdict.Changed.CODE));
        }

        /// Whether it was written for sure.
        public boolean isWritten() {
            return state == WriteState.SUCCEEDED;
        }
    }
}
