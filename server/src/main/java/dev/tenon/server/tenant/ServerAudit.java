package dev.tenon.server.tenant;

import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// Who did what on this server that belongs to no project: people and their sign-ins. One entry per
/// change, in the transaction of the change. Safe for use by many threads.
public final class ServerAudit {
    private final InstantSource clock;

    public ServerAudit(InstantSource clock) {
        this.clock = clock;
    }

    /// Notes what was done.
    ///
    /// @param actor such as `person/ann@example.com`, or `admin` for the administrator's key
    /// @param action such as `person.added`
    /// @param subject what it was done to
    public void note(
            Tx tx, String actor, String action, String subject, Map<String, String> details) {
        tx.update(
                """
                insert into server_audit (at, actor, action, subject, details)
                values (?, ?, ?, ?, ?::jsonb)\
                """,
                clock.instant(),
                actor,
                action,
                subject,
                Json.text(Json.object(details)));
    }

    /// The newest entries that a filter lets pass, newest first.
    public List<Audit.Entry> newest(Tx tx, Audit.Filter filter, int limit) {
        return tx.query(
                """
                select * from server_audit
                where entry < ? and starts_with(action, ?) and (? = '' or subject = ?)
                order by entry desc limit ?\
                """,
                Audit.Entry::read,
                filter.before(),
                filter.actions(),
                filter.subject(),
                filter.subject(),
                limit);
    }

    /// Forgets sign-ins, good and bad, from before a moment; changes are kept.
    public void forgetSignIns(Tx tx, Instant before) {
        tx.update("delete from server_audit where at < ? and action like 'sign-in.%'", before);
    }
}
