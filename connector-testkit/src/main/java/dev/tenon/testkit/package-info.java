/// Tests for connectors, without a network: recorded answers and the contract every connector
/// passes.
///
/// May import: spi
///
/// Start reading at [ConnectorContract], which a connector's test extends, and [ReplayAccess],
/// which plays a provider by a script or from a fixture folder and says what was asked otherwise
/// than expected.
@NullMarked
package dev.tenon.testkit;

import org.jspecify.annotations.NullMarked;
