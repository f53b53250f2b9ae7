/// Tests of the Salesforce connector, on invented and on recorded answers.
///
/// May import: json, spi, testkit
///
/// Start reading at [SalesforceReaderTest].
@NullMarked
package dev.tenon.connectors.salesforce;

import org.jspecify.annotations.NullMarked;
