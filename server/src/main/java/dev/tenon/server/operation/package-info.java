/// Operations: one unit of work that a person may ask about, with its log and the provider calls it
/// made.
///
/// May import: db, json, tenant, diagnostics
///
/// Start reading at [Operations].
@NullMarked
package dev.tenon.server.operation;

import org.jspecify.annotations.NullMarked;
