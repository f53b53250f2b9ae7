package dev.tenon.server.bench;

import java.net.URI;

/// The server that is measured, in this process.
///
/// @param databaseUrl where its database is, for the references
public record BenchServer(URI address, String adminKey, String databaseUrl, AutoCloseable stop) {
    @Override
    public String toString() {
        return "BenchServer(" + address + ")";
    }
}
