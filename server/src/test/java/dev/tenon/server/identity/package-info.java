/// Tests of sign-in with an identity provider, against one that can be made to lie.
///
/// May import: diagnostics, json, net, people, seal, testing
///
/// Start reading at [CompanySignInTest].
@NullMarked
package dev.tenon.server.identity;

import org.jspecify.annotations.NullMarked;
