/// A stateful simulated Salesforce: sign-in, discovery, queries and writes over REST.
///
/// May import: bulk, error, query, schema, signin, store, web, write
///
/// Start reading at [Salesforce].
@NullMarked
package dev.tenon.sandbox.salesforce;

import org.jspecify.annotations.NullMarked;
