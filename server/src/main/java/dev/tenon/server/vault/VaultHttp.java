package dev.tenon.server.vault;

import dev.tenon.server.net.Http;
import java.time.InstantSource;

/// How the vault reaches token endpoints; one per server.
public final class VaultHttp {
    private final TokenClient tokens;

    public VaultHttp(Http http, InstantSource clock) {
        this.tokens = new TokenClient(http, clock);
    }

    TokenClient tokens() {
        return tokens;
    }
}
