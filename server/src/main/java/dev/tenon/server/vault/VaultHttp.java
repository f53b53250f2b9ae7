package dev.tenon.server.vault;

import dev.tenon.server.net.Http;
import java.time.InstantSource;

/// How the vault reaches token endpoints; one per server.
public final class VaultHttp {
    private final Grants grants;

    public VaultHttp(Http http, InstantSource clock) {
        this.grants = new Grants(http, clock);
    }

    Grants grants() {
        return grants;
    }
}
