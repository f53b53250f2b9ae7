/// The manifest a product team writes, the choices its customers make, and what both together mean.
///
/// May import: diagnostics
///
/// Start reading at [ManifestReader], then [EffectiveConfig] and [Plan].
@NullMarked
package dev.tenon.format;

import org.jspecify.annotations.NullMarked;
