/// Tests of the sandbox over HTTP, as a client sees it.
///
/// May import: diagnostics, error, fault, salesforce, schema, signin, store, web
///
/// Start reading at [SandboxTest].
@NullMarked
package dev.tenon.sandbox;

import org.jspecify.annotations.NullMarked;
