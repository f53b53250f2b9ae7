package dev.tenon.server.cli.screen;

import java.util.Locale;

/// Numbers for people.
public final class Count {
    private Count() {}

    /// With a comma between thousands.
    public static String of(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /// A number with its noun, as in `1 error` and `2 errors`.
    public static String of(long number, String noun) {
        return of(number) + " " + noun + (number == 1 ? "" : "s");
    }
}
