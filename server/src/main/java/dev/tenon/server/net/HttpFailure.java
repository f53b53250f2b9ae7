package dev.tenon.server.net;

/// A call to which no complete answer came.
public final class HttpFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean sent;

    HttpFailure(String host, boolean sent, Throwable cause) {
        super((host.isEmpty() ? "" : host + ": ") + reason(cause), cause);
        this.sent = sent;
    }

    /// Whether the request may have arrived.
    public boolean sent() {
        return sent;
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
