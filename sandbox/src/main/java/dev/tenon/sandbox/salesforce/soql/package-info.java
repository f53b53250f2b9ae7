/// SOQL text to a syntax tree.
///
/// May import: error
///
/// Start reading at [Parser].
@NullMarked
package dev.tenon.sandbox.salesforce.soql;

import org.jspecify.annotations.NullMarked;
