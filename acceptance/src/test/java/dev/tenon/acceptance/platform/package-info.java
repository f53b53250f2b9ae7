/// The whole program in a process of its own: killed, restarted, asked as a product asks it, and
/// its webhooks verified by other people's libraries.
///
/// May import: contract, error, fault, salesforce, sandbox, store
///
/// Start reading at [KilledServerTest].
@NullMarked
package dev.tenon.acceptance.platform;

import org.jspecify.annotations.NullMarked;
