package dev.tenon.server.people;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Row;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import dev.tenon.server.tenant.ProjectId;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The people of this server, as they are stored. They belong to no project, so every transaction
/// here is one of the system. Safe for use by many threads.
public final class People {
    private static final String SELECT =
            """
            select p.*, array(select m.project_id::text from memberships m
              where m.person_id = p.id) as projects
            from people p\
            """;

    private final TimeId ids;
    private final InstantSource clock;

    public People(TimeId ids, InstantSource clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /// Whether there is anybody.
    public boolean any(Tx tx) {
        return tx.first("select 1 as n from people limit 1", _ -> 1).isPresent();
    }

    /// Everybody, by name.
    public List<Person> all(Tx tx) {
        return tx.query(SELECT + " order by lower(p.name), p.email", People::read);
    }

    /// Somebody by their id.
    public Optional<Person> find(Tx tx, UUID id) {
        return tx.first(SELECT + " where p.id = ?", People::read, id);
    }

    /// Somebody by their address, as [Email] normalizes it.
    public Optional<Person> byEmail(Tx tx, String email) {
        return tx.first(SELECT + " where p.email = ?", People::read, email);
    }

    /// Whom an identity provider knows by this subject.
    public Optional<Person> bySubject(Tx tx, String issuer, String subject) {
        return tx.first(
                SELECT + " where p.issuer = ? and p.subject = ?", People::read, issuer, subject);
    }

    /// Makes a person, who cannot sign in before they have a password or an identity provider.
    ///
    /// @throws Refusal `person.exists`
    Person create(Tx tx, String email, String name, Rights rights) {
        hold(tx);
        if (byEmail(tx, email).isPresent()) throw exists(email);
        UUID id = ids.next();
        tx.update(
                """
                insert into people (id, email, name, role, may_decide, active, created_at)
                values (?, ?, ?, ?, ?, true, ?)\
                """,
                id,
                email,
                name,
                rights.role(),
                rights.mayDecide(),
                clock.instant());
        join(tx, id, rights.projects());
        return get(tx, id);
    }

    /// Changes what somebody is called and may do. Who is switched off is signed out everywhere.
    ///
    /// @throws Refusal `person.last-admin`
    Person change(Tx tx, Person person, String name, Rights rights, boolean active) {
        hold(tx);
        if (!rights.isAdmin() || !active) keepAnAdmin(tx, person);
        tx.update(
                """
                update people set name = ?, role_from_provider = role_from_provider and role = ?,
                  role = ?, may_decide = ?, active = ?,
                  session = session + case when ? then 0 else 1 end
                where id = ?\
                """,
                name,
                rights.role(),
                rights.role(),
                rights.mayDecide(),
                active,
                active,
                person.id());
        tx.update("delete from memberships where person_id = ?", person.id());
        join(tx, person.id(), rights.projects());
        return get(tx, person.id());
    }

    /// Deletes somebody.
    ///
    /// @throws Refusal `person.last-admin`
    void delete(Tx tx, Person person) {
        hold(tx);
        keepAnAdmin(tx, person);
        tx.update("delete from people where id = ?", person.id());
    }

    /// The hash of a password; none when somebody has none.
    Optional<String> password(Tx tx, UUID id) {
        return tx.first(
                "select password from people where id = ? and password is not null",
                row -> row.text("password"),
                id);
    }

    /// Keeps a password, uses up the link to choose one, and ends every session.
    Person setPassword(Tx tx, UUID id, String hash) {
        tx.update(
                """
                update people set password = ?, session = session + 1, link_hash = null,
                  link_expires_at = null where id = ?\
                """,
                hash,
                id);
        return get(tx, id);
    }

    /// Keeps a dearer hash of the same password, unless it was changed in between.
    void rehash(Tx tx, UUID id, String before, String hash) {
        tx.update("update people set password = ? where id = ? and password = ?", hash, id, before);
    }

    /// Ends every session of somebody.
    Person endSessions(Tx tx, UUID id) {
        tx.update("update people set session = session + 1 where id = ?", id);
        return get(tx, id);
    }

    Person rename(Tx tx, UUID id, String name) {
        tx.update("update people set name = ? where id = ?", name, id);
        return get(tx, id);
    }

    void signedIn(Tx tx, UUID id) {
        tx.update("update people set signed_in_at = ? where id = ?", clock.instant(), id);
    }

    /// Takes the password away, ends every session, and lets whoever has the link choose a new one.
    void link(Tx tx, UUID id, byte[] hash, Instant expires) {
        tx.update(
                """
                update people set password = null, session = session + 1, link_hash = ?,
                  link_expires_at = ? where id = ?\
                """,
                hash,
                expires,
                id);
    }

    /// Whose link it is, while it works.
    Optional<Person> byLink(Tx tx, byte[] hash) {
        return tx.first(
                SELECT + " where p.link_hash = ? and p.link_expires_at > ? and p.active",
                People::read,
                hash,
                clock.instant());
    }

    /// Remembers how an identity provider knows somebody.
    void identify(Tx tx, UUID id, String issuer, String subject) {
        tx.update("update people set issuer = ?, subject = ? where id = ?", issuer, subject, id);
    }

    /// Makes somebody an admin because the identity provider says so, or takes that back. What was
    /// given here by hand stays.
    void followProvider(Tx tx, UUID id, boolean isAdmin) {
        tx.update(
                isAdmin
                        ? """
                        update people set role = 'admin',
                          role_from_provider = true where id = ? and role <> 'admin'\
                        """
                        : """
                        update people set role = 'member',
                          role_from_provider = false where id = ? and role_from_provider\
                        """,
                id);
    }

    /// Uses up a sign-in with an identity provider; false when it was used before.
    boolean useState(Tx tx, byte[] hash) {
        return tx.update(
                        """
                        insert into returned_sign_ins (state_hash, at) values (?, ?)
                        on conflict do nothing\
                        """,
                        hash,
                        clock.instant())
                == 1;
    }

    /// Forgets sign-ins that are too old to come back.
    public void forgetStates(Tx tx, Instant before) {
        tx.update("delete from returned_sign_ins where at < ?", before);
    }

    /// Whoever changes who is an admin does so alone, so that two cannot remove each other.
    void hold(Tx tx) {
        tx.query("select pg_advisory_xact_lock(7219)", _ -> "");
    }

    private static void keepAnAdmin(Tx tx, Person leaving) {
        boolean another =
                tx.first(
                                """
                                select 1 as n from people
                                where role = 'admin' and active and id <> ? limit 1\
                                """,
                                _ -> 1,
                                leaving.id())
                        .isPresent();
        boolean isOne = leaving.rights().isAdmin() && leaving.standing().active();
        if (another || !isOne) return;
        throw new Refusal(
                Refusal.Kind.CONFLICT,
                "person.last-admin",
                leaving.email() + " is the last admin of this server.",
                "person",
                "Make somebody else an admin first.");
    }

    Person get(Tx tx, UUID id) {
        return tx.one(SELECT + " where p.id = ?", People::read, id);
    }

    private static void join(Tx tx, UUID person, Set<ProjectId> projects) {
        for (ProjectId project : projects) {
            tx.update(
                    "insert into memberships (project_id, person_id) values (?, ?)",
                    project.number(),
                    person);
        }
    }

    private static Refusal exists(String email) {
        return new Refusal(
                Refusal.Kind.CONFLICT,
                "person.exists",
                "There is already a person with the address " + email + ".",
                "body.email",
                "Change that person, or take another address.");
    }

    private static Person read(Row row) throws SQLException {
        @Nullable String password = row.textOrNull("password");
        Set<ProjectId> projects =
                row.texts("projects").stream()
                        .map(number -> new ProjectId(Integer.parseInt(number)))
                        .collect(Collectors.toSet());
        return new Person(
                row.uuid("id"),
                row.text("email"),
                row.text("name"),
                new Rights(row.text("role").equals("admin"), row.truth("may_decide"), projects),
                new Person.Standing(
                        row.truth("active"),
                        password != null,
                        row.integer("session"),
                        row.textOrNull("issuer"),
                        row.instant("created_at"),
                        row.instantOrNull("signed_in_at")));
    }
}
