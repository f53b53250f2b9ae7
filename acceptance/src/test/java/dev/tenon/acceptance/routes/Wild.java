package dev.tenon.acceptance.routes;

import java.util.List;
import java.util.random.RandomGenerator;

/// Values that programs stumble over. The same generator gives the same values.
final class Wild {
    /// Stand for what a JSON tree cannot hold; see [#spelled].
    private static final String HALF_A_PAIR = "@half@";

    private static final String HUGE_NUMBER = "@huge@";

    private static final List<String> TEXTS =
            List.of(
                    "",
                    " ",
                    "\u0000",
                    "a\u0000b",
                    HALF_A_PAIR,
                    HUGE_NUMBER,
                    "'",
                    "\"",
                    "'; drop table projects; --",
                    "../../etc/passwd",
                    "%",
                    "%zz",
                    "\\",
                    "\r\nX-Injected: 1",
                    "🙂 ünïcödé \u202e",
                    "null",
                    "NaN",
                    "-0",
                    "1e999999999",
                    "9223372036854775808",
                    "2026-13-45",
                    "2026-01-31T09:30:00Z",
                    "+999999999-12-31T23:59:59Z",
                    "-999999999-01-01T00:00:00Z",
                    "00000000-0000-0000-0000-000000000000",
                    "01a20bb7-6698-7c77-a8a7-0b3894e60a2d",
                    "ffffffff-ffff-ffff-ffff-ffffffffffff",
                    "$['a']['b']",
                    "$[",
                    "{{domain}}",
                    "http://[::1",
                    "http://127.0.0.1:1/x y",
                    "javascript:alert(1)",
                    "file:///etc/passwd",
                    "true",
                    "default",
                    "crm",
                    "Account",
                    "salesforce",
                    "acme");

    private static final List<String> NUMBERS =
            List.of("0", "-1", "1", "2147483648", "-9223372036854775809", "1.5", "1e308", "1E-400");

    private final RandomGenerator random;

    Wild(RandomGenerator random) {
        this.random = random;
    }

    /// True once in `times`.
    boolean once(int times) {
        return random.nextInt(times) == 0;
    }

    int below(int limit) {
        return random.nextInt(limit);
    }

    <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    String text() {
        if (once(30)) return "x".repeat(300);
        if (once(60)) return "long".repeat(5_000);
        if (once(10)) return soup();
        return one(TEXTS);
    }

    private String soup() {
        var text = new StringBuilder();
        int length = random.nextInt(12);
        for (int i = 0; i < length; i++) text.append((char) random.nextInt(1, 0x2ff));
        return text.toString();
    }

    String number() {
        return once(10) ? HUGE_NUMBER : one(NUMBERS);
    }

    /// A number as it stands in JSON; a huge one has quotes until it is spelled out.
    String numeral() {
        String number = number();
        return number.equals(HUGE_NUMBER) ? quoted(number) : number;
    }

    /// JSON of any type.
    String json() {
        return switch (random.nextInt(8)) {
            case 0 -> "null";
            case 1 -> "true";
            case 2 -> numeral();
            case 3 -> "[]";
            case 4 -> "{}";
            case 5 -> "[" + quoted(text()) + "," + numeral() + "]";
            case 6 -> "{" + quoted(text()) + ":" + quoted(text()) + "}";
            default -> quoted(text());
        };
    }

    static String quoted(String text) {
        return dev.tenon.acceptance.platform.Product.JSON.writeValueAsString(text);
    }

    /// JSON text with the stand-ins written out.
    static String spelled(String json) {
        return json.replace(HALF_A_PAIR, "\\ud800")
                .replace('"' + HUGE_NUMBER + '"', "1e999999999")
                .replace(HUGE_NUMBER, "1e999999999");
    }
}
