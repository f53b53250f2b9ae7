package dev.tenon.server.people;

import dev.tenon.diagnostics.Refusal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Addresses of e-mail as they are stored and compared: in lower case, without blanks around them.
public final class Email {
    private static final Pattern SHAPE =
            Pattern.compile("[^\\s@<>\"\\p{Cntrl}]{1,64}@[^\\s@<>\"\\p{Cntrl}]{1,189}");

    private Email() {}

    /// An address as it is stored; none when it is no address.
    public static Optional<String> normal(String typed) {
        String email = typed.strip().toLowerCase(Locale.ROOT);
        return SHAPE.matcher(email).matches() ? Optional.of(email) : Optional.empty();
    }

    /// An address that a person or a product gave.
    ///
    /// @throws Refusal `person.bad-email`
    public static String required(String typed) {
        return normal(typed).orElseThrow(Email::bad);
    }

    /// What follows the `@`.
    public static String domain(String email) {
        return email.substring(email.lastIndexOf('@') + 1);
    }

    private static Refusal bad() {
        return new Refusal(
                Refusal.Kind.INVALID,
                "person.bad-email",
                "This is no address of e-mail.",
                "body.email",
                "Write it as in ann@example.com.");
    }
}
