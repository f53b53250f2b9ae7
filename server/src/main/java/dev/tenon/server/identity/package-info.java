/// Sign-in with a company's identity provider by OpenID Connect: where it is, its keys, the way of
/// a browser there and back, and what it says of whoever comes.
///
/// May import: digest, diagnostics, json, net, people, seal
///
/// Start reading at [CompanySignIn].
@NullMarked
package dev.tenon.server.identity;

import org.jspecify.annotations.NullMarked;
