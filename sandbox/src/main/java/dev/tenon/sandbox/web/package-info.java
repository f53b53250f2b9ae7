/// HTTP as the simulated systems see it: a call comes in, an answer goes out.
///
/// May import: nothing of ours
///
/// Start reading at [SimulatedSystem].
@NullMarked
package dev.tenon.sandbox.web;

import org.jspecify.annotations.NullMarked;
