/// The API's description as a contract: what a server sends and takes is held against it, and the
/// description itself against the rules of OpenAPI.
///
/// May import: nothing of ours
///
/// Start reading at [Contract].
@NullMarked
package dev.tenon.acceptance.contract;

import org.jspecify.annotations.NullMarked;
