package dev.tenon.server.cli;

/// What a command tells the shell.
final class ExitCode {
    static final int OK = 0;

    /// Something was refused or has failed; what, where and how to mend it was told.
    static final int REFUSED = 1;

    /// The command line was not understood.
    static final int USAGE = 2;

    /// No Tenon answered.
    static final int UNREACHABLE = 3;

    private ExitCode() {}
}
