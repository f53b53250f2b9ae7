/// The console: pages for people, made on the server, that show how every customer's installations
/// stand. It reads across the features and changes nothing.
///
/// May import: api, db, deploy, diagnostics, format, install, json, operation, seal, tenant, vault
///
/// Start reading at [Console].
@NullMarked
package dev.tenon.server.console;

import org.jspecify.annotations.NullMarked;
