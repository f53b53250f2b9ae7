/// The rules of the repository that no compiler knows: which package may import which, names,
/// sizes, habits, and that the docs say what the code does.
///
/// May import: catalog, format, diagnostics
///
/// Start reading at [PackagesTest].
@NullMarked
package dev.tenon.acceptance.architecture;

import org.jspecify.annotations.NullMarked;
