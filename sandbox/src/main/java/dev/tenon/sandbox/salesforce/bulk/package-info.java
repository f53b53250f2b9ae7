/// Bulk API 2.0: query jobs and ingest jobs with their states and results.
///
/// May import: error, query, schema, store, web, write
///
/// Start reading at [QueryJobs] and [IngestJobs].
@NullMarked
package dev.tenon.sandbox.salesforce.bulk;

import org.jspecify.annotations.NullMarked;
