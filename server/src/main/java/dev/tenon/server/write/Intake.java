package dev.tenon.server.write;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.EffectiveRead;
import dev.tenon.format.EffectiveWrite;
import dev.tenon.format.Nearest;
import dev.tenon.server.db.Db;
import dev.tenon.server.jobs.Job.Lane;
import dev.tenon.server.outbound.Outbound;
import dev.tenon.server.outbound.Providers;
import dev.tenon.server.vault.Acting;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Connections;
import dev.tenon.spi.Connector;
import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks a request to write against the installation and against what its connection really has,
/// and makes of it what will be sent. Nothing is stored here, and no call is spent on writing. Safe
/// for use by many threads.
final class Intake {
    private final Db db;
    private final Connections connections;
    private final Acting acting;
    private final Providers providers;
    private final Outbound outbound;
    private final KnownSchemas schemas;

    Intake(Db db, Connections connections, Acting acting, Writes.Provider provider) {
        this.db = db;
        this.connections = connections;
        this.acting = acting;
        this.providers = provider.providers();
        this.outbound = provider.outbound();
        this.schemas = new KnownSchemas(db, provider.schemas());
    }

    /// What is to be stored for a request.
    ///
    /// @throws Refusal when the request cannot be done at all; a fault of a single record is in
    ///   that record's problems
    Prepared prepare(WriteRequest request) {
        EffectiveWrite write = write(request);
        Connection usual = connection(request);
        Connector connector = providers.get(usual.provider());
        Connection connection = actor(request, usual, connector);
        var key =
                new WriteKey(
                        request.installed().installation().group(),
                        request.installed().installation().id(),
                        write.objectName());
        Offers offers = offers(connection, connector, key);
        ObjectSchema schema = schema(connection, connector, key);
        var rules = new RequestRules(request, write, schema, offers);
        rules.check();
        ReverseMapping names = names(request, write, schema);
        String keyField = keyField(rules, names);
        boolean allOrNone =
                request.body().options().allOrNone() && request.body().entries().size() > 1;
        var references = new ReferenceCheck(targets -> schemas.of(connection, connector, targets));
        var check =
                new RecordCheck(
                        schema,
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
                key, write, allOrNone, connection.equals(usual) ? null : connection, records);
    }

    private static EffectiveWrite write(WriteRequest request) {
        EffectiveWrite write = request.installed().config().write(request.object());
        if (write != null) return write;
        List<String> names =
                request.installed().config().writes().values().stream()
                        .flatMap(each -> each.names().stream())
                        .distinct()
                        .toList();
        throw new Refusal(
                Refusal.Kind.NOT_FOUND,
                "write.unknown-object",
                "The installation does not write \"" + request.object() + "\".",
                "object",
                Nearest.advice(
                        request.object(),
                        names,
                        "Add the object under write.objects in the manifest, and in the"
                                + " installation's config if that lists its write objects."));
    }

    private Connection connection(WriteRequest request) {
        var installation = request.installed().installation();
        return db.inTransaction(
                        installation.group().projectNumber(),
                        tx ->
                                connections.find(
                                        tx,
                                        installation.group().project(),
                                        installation.connection()))
                .orElseThrow(() ->
                        new Refusal(
                                Refusal.Kind.UNPROCESSABLE,
                                "write.no-connection",
                                "The installation's connection was deleted.",
                                "body.groupRef",
                                "Have the customer connect again."));
    }

    private Connection actor(WriteRequest request, Connection usual, Connector connector) {
        String person = request.body().options().actAs();
        if (person == null) return usual;
        return db.inTransaction(
                usual.group().projectNumber(),
                tx -> acting.as(tx, person, usual, connector.info()));
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
            WriteRequest request, EffectiveWrite write, ObjectSchema schema) {
        EffectiveRead read = request.installed().config().reads().get(write.objectName());
        return write.inheritMapping() && read != null
                ? ReverseMapping.of(read, request.installed().revision().content(), schema)
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
            EffectiveWrite write,
            boolean allOrNone,
            @Nullable Connection actor,
            List<PreparedRecord> records) {
        Prepared {
            records = List.copyOf(records);
        }
    }
}
