/// The Salesforce connector against a Salesforce that runs: what it reads and writes is compared
/// with what plain calls of another client see.
///
/// May import: connectors, fault, json, salesforce, sandbox, spi, store, testkit, web
///
/// Start reading at [SalesforceAgainstSandboxTest].
@NullMarked
package dev.tenon.acceptance.salesforce;

import org.jspecify.annotations.NullMarked;
