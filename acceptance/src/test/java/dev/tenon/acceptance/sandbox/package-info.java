/// Other people's Salesforce clients judge the sandbox.
///
/// May import: sandbox, salesforce, signin, store, web
///
/// Start reading at [JsforceTest].
@NullMarked
package dev.tenon.acceptance.sandbox;

import org.jspecify.annotations.NullMarked;
