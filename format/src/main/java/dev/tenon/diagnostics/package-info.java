/// What a person is told when something is wrong, in one form everywhere.
///
/// May import: nothing of ours
///
/// Start reading at [Diagnostic].
@NullMarked
package dev.tenon.diagnostics;

import org.jspecify.annotations.NullMarked;
