/// Which objects and fields an org has, and how describe shows them.
///
/// May import: web
///
/// Start reading at [Schema].
@NullMarked
package dev.tenon.sandbox.salesforce.schema;

import org.jspecify.annotations.NullMarked;
