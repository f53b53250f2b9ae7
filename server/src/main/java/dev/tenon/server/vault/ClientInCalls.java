package dev.tenon.server.vault;

import dev.tenon.spi.SignIn.Proof;
import dev.tenon.spi.SignIn.Signature;

/// Whether calls of a provider show the client beside the token, as some ask for in a header and
/// OAuth 1.0a does in every signature.
final class ClientInCalls {
    private ClientInCalls() {}

    static boolean isShown(Proof proof) {
        boolean isSigned =
                proof.signature() == Signature.OAUTH1_SHA1
                        || proof.signature() == Signature.OAUTH1_SHA256;
        return isSigned
                || proof.placements().stream()
                        .anyMatch(each ->
                                Template.names(each.value(), "clientId")
                                        || Template.names(each.value(), "clientSecret"));
    }
}
