package dev.tenon.server.api;

/// How many requests this node takes, each second, with twice as many at once.
///
/// @param perKey of one API key without a limit of its own, or of one customer's tokens; 0 for no
///   limit
/// @param strangers with unknown keys, of one address; 0 for no limit
public record RequestLimits(int perKey, int strangers) {
    /// The most that can be counted.
    public static final int MOST = 100_000;

    /// What is kept unless told otherwise.
    public static final RequestLimits USUAL = new RequestLimits(200, 20);

    /// Nobody is kept waiting.
    public static final RequestLimits NONE = new RequestLimits(0, 0);
}
