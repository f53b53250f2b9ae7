package dev.tenon.server.db;

import java.sql.SQLException;

/// A statement that PostgreSQL did not carry out.
public sealed class SqlFailure extends RuntimeException permits CommitFailure {
    private static final long serialVersionUID = 1L;

    private final String state;

    SqlFailure(String what, SQLException cause) {
        super(what + ": " + cause.getMessage(), cause);
        this.state = String.valueOf(cause.getSQLState());
    }

    /// Whether a unique index refused a row.
    public boolean isDuplicate() {
        return state.equals("23505");
    }

    /// Whether a text was refused for a character that no text in the database can have, such as
    /// U+0000.
    public boolean isStrangeText() {
        return state.equals("22021") || state.equals("22P05");
    }

    /// Whether a value does not fit its type: a number or a moment out of range, say.
    public boolean isBadValue() {
        return state.startsWith("22");
    }

    /// Whether a row is at fault, not the statement: a value that does not fit, or one that is too
    /// large to be stored.
    public boolean isAboutRow() {
        return state.startsWith("22") || state.startsWith("54");
    }

    /// PostgreSQL's code of the failure.
    public String code() {
        return state;
    }

    /// Whether the statement ran longer than it may.
    public boolean isTimeout() {
        return state.equals("57014");
    }
}
