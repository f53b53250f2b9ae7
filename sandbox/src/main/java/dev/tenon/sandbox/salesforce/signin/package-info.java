/// OAuth as Salesforce speaks it: consent, codes, tokens, rotation, revocation.
///
/// May import: store, web
///
/// Start reading at [SignIn].
@NullMarked
package dev.tenon.sandbox.salesforce.signin;

import org.jspecify.annotations.NullMarked;
