/// What is remembered of late, so that it need not be made again.
///
/// May import: nothing of ours
///
/// Start reading at [Recent].
@NullMarked
package dev.tenon.server.recent;

import org.jspecify.annotations.NullMarked;
