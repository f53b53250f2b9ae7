/// Simulated SaaS systems in one process: they listen on one port, break on demand and tell the
/// truth.
///
/// May import: diagnostics, fault, salesforce, web
///
/// Start reading at [Sandbox].
@NullMarked
package dev.tenon.sandbox;

import org.jspecify.annotations.NullMarked;
