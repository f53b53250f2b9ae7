/// `tenon bench`: measures the server, each figure beside its reference in the same run.
///
/// May import: db, jobs, json, net, sandbox, fault, salesforce, store, signin, diagnostics
///
/// Start reading at [BenchCommand].
@NullMarked
package dev.tenon.server.bench;

import org.jspecify.annotations.NullMarked;
