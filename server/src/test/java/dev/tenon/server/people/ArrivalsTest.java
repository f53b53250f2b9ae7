package dev.tenon.server.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.people.Arrivals.Arrival;
import dev.tenon.server.tenant.Audit;
import dev.tenon.server.tenant.ServerAudit;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestDatabase;
import java.security.SecureRandom;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Who of those that an identity provider sends may come in, and as whom.
@ExtendWith(TestDatabase.class)
class ArrivalsTest {
    private static final String ISSUER = "https://login.example.com";

    private final TestClock clock = new TestClock();
    private final People people = new People(new TimeId(clock, new SecureRandom()), clock);
    private final ServerAudit audit = new ServerAudit(clock);
    private final Db db;
    private final Roster roster;
    private Arrivals.Rules rules = new Arrivals.Rules(Set.of("example.com"), false);

    ArrivalsTest(Db db) {
        this.db = db;
        this.roster = new Roster(db, people, audit, new SecureRandom(), clock);
    }

    @BeforeEach
    void nobody() {
        db.asSystem(tx -> tx.update("delete from people"));
    }

    private Person add(String email, Rights rights) {
        return roster.add("admin", new Roster.Draft(email, "Somebody", rights)).person();
    }

    private Person enter(String subject, String email, @Nullable Boolean isAdmin) {
        var arrival = new Arrival(ISSUER, subject, email, true, "Told", isAdmin);
        return new Arrivals(db, people, audit, rules).enter(arrival, "192.0.2.1");
    }

    private String refused(String subject, String email) {
        return catchThrowableOfType(Refusal.class, () -> enter(subject, email, null))
                .diagnostics()
                .getFirst()
                .code();
    }

    @Test
    void somebody_who_was_added_comes_in_and_is_known_from_then_on_by_the_providers_name() {
        Person ann = add("ann@elsewhere.org", Rights.ADMIN);

        assertThat(enter("s1", "ann@elsewhere.org", null).id()).isEqualTo(ann.id());

        Person again = enter("s1", "changed@elsewhere.org", null);
        assertThat(again.id()).isEqualTo(ann.id());
        assertThat(again.email()).isEqualTo("ann@elsewhere.org");
        assertThat(again.rights()).isEqualTo(Rights.ADMIN);
        assertThat(again.standing().signedInAt()).isEqualTo(clock.instant());
    }

    @Test
    void an_address_that_changes_hands_at_the_provider_hands_over_nobodys_account() {
        add("ann@elsewhere.org", Rights.ADMIN);
        enter("s1", "ann@elsewhere.org", null);

        assertThat(refused("s2", "ann@elsewhere.org")).isEqualTo("identity.other-person");

        add("bob@elsewhere.org", Rights.ADMIN);
        Person still = enter("s1", "bob@elsewhere.org", null);
        assertThat(still.email()).isEqualTo("ann@elsewhere.org");
    }

    @Test
    void the_same_subject_of_another_issuer_is_somebody_else() {
        add("ann@elsewhere.org", Rights.NONE);
        enter("s1", "ann@elsewhere.org", null);
        var other = new Arrival("https://other.example", "s1", "x@elsewhere.org", true, "X", null);

        assertThat(
                        catchThrowableOfType(
                                        Refusal.class,
                                        () ->
                                                new Arrivals(db, people, audit, rules)
                                                        .enter(other, "192.0.2.1"))
                                .diagnostics()
                                .getFirst()
                                .code())
                .isEqualTo("identity.unknown-person");
    }

    @Test
    void who_was_not_added_comes_in_from_the_companys_domains_only_and_sees_nothing_yet() {
        Person made = enter("s1", "new@example.com", null);

        assertThat(made.rights()).isEqualTo(Rights.NONE);
        assertThat(made.name()).isEqualTo("Told");
        for (String email :
                new String[] {"x@elsewhere.org", "x@sub.example.com", "x@notexample.com", ""}) {
            assertThat(refused("s9", email)).as(email).isEqualTo("identity.unknown-person");
        }
    }

    @Test
    void an_address_that_is_not_verified_counts_only_when_the_server_was_told_so() {
        add("ann@elsewhere.org", Rights.NONE);
        var arrival = new Arrival(ISSUER, "s1", "ann@elsewhere.org", false, "Ann", null);
        Refusal refused =
                catchThrowableOfType(
                        Refusal.class,
                        () -> new Arrivals(db, people, audit, rules).enter(arrival, "192.0.2.1"));
        assertThat(refused.diagnostics().getFirst().code()).isEqualTo("identity.unverified");

        rules = new Arrivals.Rules(Set.of(), true);

        Person ann = new Arrivals(db, people, audit, rules).enter(arrival, "192.0.2.1");
        assertThat(ann.email()).isEqualTo("ann@elsewhere.org");
    }

    @Test
    void who_was_switched_off_stays_out_and_the_audit_says_why() {
        Person ann = add("ann@elsewhere.org", Rights.NONE);
        roster.change("admin", ann, new Roster.Change("Ann", Rights.NONE, false));

        assertThat(refused("s1", "ann@elsewhere.org")).isEqualTo("identity.switched-off");

        Audit.Entry last = db.asSystem(tx -> audit.newest(tx, Audit.Filter.ALL, 1)).getFirst();
        assertThat(last.action()).isEqualTo("sign-in.failed");
        assertThat(last.details()).contains("identity.switched-off", "192.0.2.1");
    }

    @Test
    void the_providers_role_makes_admins_and_takes_back_what_it_gave_and_no_more() {
        Person byHand = add("hand@example.com", Rights.ADMIN);
        Person byRole = enter("s1", "role@example.com", true);
        assertThat(byRole.rights()).isEqualTo(Rights.ADMIN);

        assertThat(enter("s1", "role@example.com", false).rights()).isEqualTo(Rights.NONE);
        assertThat(enter("s2", "hand@example.com", false).rights()).isEqualTo(Rights.ADMIN);
        assertThat(enter("s2", "hand@example.com", true).id()).isEqualTo(byHand.id());
        assertThat(enter("s2", "hand@example.com", false).rights()).isEqualTo(Rights.ADMIN);
    }

    @Test
    void a_state_that_came_back_does_not_come_back_again() {
        var arrivals = new Arrivals(db, people, audit, rules);
        byte[] hash = new byte[32];
        new SecureRandom().nextBytes(hash);

        assertThat(arrivals.use(hash)).isTrue();
        assertThat(arrivals.use(hash)).isFalse();
        db.asSystem(tx -> {
            people.forgetStates(tx, clock.instant().plusSeconds(1));
            return tx;
        });
        assertThat(arrivals.use(hash)).isTrue();
    }
}
