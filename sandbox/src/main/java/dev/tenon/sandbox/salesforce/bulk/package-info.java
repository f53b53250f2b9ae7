/// Bulk API 2.0: query jobs with their states and results.
///
/// May import: error, query, store, web
///
/// Start reading at [QueryJobs].
@NullMarked
package dev.tenon.sandbox.salesforce.bulk;

import org.jspecify.annotations.NullMarked;
