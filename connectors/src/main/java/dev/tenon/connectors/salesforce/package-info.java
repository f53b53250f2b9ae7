/// Salesforce: discovery by describe, reads by SOQL, writes by the sObject, collection and
/// composite resources of its REST API, and both in bulk by the jobs of its Bulk API 2.0.
///
/// May import: json, spi
///
/// Start reading at [Salesforce], then [SalesforceReader] for how a read moves through its legs,
/// [SalesforceWriter] for writes and [SalesforceErrors] for the table from answers to reactions. It
/// is code and not a definition because its reads are a query language, its pages hang on keysets
/// and its deletions come by a query of their own.
@NullMarked
package dev.tenon.connectors.salesforce;

import org.jspecify.annotations.NullMarked;
