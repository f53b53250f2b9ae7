/// Simulated SaaS systems in one process: they listen on one port, break on demand and tell the
/// truth.
///
/// May import: diagnostics, error, fault, salesforce, schema, web
///
/// Start reading at [Sandbox].
@NullMarked
package dev.tenon.sandbox;

import org.jspecify.annotations.NullMarked;
