/// Tests of people and their passwords, on a real database.
///
/// May import: db, diagnostics, seal, tenant, testing
///
/// Start reading at [AccountsTest].
@NullMarked
package dev.tenon.server.people;

import org.jspecify.annotations.NullMarked;
