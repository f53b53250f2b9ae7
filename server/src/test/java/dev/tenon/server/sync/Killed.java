package dev.tenon.server.sync;

/// The process is no more.
final class Killed extends Error {
    private static final long serialVersionUID = 1L;
}
