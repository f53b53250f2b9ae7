package dev.tenon.server.db;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A statement over many rows. Its text is the same for any number of them, so that it is planned
/// once.
///
/// @param sql with [ArrayColumns#rows] as its only parameters
/// @param rows a value for each column
public record SetStatement(String sql, ArrayColumns columns, List<@Nullable Object[]> rows) {}
