/// JSON trees for the control plane. Records of providers never pass through here.
///
/// May import: diagnostics
///
/// Start reading at [Json].
@NullMarked
package dev.tenon.server.json;

import org.jspecify.annotations.NullMarked;
