package dev.tenon.server.seal;

/// A value that must not be printed. Only [#reveal] shows it, and only where it is sent.
public final class Secret {
    private final String value;

    /// @param value what must stay hidden
    public Secret(String value) {
        this.value = value;
    }

    /// The value, for sending it where it belongs.
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret
                && java.security.MessageDigest.isEqual(
                        value.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        secret.value.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "Secret(***)";
    }
}
