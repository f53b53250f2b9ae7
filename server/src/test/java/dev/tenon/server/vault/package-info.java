/// Tests of sign-ins and credentials, on a real database and against a token server on this
/// machine.
///
/// May import: db, json, tenant, net, seal, spi, diagnostics, salesforce, testing
///
/// Start reading at [CredentialsTest].
@NullMarked
package dev.tenon.server.vault;

import org.jspecify.annotations.NullMarked;
