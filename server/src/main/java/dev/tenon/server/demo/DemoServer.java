package dev.tenon.server.demo;

import java.net.URI;

/// The server that the demo runs against.
///
/// @param adminKey lets the demo make its project
public record DemoServer(URI address, String adminKey, AutoCloseable stop) {
    @Override
    public String toString() {
        return "DemoServer(" + address + ")";
    }
}
