package dev.tenon.sandbox.salesforce.signin;

/// A refusal of the token endpoint.
final class OAuthError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    OAuthError(String code, String description) {
        super(description);
        this.code = code;
    }

    String code() {
        return code;
    }

    String description() {
        return String.valueOf(getMessage());
    }
}
