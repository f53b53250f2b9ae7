package dev.tenon.server.demo;

import java.net.URI;

/// The server that the demo runs against.
///
/// @param console where people look at it
/// @param adminKey lets the demo make its project, and people sign in to the console
public record DemoServer(URI address, URI console, String adminKey, AutoCloseable stop) {
    @Override
    public String toString() {
        return "DemoServer(" + address + ")";
    }
}
