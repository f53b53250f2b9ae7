/// Answers a parsed query from the store, page by page.
///
/// May import: error, schema, soql, store, web
///
/// Start reading at [QueryRun].
@NullMarked
package dev.tenon.sandbox.salesforce.query;

import org.jspecify.annotations.NullMarked;
