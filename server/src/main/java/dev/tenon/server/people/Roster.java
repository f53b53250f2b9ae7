package dev.tenon.server.people;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.digest.Sha256;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.ServerAudit;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Who may come in, as admins say it: adds, changes and removes people, and hands out the links
/// with which they choose a password. What it does is in the server's audit. Safe for use by many
/// threads.
public final class Roster {
    private static final Duration LINK_LIFE = Duration.ofHours(24);
    private static final int LONGEST_NAME = 100;

    private final Db db;
    private final People people;
    private final ServerAudit audit;
    private final SecureRandom random;
    private final InstantSource clock;

    public Roster(
            Db db, People people, ServerAudit audit, SecureRandom random, InstantSource clock) {
        this.db = db;
        this.people = people;
        this.audit = audit;
        this.random = random;
        this.clock = clock;
    }

    /// Everybody, by name.
    public List<Person> all() {
        return db.asSystem(people::all);
    }

    /// Somebody by their id or their address.
    public Optional<Person> find(String idOrEmail) {
        return db.asSystem(tx ->
                id(idOrEmail)
                        .map(id -> people.find(tx, id))
                        .orElseGet(() ->
                                Email.normal(idOrEmail)
                                        .flatMap(email -> people.byEmail(tx, email))));
    }

    private static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// Adds somebody, with a link for them to choose a password.
    ///
    /// @param by who does it, as the audit names them
    /// @throws Refusal `person.bad-email`, `person.bad-name` or `person.exists`
    public Invited add(String by, Draft draft) {
        String email = Email.required(draft.email());
        String name = name(draft.name());
        return db.asSystem(tx -> {
            Person person = people.create(tx, email, name, draft.rights());
            audit.note(tx, by, "person.added", email, told(draft.rights()));
            return invite(tx, person);
        });
    }

    /// Makes the first admin of a new server, with the password that they have chosen.
    ///
    /// @throws Refusal `console.not-new` when there is somebody already
    Person first(String email, String name, String hash) {
        return db.asSystem(tx -> {
            people.hold(tx);
            if (people.any(tx)) throw notNew();
            Person person = people.create(tx, email, name(name), Rights.ADMIN);
            audit.note(tx, "admin", "person.first-admin-made", email, Map.of());
            return people.setPassword(tx, person.id(), hash);
        });
    }

    /// Whether nobody was added yet.
    public boolean isEmpty() {
        return !db.asSystem(people::any);
    }

    /// Changes what somebody may do, or switches them off and on.
    ///
    /// @throws Refusal `person.bad-name` or `person.last-admin`
    public Person change(String by, Person person, Change change) {
        String name = name(change.name());
        return db.asSystem(tx -> {
            Person now = people.change(tx, person, name, change.rights(), change.active());
            var details = new HashMap<>(told(change.rights()));
            details.put("active", Boolean.toString(change.active()));
            audit.note(tx, by, "person.changed", person.email(), details);
            return now;
        });
    }

    /// Takes somebody's password away and makes a link for a new one. Their sessions end.
    public Invited reset(String by, Person person) {
        return db.asSystem(tx -> {
            audit.note(tx, by, "person.reset", person.email(), Map.of());
            return invite(tx, person);
        });
    }

    /// Deletes somebody. Their sessions end.
    ///
    /// @throws Refusal `person.last-admin`
    public void remove(String by, Person person) {
        db.asSystem(tx -> {
            people.delete(tx, person);
            audit.note(tx, by, "person.removed", person.email(), Map.of());
            return person;
        });
    }

    private Invited invite(Tx tx, Person person) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String link = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant expires = clock.instant().plus(LINK_LIFE);
        people.link(tx, person.id(), Sha256.of(link), expires);
        return new Invited(people.get(tx, person.id()), new Secret(link), expires);
    }

    /// A name that people can read.
    ///
    /// @throws Refusal `person.bad-name`
    static String name(String typed) {
        String name = typed.strip();
        boolean strange = name.codePoints().anyMatch(Character::isISOControl);
        if (!name.isEmpty() && name.length() <= LONGEST_NAME && !strange) return name;
        throw new Refusal(
                Refusal.Kind.INVALID,
                "person.bad-name",
                "A name has 1 to " + LONGEST_NAME + " characters and no line breaks.",
                "body.name",
                "Write what the person is called.");
    }

    private static Map<String, String> told(Rights rights) {
        return Map.of("role", rights.role(), "decides", Boolean.toString(rights.mayDecide()));
    }

    private static Refusal notNew() {
        return new Refusal(
                Refusal.Kind.CONFLICT,
                "console.not-new",
                "This server has people already.",
                "the form",
                "Sign in, or have an admin add you.");
    }

    /// Somebody to be added.
    public record Draft(String email, String name, Rights rights) {}

    /// What somebody is to be.
    public record Change(String name, Rights rights, boolean active) {}

    /// Somebody who is to choose a password.
    ///
    /// @param link what their link carries; shown once
    public record Invited(Person person, Secret link, Instant expires) {}
}
