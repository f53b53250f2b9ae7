package dev.tenon.server.people;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.tenant.ServerAudit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who of those that an identity provider sends may come in. The first time, somebody is found by
/// their address; from then on by the provider's own name for them, so that an address which
/// changes hands there hands over nothing here. Safe for use by many threads.
public final class Arrivals {
    private final Db db;
    private final People people;
    private final ServerAudit audit;
    private final Rules rules;

    public Arrivals(Db db, People people, ServerAudit audit, Rules rules) {
        this.db = db;
        this.people = people;
        this.audit = audit;
        this.rules = rules;
    }

    /// Uses up a sign-in by the hash of its state; false when it was used before.
    public boolean use(byte[] stateHash) {
        return db.asSystem(tx -> people.useState(tx, stateHash));
    }

    /// Lets somebody in, or not.
    ///
    /// @param from the network address that they come from
    /// @throws Refusal `identity.unknown-person`, `identity.unverified`, `identity.other-person` or
    ///   `identity.switched-off`
    public Person enter(Arrival arrival, String from) {
        try {
            return db.asSystem(tx -> {
                people.hold(tx);
                Person person = welcomed(tx, arrival);
                audit.note(
                        tx,
                        person.actor(),
                        "sign-in.provider",
                        person.email(),
                        Map.of("from", from));
                return person;
            });
        } catch (Refusal refusal) {
            failed(arrival, from, refusal);
            throw refusal;
        }
    }

    private void failed(Arrival arrival, String from, Refusal refusal) {
        Map<String, String> details =
                Map.of("from", from, "why", refusal.diagnostics().getFirst().code());
        db.asSystem(tx -> {
            audit.note(tx, "nobody", "sign-in.failed", arrival.email(), details);
            return tx;
        });
    }

    private Person welcomed(Tx tx, Arrival arrival) {
        Person person =
                people.bySubject(tx, arrival.issuer(), arrival.subject())
                        .orElseGet(() -> firstTime(tx, arrival));
        if (!person.standing().active()) throw switchedOff(person);
        Boolean admin = arrival.isAdmin();
        if (admin != null) people.followProvider(tx, person.id(), admin);
        people.signedIn(tx, person.id());
        return people.get(tx, person.id());
    }

    private Person firstTime(Tx tx, Arrival arrival) {
        if (arrival.email().isEmpty()) throw unknown(arrival);
        if (!arrival.isVerified() && !rules.takesUnverified()) throw unverified(arrival);
        Optional<Person> invited = people.byEmail(tx, arrival.email());
        if (invited.isPresent() && invited.get().standing().issuer() != null) {
            throw otherPerson(arrival);
        }
        Person person = invited.orElseGet(() -> create(tx, arrival));
        people.identify(tx, person.id(), arrival.issuer(), arrival.subject());
        return people.get(tx, person.id());
    }

    private Person create(Tx tx, Arrival arrival) {
        if (!rules.autoCreate().contains(Email.domain(arrival.email()))) throw unknown(arrival);
        Person person = people.create(tx, arrival.email(), name(arrival), Rights.NONE);
        audit.note(tx, "identity provider", "person.added", person.email(), Map.of());
        return person;
    }

    private static String name(Arrival arrival) {
        try {
            return Roster.name(arrival.name());
        } catch (Refusal _) {
            return arrival.email().substring(0, Math.min(100, arrival.email().length()));
        }
    }

    private static Refusal unknown(Arrival arrival) {
        return refused(
                "identity.unknown-person",
                arrival.email().isEmpty()
                        ? "The identity provider did not tell your e-mail address."
                        : "Nobody with the address " + arrival.email() + " was added here.",
                "Ask an admin of this server to add you.");
    }

    private static Refusal unverified(Arrival arrival) {
        return refused(
                "identity.unverified",
                "The identity provider has not verified the address " + arrival.email() + ".",
                "Verify it there, or ask an admin of this server.");
    }

    private static Refusal otherPerson(Arrival arrival) {
        return refused(
                "identity.other-person",
                "The address "
                        + arrival.email()
                        + " belongs to a person whom the identity provider knows by another name.",
                "Ask an admin of this server to remove that person and add you.");
    }

    private static Refusal switchedOff(Person person) {
        return refused(
                "identity.switched-off",
                person.email() + " may not sign in any more.",
                "Ask an admin of this server.");
    }

    private static Refusal refused(String code, String what, String fix) {
        return new Refusal(Refusal.Kind.FORBIDDEN, code, what, "the identity provider", fix);
    }

    /// Somebody whom an identity provider sends.
    ///
    /// @param subject what it calls them, for ever
    /// @param email as [Email] normalizes it; empty when it told none
    /// @param isAdmin whether its role claim says so; null when no claim was agreed on
    public record Arrival(
            String issuer,
            String subject,
            String email,
            boolean isVerified,
            String name,
            @Nullable Boolean isAdmin) {}

    /// Who may come.
    ///
    /// @param autoCreate domains whose people are added when they come, without a project
    /// @param takesUnverified whether addresses count that the provider has not verified
    public record Rules(Set<String> autoCreate, boolean takesUnverified) {
        /// Copies its set.
        public Rules {
            autoCreate = Set.copyOf(autoCreate);
        }
    }
}
