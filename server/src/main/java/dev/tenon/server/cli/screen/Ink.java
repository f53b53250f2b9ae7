package dev.tenon.server.cli.screen;

/// The few colours of the CLI.
public enum Ink {
    /// Something is wrong.
    RED("31"),
    /// Something is perhaps not as meant.
    YELLOW("33"),
    /// Something went well.
    GREEN("32"),
    /// Of less weight.
    DIM("2"),
    /// Of more weight.
    BOLD("1");

    private final String code;

    Ink(String code) {
        this.code = code;
    }

    String around(String text) {
        return "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
