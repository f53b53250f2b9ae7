/// Tests of the egress rules and of outgoing HTTP, against a server on this machine.
///
/// May import: diagnostics, testing
///
/// Start reading at [EgressTest].
@NullMarked
package dev.tenon.server.net;

import org.jspecify.annotations.NullMarked;
