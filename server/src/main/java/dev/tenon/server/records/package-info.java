/// The store: datasets, their records, the change feed and the query language.
///
/// May import: digest, db, json, tenant, format, spi, diagnostics
///
/// Start reading at [RecordStore], then [RecordQueries].
@NullMarked
package dev.tenon.server.records;

import org.jspecify.annotations.NullMarked;
