package dev.tenon.server.console;

import dev.tenon.diagnostics.Refusal;
import java.util.Arrays;
import java.util.stream.Collectors;

/// How an installation stands, in one word; the first that applies, from the bottom of this list
/// up. [CustomerList] decides it in SQL.
enum Health {
    /// Nothing is amiss.
    HEALTHY("healthy", "Healthy", "good"),
    /// An object is read for the first time, or anew.
    BACKFILLING("backfilling", "Backfilling", "busy"),
    /// Nothing was read yet, or a read waits before it goes on.
    WAITING("waiting", "Waiting", "wait"),
    /// An object's last run failed, or three tries in a row did.
    FAILING("failing", "Failing", "bad"),
    /// Somebody paused it, or each of its objects.
    PAUSED("paused", "Paused", "rest"),
    /// The customer's credentials do not work any more, or are gone.
    NEEDS_SIGN_IN("needs-sign-in", "Needs sign-in", "act");

    private final String code;
    private final String word;
    private final String look;

    Health(String code, String word, String look) {
        this.code = code;
        this.word = word;
        this.look = look;
    }

    /// Its name in URLs and statements.
    String code() {
        return code;
    }

    String word() {
        return word;
    }

    Pill pill() {
        return new Pill(word, look);
    }

    /// @throws Refusal `request.bad-parameter`
    static Health parse(String code) {
        for (Health health : values()) if (health.code.equals(code)) return health;
        throw new Refusal(
                Refusal.Kind.INVALID,
                "request.bad-parameter",
                "There is no health \"" + code + "\".",
                "query.health",
                "Use one of: "
                        + Arrays.stream(values())
                                .map(Health::code)
                                .collect(Collectors.joining(", "))
                        + ".");
    }
}
