/// The console: pages for people, made on the server, that show how every customer's installations
/// stand, and the door to them. It reads across the features, and changes held deletions and
/// people.
///
/// May import: digest, api, db, deploy, diagnostics, format, identity, install, json, operation,
/// people, seal, tenant, vault
///
/// Start reading at [Console].
@NullMarked
package dev.tenon.server.console;

import org.jspecify.annotations.NullMarked;
