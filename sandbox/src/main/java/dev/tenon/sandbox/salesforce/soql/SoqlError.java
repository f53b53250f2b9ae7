package dev.tenon.sandbox.salesforce.soql;

import dev.tenon.sandbox.salesforce.error.ApiError;

/// Refusals that show the place in the query.
public final class SoqlError {
    private static final int AROUND = 32;

    private SoqlError() {}

    /// The query cannot be read.
    public static ApiError malformed(String soql, int at, String why) {
        return at(soql, at, "MALFORMED_QUERY", why);
    }

    /// Something in the query at `at` is wrong.
    public static ApiError at(String soql, int at, String code, String why) {
        int from = Math.max(0, at - AROUND);
        String line = soql.substring(from, Math.min(soql.length(), at + AROUND)).replace('\n', ' ');
        String caret = " ".repeat(at - from) + "^";
        String place = "ERROR at Row:1:Column:" + (at + 1);
        return ApiError.badRequest(code, "\n" + line + "\n" + caret + "\n" + place + "\n" + why);
    }
}
