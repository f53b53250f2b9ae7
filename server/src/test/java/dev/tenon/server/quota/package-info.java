/// Tests of what is remembered of quotas, on a real database.
///
/// May import: db, jobs, tenant, testing
///
/// Start reading at [QuotaReadingsTest].
@NullMarked
package dev.tenon.server.quota;

import org.jspecify.annotations.NullMarked;
