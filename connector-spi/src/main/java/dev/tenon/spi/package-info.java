/// What a connector must do for the engine, and what the engine does for a connector.
///
/// May import: nothing of ours
///
/// Start reading at [Connector]. The engine knows two opaque strings and never looks inside them:
/// the [Position.Cursor] says where in a run a read stands, the [Position.Checkpoint] where the
/// next run starts. Each is stored in the transaction of the page it came with.
@NullMarked
package dev.tenon.spi;

import org.jspecify.annotations.NullMarked;
