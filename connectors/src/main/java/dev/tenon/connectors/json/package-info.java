/// Walks JSON replies by streaming, and shows records as slices of the bytes they came in.
///
/// May import: spi
///
/// Start reading at [RecordPage]: one pass finds the array of records and remembers, for each, its
/// id, its change time and where it lies. [MergedRecords] puts together pages that each hold some
/// of the fields of the same records. [JsonTree] is for small replies of the control plane.
@NullMarked
package dev.tenon.connectors.json;

import org.jspecify.annotations.NullMarked;
