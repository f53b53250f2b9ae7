/// The commands people type. Talks to a server only over HTTP; `validate`, `providers`, `init` and
/// `completion` need none.
///
/// May import: format, diagnostics, json, catalog, connectors, remote, screen
///
/// Start reading at [Cli].
@NullMarked
package dev.tenon.server.cli;

import org.jspecify.annotations.NullMarked;
