/// What a command shows: lines, aligned tables, progress and JSON, with colours only on a terminal.
///
/// May import: json
///
/// Start reading at [Terminal].
@NullMarked
package dev.tenon.server.cli.screen;

import org.jspecify.annotations.NullMarked;
