/// Tests of the testkit itself: what it must refuse.
///
/// May import: spi
///
/// Start reading at [ReplayAccessTest].
@NullMarked
package dev.tenon.testkit;

import org.jspecify.annotations.NullMarked;
