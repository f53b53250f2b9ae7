/// What providers say is left of their quotas.
///
/// May import: db, tenant
///
/// Start reading at [QuotaReadings].
@NullMarked
package dev.tenon.server.quota;

import org.jspecify.annotations.NullMarked;
