/// Tests of the streaming walk over replies.
///
/// May import: spi, testkit
///
/// Start reading at [RecordPageTest].
@NullMarked
package dev.tenon.connectors.json;

import org.jspecify.annotations.NullMarked;
