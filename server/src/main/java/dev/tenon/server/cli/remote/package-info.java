/// Talks to a server over HTTP: which server, with whose key, and what its refusals mean.
///
/// May import: diagnostics, json
///
/// Start reading at [Remote].
@NullMarked
package dev.tenon.server.cli.remote;

import org.jspecify.annotations.NullMarked;
