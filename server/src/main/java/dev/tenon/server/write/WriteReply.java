package dev.tenon.server.write;

/// What a caller is answered.
///
/// @param status the HTTP status: 200, 202 when the write goes on, 422 when nothing was written,
///   412 when that is because the only record's condition does not hold
/// @param body JSON in UTF-8
public record WriteReply(int status, byte[] body) {
    /// Copies its bytes.
    public WriteReply {
        body = body.clone();
    }
}
