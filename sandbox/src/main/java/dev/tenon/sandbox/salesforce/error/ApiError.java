package dev.tenon.sandbox.salesforce.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request that Salesforce refuses, with the status, the code and the words it uses.
public final class ApiError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient List<String> fields;
    private final transient @Nullable Duplicates duplicates;

    /// Refuses with a code such as `INVALID_FIELD` and the fields to blame, which may be none.
    public ApiError(int status, String code, String message, List<String> fields) {
        this(status, code, message, fields, null);
    }

    private ApiError(
            int status,
            String code,
            String message,
            List<String> fields,
            @Nullable Duplicates duplicates) {
        super(message);
        this.status = status;
        this.code = code;
        this.fields = List.copyOf(fields);
        this.duplicates = duplicates;
    }

    /// Records that a rule takes for the one that is written.
    ///
    /// @param rule its name
    /// @param object whose records they are
    /// @param maySave whether the rule lets a call save duplicates that asks for it
    /// @param ids of the records
    public record Duplicates(String rule, String object, boolean maySave, List<String> ids) {
        /// Copies the list.
        public Duplicates {
            ids = List.copyOf(ids);
        }
    }

    /// Refuses what is there already.
    public static ApiError duplicates(Duplicates duplicates) {
        return new ApiError(
                400, "DUPLICATES_DETECTED", "Use one of these records?", List.of(), duplicates);
    }

    /// Refuses with status 400 and no field.
    public static ApiError badRequest(String code, String message) {
        return new ApiError(400, code, message, List.of());
    }

    /// Refuses what is not there.
    public static ApiError notFound() {
        return new ApiError(404, "NOT_FOUND", "The requested resource does not exist", List.of());
    }

    /// The HTTP status.
    public int status() {
        return status;
    }

    /// The error code.
    public String code() {
        return code;
    }

    /// The words.
    public String message() {
        return String.valueOf(getMessage());
    }

    /// The records that are there already; null when it is about something else.
    public @Nullable Duplicates duplicates() {
        return duplicates;
    }

    /// The fields to blame; may be empty.
    public List<String> fields() {
        return fields;
    }
}
