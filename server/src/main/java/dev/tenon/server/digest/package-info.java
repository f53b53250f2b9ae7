/// Hashes of what is long and random, or public.
///
/// May import: nothing of ours
///
/// Start reading at [Sha256].
@NullMarked
package dev.tenon.server.digest;

import org.jspecify.annotations.NullMarked;
