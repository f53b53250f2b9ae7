package dev.tenon.server.cli.remote;

/// The API key to call with, and where it was found.
///
/// @param value empty when none was found
/// @param place where it was found, or where it was looked for in vain
public record Key(String value, String place) {
    /// Whether there is one.
    public boolean isPresent() {
        return !value.isEmpty();
    }

    /// Shows the place alone.
    @Override
    public String toString() {
        return "Key(" + place + ")";
    }
}
