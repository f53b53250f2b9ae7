/// Outgoing HTTP, and the egress rules that every call keeps.
///
/// May import: digest, diagnostics
///
/// Start reading at [Http].
@NullMarked
package dev.tenon.server.net;

import org.jspecify.annotations.NullMarked;
