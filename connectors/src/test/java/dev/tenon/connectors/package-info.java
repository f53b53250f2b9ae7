/// Tests of the list of connectors.
///
/// May import: spi
///
/// Start reading at [ConnectorsTest].
@NullMarked
package dev.tenon.connectors;

import org.jspecify.annotations.NullMarked;
