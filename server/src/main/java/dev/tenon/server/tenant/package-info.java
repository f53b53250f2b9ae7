/// Who there is: projects, their keys and those of their customers' tokens, their customers
/// (groups) and the people in them, and who did what.
///
/// May import: digest, db, json, diagnostics
///
/// Start reading at [Projects].
@NullMarked
package dev.tenon.server.tenant;

import org.jspecify.annotations.NullMarked;
