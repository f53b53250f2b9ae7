/// Creates, updates, upserts and deletes records as Salesforce would.
///
/// May import: error, schema, store
///
/// Start reading at [Writes].
@NullMarked
package dev.tenon.sandbox.salesforce.write;

import org.jspecify.annotations.NullMarked;
