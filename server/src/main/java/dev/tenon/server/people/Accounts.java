package dev.tenon.server.people;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.digest.Sha256;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.ServerAudit;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What people do with their own accounts: sign in with a password, choose one, change it, sign out
/// everywhere. Nobody can tell from an answer, or from how long it takes, whether an address is
/// known. Safe for use by many threads.
public final class Accounts {
    private static final int FREE_FOR_ADDRESS = 5;
    private static final int FREE_FOR_NETWORK = 20;

    private final Db db;
    private final People people;
    private final Roster roster;
    private final Passwords passwords;
    private final ServerAudit audit;
    private final Attempts attempts;

    public Accounts(
            Db db,
            People people,
            Roster roster,
            Passwords passwords,
            ServerAudit audit,
            InstantSource clock) {
        this.db = db;
        this.people = people;
        this.roster = roster;
        this.passwords = passwords;
        this.audit = audit;
        this.attempts = new Attempts(clock);
    }

    /// Tries an address and a password. No transaction is open while the password is hashed.
    ///
    /// @param from the network address that the try comes from
    /// @throws Refusal `console.busy`
    public Attempt enter(String typed, Secret password, String from) {
        String email = Email.normal(typed).orElse("");
        Duration wait = waits(email, from);
        if (!wait.isZero()) return new Attempt.Refused(tooMany(wait), true);
        Optional<Known> known = known(email);
        boolean right = passwords.matches(password, known.map(Known::hash).orElse(null));
        if (!right) {
            failed(email, from);
            return new Attempt.Refused(wrong(), false);
        }
        attempts.succeeded(key(email));
        attempts.spared(network(from));
        return new Attempt.Welcome(welcomed(known.orElseThrow(), password, from));
    }

    /// Both are counted, the network first: who guesses many addresses is slowed down too.
    private Duration waits(String email, String from) {
        Duration network = attempts.take(network(from), FREE_FOR_NETWORK);
        if (!network.isZero()) return network;
        return attempts.take(key(email), FREE_FOR_ADDRESS);
    }

    /// Who may sign in with a password.
    private Optional<Known> known(String email) {
        return db.asSystem(tx ->
                people.byEmail(tx, email)
                        .filter(person -> person.standing().active())
                        .flatMap(person ->
                                people.password(tx, person.id())
                                        .map(hash -> new Known(person, hash))));
    }

    private void failed(String email, String from) {
        db.asSystem(tx -> {
            audit.note(tx, "nobody", "sign-in.failed", email, Map.of("from", from));
            return email;
        });
    }

    private Person welcomed(Known known, Secret password, String from) {
        Person person = known.person();
        String hash = known.hash();
        Optional<String> dearer =
                passwords.isWeak(hash) ? Optional.of(passwords.hash(password)) : Optional.empty();
        return db.asSystem(tx -> {
            dearer.ifPresent(better -> people.rehash(tx, person.id(), hash, better));
            people.signedIn(tx, person.id());
            audit.note(
                    tx, person.actor(), "sign-in.password", person.email(), Map.of("from", from));
            return people.get(tx, person.id());
        });
    }

    /// Makes the first admin of a new server. Who calls has seen the administrator's key.
    ///
    /// @throws Refusal when the address, the name or the password will not do, or `console.not-new`
    public Person first(String typed, String name, Secret password) {
        String email = Email.required(typed);
        Roster.name(name);
        Passwords.check(password, email);
        Person made = roster.first(email, name, passwords.hash(password));
        db.asSystem(tx -> {
            people.signedIn(tx, made.id());
            return made;
        });
        return made;
    }

    /// Whose link it is; none when it was used or is over.
    public Optional<Person> invited(String link) {
        return db.asSystem(tx -> people.byLink(tx, Sha256.of(link)));
    }

    /// Chooses a password with a link, which is used up.
    ///
    /// @throws Refusal `console.link-over`, or when the password will not do
    public Person choose(String link, Secret password) {
        Person person = invited(link).orElseThrow(Accounts::linkOver);
        Passwords.check(password, person.email());
        String hash = passwords.hash(password);
        return db.asSystem(tx -> {
            people.hold(tx);
            Person invited = people.byLink(tx, Sha256.of(link)).orElseThrow(Accounts::linkOver);
            audit.note(tx, invited.actor(), "person.password-chosen", invited.email(), Map.of());
            people.signedIn(tx, invited.id());
            return people.setPassword(tx, invited.id(), hash);
        });
    }

    /// Changes a password. Every session ends; who did it goes on with the new session number.
    ///
    /// @throws Refusal `console.wrong-password`, or when the new one will not do
    public Person change(Person person, Secret before, Secret after) {
        Duration wait = attempts.take(key(person.email()), FREE_FOR_ADDRESS);
        if (!wait.isZero()) throw new Refusal(Refusal.Kind.TOO_MANY, List.of(tooMany(wait)));
        @Nullable String hash = db.asSystem(tx -> people.password(tx, person.id())).orElse(null);
        if (!passwords.matches(before, hash)) throw wrongOld();
        attempts.succeeded(key(person.email()));
        Passwords.check(after, person.email());
        String made = passwords.hash(after);
        return db.asSystem(tx -> {
            audit.note(tx, person.actor(), "person.password-changed", person.email(), Map.of());
            return people.setPassword(tx, person.id(), made);
        });
    }

    /// Changes what somebody is called.
    ///
    /// @throws Refusal `person.bad-name`
    public Person rename(Person person, String name) {
        String good = Roster.name(name);
        return db.asSystem(tx -> people.rename(tx, person.id(), good));
    }

    /// Ends every session of somebody.
    public Person signOutEverywhere(Person person) {
        return db.asSystem(tx -> {
            audit.note(tx, person.actor(), "person.signed-out", person.email(), Map.of());
            return people.endSessions(tx, person.id());
        });
    }

    private static String key(String email) {
        return "email " + email;
    }

    private static String network(String from) {
        return "network " + from;
    }

    private static Diagnostic wrong() {
        return new Diagnostic(
                "console.wrong-password",
                "The e-mail address or the password is wrong.",
                "the form",
                "Try again, or ask an admin for a link to choose a new password.");
    }

    private static Refusal wrongOld() {
        return new Refusal(
                Refusal.Kind.INVALID,
                "console.wrong-password",
                "The old password is wrong.",
                "the form",
                "Try again, or ask an admin for a link to choose a new password.");
    }

    private static Diagnostic tooMany(Duration wait) {
        long seconds = wait.toSeconds() + 1;
        return new Diagnostic(
                "console.too-many-tries",
                "There were too many tries.",
                "the form",
                "Wait "
                        + (seconds < 90 ? seconds + " seconds" : (seconds + 59) / 60 + " minutes")
                        + " and try again.");
    }

    /// What is said of a link that does not work.
    public static Refusal linkOver() {
        return new Refusal(
                Refusal.Kind.NOT_FOUND,
                "console.link-over",
                "This link was used, or it is older than a day.",
                "the link",
                "Ask an admin for a new one.");
    }

    private record Known(Person person, String hash) {
        @Override
        public String toString() {
            return "Known(" + person.email() + ", ***)";
        }
    }

    /// What came of a try.
    public sealed interface Attempt {
        record Welcome(Person person) implements Attempt {}

        /// @param isTooMany whether the password was not even looked at
        record Refused(Diagnostic why, boolean isTooMany) implements Attempt {}
    }
}
