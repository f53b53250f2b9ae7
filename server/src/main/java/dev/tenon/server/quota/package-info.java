/// What is left of the providers' quotas, who may use it, and how long that will last.
///
/// May import: db, jobs, tenant
///
/// Start reading at [Quotas].
@NullMarked
package dev.tenon.server.quota;

import org.jspecify.annotations.NullMarked;
