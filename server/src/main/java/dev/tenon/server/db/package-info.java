/// PostgreSQL: an embedded or external server, the connection pool, transactions and migrations.
///
/// May import: diagnostics
///
/// Start reading at [Db].
@NullMarked
package dev.tenon.server.db;

import org.jspecify.annotations.NullMarked;
