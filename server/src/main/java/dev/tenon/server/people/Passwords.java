package dev.tenon.server.people;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.seal.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/// Passwords as Argon2id hashes (RFC 9106) in the PHC form, which carries its cost: a hash that was
/// cheaper than today's is made anew at the next sign-in. One hash takes 19 MiB, so that only two
/// are made at a time. Safe for use by many threads.
public final class Passwords {
    private static final int FEWEST_CHARACTERS = 12;
    private static final int MOST_BYTES = 1024;
    private static final int AT_ONCE = 2;
    private static final Pattern PHC =
            Pattern.compile(
                    "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})"
                            + "\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    private final SecureRandom random;
    private final Cost cost;
    private final Duration patience;
    private final Semaphore room = new Semaphore(AT_ONCE, true);
    private final String nobody;

    public Passwords(SecureRandom random) {
        this(random, Cost.TODAY, Duration.ofSeconds(10));
    }

    /// @param patience how long a hash may wait for its turn
    Passwords(SecureRandom random, Cost cost, Duration patience) {
        this.random = random;
        this.cost = cost;
        this.patience = patience;
        this.nobody = phc(cost, new byte[16], new byte[32]);
    }

    /// Refuses a password that is too easily guessed, or too long.
    ///
    /// @throws Refusal `person.password-short`, `person.password-long` or `person.password-email`
    public static void check(Secret password, String email) {
        String text = normal(password);
        if (text.codePointCount(0, text.length()) < FEWEST_CHARACTERS) {
            throw refused(
                    "person.password-short",
                    "A password has at least " + FEWEST_CHARACTERS + " characters.",
                    "Take a longer one; a few words in a row are good.");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw refused(
                    "person.password-long",
                    "A password has at most " + MOST_BYTES + " bytes.",
                    "Take a shorter one.");
        }
        if (text.strip().toLowerCase(Locale.ROOT).equals(email)) {
            throw refused(
                    "person.password-email",
                    "The e-mail address cannot be the password.",
                    "Take one that nobody can guess.");
        }
    }

    /// The hash of a password that was checked.
    ///
    /// @throws Refusal `console.busy`
    public String hash(Secret password) {
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        return phc(cost, salt, derive(normal(password), salt, cost, 32));
    }

    /// Whether a password is the one that was hashed. Takes as long when there is no hash, and says
    /// no.
    ///
    /// @throws Refusal `console.busy`
    boolean matches(Secret password, @Nullable String phc) {
        String text = normal(password);
        boolean fits = text.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES;
        Stored stored = Stored.read(phc == null ? nobody : phc);
        byte[] hash = derive(fits ? text : "", stored.salt(), stored.cost(), stored.hash().length);
        return MessageDigest.isEqual(hash, stored.hash()) && fits && phc != null;
    }

    /// Whether a hash was cheaper to make than one of today.
    boolean isWeak(String phc) {
        Cost then = Stored.read(phc).cost();
        return then.memory() < cost.memory() || then.passes() < cost.passes();
    }

    private byte[] derive(String text, byte[] salt, Cost price, int length) {
        takeTurn();
        try {
            var generator = new Argon2BytesGenerator();
            generator.init(
                    new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                            .withMemoryAsKB(price.memory())
                            .withIterations(price.passes())
                            .withParallelism(price.lanes())
                            .withSalt(salt)
                            .build());
            byte[] hash = new byte[length];
            generator.generateBytes(text.getBytes(StandardCharsets.UTF_8), hash);
            return hash;
        } finally {
            room.release();
        }
    }

    private void takeTurn() {
        try {
            if (room.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) return;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        throw new Refusal(
                Refusal.Kind.UNAVAILABLE,
                "console.busy",
                "Too many people are signing in at this moment.",
                "the form",
                "Try again in a few seconds.");
    }

    /// The same letters typed on different keyboards are the same password.
    private static String normal(Secret password) {
        return Normalizer.normalize(password.reveal(), Normalizer.Form.NFC);
    }

    private static String phc(Cost cost, byte[] salt, byte[] hash) {
        var encoder = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(
                        cost.memory(),
                        cost.passes(),
                        cost.lanes(),
                        encoder.encodeToString(salt),
                        encoder.encodeToString(hash));
    }

    private static Refusal refused(String code, String what, String fix) {
        return new Refusal(Refusal.Kind.INVALID, code, what, "the form", fix);
    }

    /// What a hash costs.
    ///
    /// @param memory in KiB
    record Cost(int memory, int passes, int lanes) {
        /// What OWASP asks for at least.
        static final Cost TODAY = new Cost(19_456, 2, 1);
    }

    private record Stored(Cost cost, byte[] salt, byte[] hash) {
        static Stored read(String phc) {
            Matcher found = PHC.matcher(phc);
            if (!found.matches()) throw new IllegalStateException("a stored hash is malformed");
            return new Stored(
                    new Cost(
                            Integer.parseInt(found.group(1)),
                            Integer.parseInt(found.group(2)),
                            Integer.parseInt(found.group(3))),
                    Base64.getDecoder().decode(found.group(4)),
                    Base64.getDecoder().decode(found.group(5)));
        }
    }
}
