package dev.tenon.server.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.people.Accounts.Attempt;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.Audit;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.tenant.ServerAudit;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestDatabase;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// People are added, choose a password, sign in, and are sent away again.
@ExtendWith(TestDatabase.class)
class AccountsTest {
    private static final Secret GOOD = new Secret("correct horse battery");

    private final TestClock clock = new TestClock();
    private final SecureRandom random = new SecureRandom();
    private final TimeId ids = new TimeId(clock, random);
    private final People people = new People(ids, clock);
    private final ServerAudit audit = new ServerAudit(clock);
    private final Passwords passwords = new Passwords(random);
    private final Db db;
    private final Roster roster;
    private final Accounts accounts;

    AccountsTest(Db db) {
        this.db = db;
        this.roster = new Roster(db, people, audit, random, clock);
        this.accounts = new Accounts(db, people, roster, passwords, audit, clock);
    }

    @BeforeEach
    void nobody() {
        db.asSystem(tx -> tx.update("delete from people"));
    }

    private Person add(String email, Rights rights) {
        Roster.Invited invited = roster.add("admin", new Roster.Draft(email, "Somebody", rights));
        return accounts.choose(invited.link().reveal(), GOOD);
    }

    private Attempt enter(String email, Secret password) {
        return accounts.enter(email, password, "192.0.2.7");
    }

    private static String code(ThrowingCallable work) {
        return catchThrowableOfType(Refusal.class, work).diagnostics().getFirst().code();
    }

    @Test
    void an_address_is_the_same_in_any_case() {
        Person ann = add("Ann@Example.com", Rights.NONE);

        assertThat(ann.email()).isEqualTo("ann@example.com");
        assertThat(enter(" ANN@example.COM ", GOOD)).isInstanceOf(Attempt.Welcome.class);
        assertThat(code(() -> add("ANN@EXAMPLE.COM", Rights.NONE))).isEqualTo("person.exists");
        assertThat(code(() -> add("no address", Rights.NONE))).isEqualTo("person.bad-email");
    }

    @Test
    void a_wrong_password_and_an_unknown_address_get_the_same_answer_after_the_same_work() {
        add("ann@example.com", Rights.NONE);
        Person off = add("off@example.com", Rights.NONE);
        roster.change("admin", off, new Roster.Change("Off", Rights.NONE, false));
        roster.add("admin", new Roster.Draft("new@example.com", "New", Rights.NONE));

        Attempt wrong = enter("ann@example.com", new Secret("wrong horse battery"));
        for (String email :
                List.of("nobody@example.com", "off@example.com", "new@example.com", "")) {
            long before = System.nanoTime();
            assertThat(enter(email, GOOD)).as(email).isEqualTo(wrong);
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .as("a hash takes longer than a look-up: " + email)
                    .isGreaterThan(Duration.ofMillis(10));
        }
        assertThat(wrong).isInstanceOf(Attempt.Refused.class);
    }

    @Test
    void guessing_is_slowed_down_for_the_address_even_with_the_right_password() {
        add("ann@example.com", Rights.NONE);
        for (int i = 0; i < 5; i++) enter("ann@example.com", new Secret("guess number " + i));
        enter("ann@example.com", new Secret("guess number six"));

        Attempt slowed = enter("ann@example.com", GOOD);

        assertThat(slowed)
                .isInstanceOfSatisfying(
                        Attempt.Refused.class, refused -> assertThat(refused.isTooMany()).isTrue());
        clock.advance(Duration.ofSeconds(3));
        assertThat(enter("ann@example.com", GOOD)).isInstanceOf(Attempt.Welcome.class);
    }

    @Test
    void guessing_many_addresses_from_one_network_address_is_slowed_down_too() {
        add("ann@example.com", Rights.NONE);
        for (int i = 0; i < 21; i++) enter("guess" + i + "@example.com", GOOD);

        assertThat(enter("ann@example.com", GOOD)).isInstanceOf(Attempt.Refused.class);
        assertThat(accounts.enter("ann@example.com", GOOD, "192.0.2.8"))
                .isInstanceOf(Attempt.Welcome.class);
    }

    @Test
    void a_cheap_hash_is_made_anew_at_the_next_sign_in() {
        Person ann = add("ann@example.com", Rights.NONE);
        var cheap = new Passwords(random, new Passwords.Cost(1_024, 1, 1), Duration.ofSeconds(10));
        String old = cheap.hash(GOOD);
        db.asSystem(tx -> tx.update("update people set password = ? where id = ?", old, ann.id()));

        assertThat(enter("ann@example.com", GOOD)).isInstanceOf(Attempt.Welcome.class);

        String now = db.asSystem(tx -> people.password(tx, ann.id())).orElseThrow();
        assertThat(now).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(enter("ann@example.com", GOOD)).isInstanceOf(Attempt.Welcome.class);
    }

    @Test
    void a_link_works_once_and_for_a_day_and_is_stored_nowhere() {
        Roster.Invited invited =
                roster.add("admin", new Roster.Draft("ann@example.com", "Ann", Rights.NONE));
        String link = invited.link().reveal();
        String row =
                db.asSystem(tx ->
                        tx.one("select p::text as row from people p", found -> found.text("row")));
        assertThat(row).doesNotContain(link);
        assertThat(invited.toString()).doesNotContain(link);
        assertThat(code(() -> accounts.choose(link, new Secret("short"))))
                .isEqualTo("person.password-short");

        accounts.choose(link, GOOD);

        assertThat(code(() -> accounts.choose(link, GOOD))).isEqualTo("console.link-over");
        String late = roster.reset("admin", invited.person()).link().reveal();
        clock.advance(Duration.ofHours(24));
        assertThat(accounts.invited(late)).isEmpty();
        assertThat(code(() -> accounts.choose(late, GOOD))).isEqualTo("console.link-over");
    }

    @Test
    void a_reset_ends_the_password_and_the_link_before_it() {
        Person ann = add("ann@example.com", Rights.NONE);
        String first = roster.reset("admin", ann).link().reveal();
        String second = roster.reset("admin", ann).link().reveal();

        assertThat(enter("ann@example.com", GOOD)).isInstanceOf(Attempt.Refused.class);
        assertThat(accounts.invited(first)).isEmpty();
        assertThat(accounts.invited(second)).isPresent();
    }

    @Test
    void every_way_of_sending_somebody_away_gives_their_sessions_another_number() {
        Person ann = add("ann@example.com", Rights.NONE);
        int number = ann.standing().session();

        Person changed = accounts.change(ann, GOOD, new Secret("another horse battery"));
        Person out = accounts.signOutEverywhere(changed);
        Person off = roster.change("admin", out, new Roster.Change("A", Rights.NONE, false));
        Person reset = roster.reset("admin", off).person();

        assertThat(List.of(changed, out, off, reset))
                .extracting(person -> person.standing().session())
                .containsExactly(number + 1, number + 2, number + 3, number + 4);
        Person renamed = roster.change("admin", reset, new Roster.Change("B", Rights.NONE, true));
        assertThat(renamed.standing().session()).isEqualTo(number + 4);
    }

    @Test
    void the_old_password_is_needed_for_a_new_one() {
        Person ann = add("ann@example.com", Rights.NONE);

        assertThat(code(() -> accounts.change(ann, new Secret("no"), GOOD)))
                .isEqualTo("console.wrong-password");
        assertThat(code(() -> accounts.change(ann, GOOD, new Secret("ann@example.com"))))
                .isEqualTo("person.password-email");
        assertThat(enter("ann@example.com", GOOD)).isInstanceOf(Attempt.Welcome.class);
    }

    @Test
    void the_first_admin_is_made_once() {
        Person first = accounts.first("ann@example.com", "Ann", GOOD);

        assertThat(first.rights()).isEqualTo(Rights.ADMIN);
        assertThat(enter("ann@example.com", GOOD)).isInstanceOf(Attempt.Welcome.class);
        assertThat(code(() -> accounts.first("eve@example.com", "Eve", GOOD)))
                .isEqualTo("console.not-new");
    }

    @Test
    void the_last_admin_stays_one() {
        Person ann = add("ann@example.com", Rights.ADMIN);
        var member = new Roster.Change("Ann", Rights.NONE, true);
        var off = new Roster.Change("Ann", Rights.ADMIN, false);

        assertThat(code(() -> roster.change("admin", ann, member))).isEqualTo("person.last-admin");
        assertThat(code(() -> roster.change("admin", ann, off))).isEqualTo("person.last-admin");
        assertThat(code(() -> roster.remove("admin", ann))).isEqualTo("person.last-admin");
        Person bob = add("bob@example.com", Rights.ADMIN);
        roster.remove("admin", ann);
        assertThat(code(() -> roster.remove("admin", bob))).isEqualTo("person.last-admin");
    }

    @Test
    void members_have_the_projects_that_they_were_given() {
        var projects = new Projects(ids, clock);
        Project one = db.asSystem(tx -> projects.create(tx, "p" + UUID.randomUUID(), "One", "org"));
        Person ann = add("ann@example.com", new Rights(false, true, Set.of(one.key())));

        assertThat(ann.rights().projects()).containsExactly(one.key());
        assertThat(ann.rights().mayDecide()).isTrue();
        Person admin = roster.change("admin", ann, new Roster.Change("A", Rights.ADMIN, true));
        assertThat(admin.rights().projects()).isEmpty();
        assertThat(roster.find("ANN@example.com")).contains(admin);
        assertThat(roster.find(ann.id().toString())).contains(admin);
        assertThat(roster.find("nobody")).isEmpty();
    }

    @Test
    void what_was_done_is_in_the_audit_and_sign_ins_leave_it_after_a_while() {
        Person ann = add("ann@example.com", Rights.NONE);
        enter("ann@example.com", GOOD);
        enter("ann@example.com", new Secret("wrong horse battery"));
        roster.remove("person/root@example.com", ann);

        assertThat(actions())
                .containsExactly(
                        "person.removed",
                        "sign-in.failed",
                        "sign-in.password",
                        "person.password-chosen",
                        "person.added");
        db.asSystem(tx -> {
            audit.forgetSignIns(tx, clock.instant().plusSeconds(1));
            return tx;
        });
        assertThat(actions()).startsWith("person.removed", "person.password-chosen");
    }

    private List<String> actions() {
        return db.asSystem(tx -> audit.newest(tx, Audit.Filter.ALL, 5)).stream()
                .map(Audit.Entry::action)
                .toList();
    }
}
