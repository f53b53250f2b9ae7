/// `tenon demo`: the main job from end to end, against the sandbox, by the same HTTP calls that a
/// product makes.
///
/// May import: json, net, sandbox, salesforce, fault, diagnostics
///
/// Start reading at [Demo].
@NullMarked
package dev.tenon.server.demo;

import org.jspecify.annotations.NullMarked;
