/// The systems that a manifest may name, and the few facts of each that fit on one line.
///
/// May import: format
///
/// Start reading at [Catalog].
@NullMarked
package dev.tenon.connectors.catalog;

import org.jspecify.annotations.NullMarked;
