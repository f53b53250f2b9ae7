/// Operations: one unit of work that a person may ask about, with its log and the provider calls it
/// made. Notifications: what happened, told to those whom topics lead it to.
///
/// May import: db, json, tenant, diagnostics
///
/// Start reading at [Operations], then [Notifications].
@NullMarked
package dev.tenon.server.operation;

import org.jspecify.annotations.NullMarked;
