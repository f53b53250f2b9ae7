/// People who sign in to the console: who they are, what they may do, their passwords, the links
/// with which they choose one, and how guessing is slowed down.
///
/// May import: digest, db, diagnostics, seal, tenant
///
/// Start reading at [Roster].
@NullMarked
package dev.tenon.server.people;

import org.jspecify.annotations.NullMarked;
