package dev.tenon.server.db;

import java.sql.SQLException;

/// A commit that was not answered with success. The transaction may have been committed: nobody may
/// do again what was in it without looking.
public final class CommitFailure extends SqlFailure {
    private static final long serialVersionUID = 1L;

    CommitFailure(SQLException cause) {
        super("The transaction could not be committed", cause);
    }
}
