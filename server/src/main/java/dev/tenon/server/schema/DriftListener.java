package dev.tenon.server.schema;

import dev.tenon.server.db.Tx;
import dev.tenon.server.vault.Connection;

/// Hears of every change of an object that somebody has had described.
@FunctionalInterface
public interface DriftListener {
    /// Called in the transaction that stores the new description, which [Schemas#remembered] gives
    /// already; must not call anybody. An object that is known by several spellings of its name is
    /// told once for each.
    ///
    /// @param object the name by which the object was asked for, as installations spell it
    /// @param drift never empty
    void drifted(Tx tx, Connection connection, String object, Drift drift);
}
