package dev.tenon.server.write;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.EffectiveRead;
import dev.tenon.format.EffectiveWrite;
import dev.tenon.server.db.Db;
import dev.tenon.server.install.Installed;
import dev.tenon.server.jobs.Job.Lane;
import dev.tenon.server.outbound.Outbound;
import dev.tenon.server.outbound.Providers;
import dev.tenon.server.vault.Acting;
import dev.tenon.server.vault.Connection;
import dev.tenon.spi.Connector;
import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Checks a request to write against the installation and against what its connection really has,
/// and makes of it what will be sent. Nothing is stored here, and no call is spent on writing. Safe
/// for use by many threads.
final class Intake {
    private final Db db;
    private final Acting acting;
    private final Providers providers;
    private final Outbound outbound;
    private final KnownSchemas schemas;
    private final Footings footings;

    /// @param footings remembers what requests were checked against
    Intake(Db db, Footings footings, Acting acting, Writes.Provider provider) {
        this.db = db;
        this.footings = footings;
        this.acting = acting;
        this.providers = provider.providers();
        this.outbound = provider.outbound();
        this.schemas = new KnownSchemas(db, provider.schemas());
    }

    /// What is to be stored for a request.
    ///
    /// @throws Refusal when the request cannot be done at all; a fault of a single record is in
    ///   that record's problems
    Prepared prepare(WriteRequest request, Footing footing) {
        EffectiveWrite write = Footings.write(footing.installed(), request.object());
        Connection usual = footing.connection();
        Connector connector = providers.get(usual.provider());
        Connection connection = actor(request, usual, connector);
        var key =
                new WriteKey(
                        footing.stamp().key().group(),
                        footing.stamp().key().installation(),
                        write.objectName());
        Offers offers = offers(connection, connector, key);
        boolean isUsual = connection.equals(usual);
        Footing.Seen seen = isUsual ? footing.seen() : null;
        if (seen == null) {
            ObjectSchema schema = schema(connection, connector, key);
            seen = new Footing.Seen(schema, names(footing.installed(), write, schema));
            if (isUsual) footings.remember(request, footing, seen);
        }
        ReverseMapping names = seen.names();
        var rules = new RequestRules(request, write, seen.schema(), offers);
        rules.check();
        String keyField = keyField(rules, names);
        boolean allOrNone =
                request.body().options().allOrNone() && request.body().entries().size() > 1;
        var references = new ReferenceCheck(targets -> schemas.of(connection, connector, targets));
        var check =
                new RecordCheck(
                        seen.schema(),
                        names,
                        write.fields(),
                        references,
                        Way.of(
                                offers,
                                request.body().kind(),
                                keyField,
                                allOrNone ? request.body().entries().size() : 1));
        List<PreparedRecord> records = records(request.body(), check);
        return new Prepared(
                key,
                footing.installed().revision().integration(),
                write,
                allOrNone,
                isUsual ? null : connection,
                records);
    }

    private Connection actor(WriteRequest request, Connection usual, Connector connector) {
        String person = request.body().options().actAs();
        if (person == null) return usual;
        return db.inTransaction(
                usual.group().projectNumber(),
                tx ->
                        acting.as(
                                tx,
                                new Acting.Actor(person, "body.actAs"),
                                usual,
                                connector.info()));
    }

    /// Asks nobody: making a writer costs no call.
    private Offers offers(Connection connection, Connector connector, WriteKey key) {
        Optional<Writer> writer =
                connector.writer(
                        outbound.access(connection, connector.info(), Lane.INTERACTIVE, null));
        return new Offers(
                writer.orElseThrow(() ->
                        new Refusal(
                                Refusal.Kind.UNPROCESSABLE,
                                "write.not-supported",
                                "The connector for " + connection.provider() + " cannot write.",
                                "object",
                                "Use the provider's API through the proxy.")),
                key.object());
    }

    private ObjectSchema schema(Connection connection, Connector connector, WriteKey key) {
        Map<String, ObjectSchema> found = schemas.of(connection, connector, Set.of(key.object()));
        return Optional.ofNullable(found.get(key.object()))
                .orElseThrow(() ->
                        new Refusal(
                                Refusal.Kind.UNPROCESSABLE,
                                "write.object-not-there",
                                "The connection has no object \""
                                        + key.object()
                                        + "\", or its user may not see it.",
                                "object",
                                "Have the user given the right, or correct the manifest."));
    }

    private static ReverseMapping names(
            Installed installed, EffectiveWrite write, ObjectSchema schema) {
        EffectiveRead read = installed.config().reads().get(write.objectName());
        return write.inheritMapping() && read != null
                ? ReverseMapping.of(read, installed.revision().content(), schema)
                : ReverseMapping.none(schema);
    }

    /// The provider's spelling of the field that identifies records.
    private static @Nullable String keyField(RequestRules rules, ReverseMapping names) {
        String wanted = rules.keyField();
        if (wanted == null) return null;
        Optional<FieldInfo> field = names.field(wanted);
        if (field.isPresent()) return rules.checkKey(field.get());
        return rules.keyIsNotThere(wanted);
    }

    private static List<PreparedRecord> records(WriteBody body, RecordCheck check) {
        var records = new ArrayList<PreparedRecord>();
        boolean isOneRefused = false;
        for (int i = 0; i < body.entries().size(); i++) {
            WriteBody.Entry entry = body.entries().get(i);
            PreparedRecord record = check.prepare(entry, body.where(i)).on(entry.condition());
            isOneRefused |= !record.problems().isEmpty();
            records.add(record);
        }
        if (!isOneRefused || !body.options().allOrNone()) return records;
        for (int i = 0; i < records.size(); i++) {
            PreparedRecord record = records.get(i);
            if (record.problems().isEmpty()) records.set(i, record.heldBack(body.where(i)));
        }
        return records;
    }

    /// A request as it is stored.
    ///
    /// @param actor by which it is written; null for the installation's connection
    record Prepared(
            WriteKey key,
            UUID integration,
            EffectiveWrite write,
            boolean allOrNone,
            @Nullable Connection actor,
            List<PreparedRecord> records) {
        Prepared {
            records = List.copyOf(records);
        }
    }
}
