package dev.tenon.server.tenant;

import dev.tenon.diagnostics.Refusal;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a key may do.
public enum Scope {
    /// Everything in one project.
    FULL,
    /// What a browser needs to install an integration: no data, no secrets, no deploy.
    FRONTEND,
    /// Plan, deploy and roll back.
    DEPLOY,
    /// Read records, changes and operations.
    READ,
    /// Write records and trigger reads.
    WRITE;

    /// The name on the wire.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws Refusal `key.unknown-scope`
    public static Scope parse(String name) {
        for (Scope scope : values()) if (scope.wireName().equals(name)) return scope;
        throw new Refusal(
                Refusal.Kind.INVALID,
                "key.unknown-scope",
                "There is no scope \"" + name + "\".",
                "body.scopes",
                "Use "
                        + Arrays.stream(values())
                                .map(Scope::wireName)
                                .collect(Collectors.joining(", "))
                        + ".");
    }
}
