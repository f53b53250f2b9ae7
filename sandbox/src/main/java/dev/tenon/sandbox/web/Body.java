package dev.tenon.sandbox.web;

import java.io.IOException;
import java.io.OutputStream;

/// What an answer carries.
public sealed interface Body {
    /// All of it, at hand.
    record Bytes(byte[] bytes) implements Body {}

    /// Written while it is sent; for what is too large to hold.
    record Stream(Source source) implements Body {}

    /// Writes a body. Called once, by the thread that answers.
    @FunctionalInterface
    interface Source {
        /// Writes all of it; does not close.
        void writeTo(OutputStream out) throws IOException;
    }
}
