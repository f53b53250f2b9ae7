/// The one exception that becomes a Salesforce error reply.
///
/// May import: nothing of ours
///
/// Start reading at [ApiError].
@NullMarked
package dev.tenon.sandbox.salesforce.error;

import org.jspecify.annotations.NullMarked;
