/// The deep connectors this product ships, found by id.
///
/// May import: salesforce, spi
///
/// Start reading at [Connectors].
@NullMarked
package dev.tenon.connectors;

import org.jspecify.annotations.NullMarked;
