/// The systems that a manifest may name, the few facts of each that fit on one line, and how to
/// sign in to them.
///
/// May import: json, format, spi
///
/// Start reading at [Catalog].
@NullMarked
package dev.tenon.connectors.catalog;

import org.jspecify.annotations.NullMarked;
