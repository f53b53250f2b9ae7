package dev.tenon.sandbox.salesforce.error;

import java.util.List;

/// A request that Salesforce refuses, with the status, the code and the words it uses.
public final class ApiError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient List<String> fields;

    /// Refuses with a code such as `INVALID_FIELD` and the fields to blame, which may be none.
    public ApiError(int status, String code, String message, List<String> fields) {
        super(message);
        this.status = status;
        this.code = code;
        this.fields = List.copyOf(fields);
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

    /// The fields to blame; may be empty.
    public List<String> fields() {
        return fields;
    }
}
