/// Every operation of the API's description: that it is a route and does what it says, what it
/// refuses and how, and that no input at all makes the server fail.
///
/// May import: contract, platform, sandbox, fault, salesforce, schema, store, boot, api, db, seal,
/// tenant
///
/// Start reading at [EveryOperationTest].
@NullMarked
package dev.tenon.acceptance.routes;

import org.jspecify.annotations.NullMarked;
