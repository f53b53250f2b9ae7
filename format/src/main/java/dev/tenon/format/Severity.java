package dev.tenon.format;

/// How bad a finding is.
public enum Severity {
    /// Nothing is done until it is mended.
    ERROR,
    /// It works, but perhaps not as meant.
    WARNING
}
