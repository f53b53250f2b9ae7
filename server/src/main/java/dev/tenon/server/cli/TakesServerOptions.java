package dev.tenon.server.cli;

/// A command that takes the options which say what server to call.
interface TakesServerOptions {
    ServerOptions serverOptions();
}
