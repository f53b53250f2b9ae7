/// The records of an org: generated from a seed until somebody changes them.
///
/// May import: error, schema
///
/// Start reading at [Org].
@NullMarked
package dev.tenon.sandbox.salesforce.store;

import org.jspecify.annotations.NullMarked;
