package dev.tenon.server.sync;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.Deletions;
import dev.tenon.format.EffectiveConfig;
import dev.tenon.format.EffectiveRead;
import dev.tenon.format.Filter;
import dev.tenon.format.Nearest;
import dev.tenon.server.jobs.Job.Lane;
import dev.tenon.server.outbound.Outbound;
import dev.tenon.server.outbound.Providers;
import dev.tenon.server.records.ObjectShape;
import dev.tenon.server.schema.Schemas;
import dev.tenon.server.vault.Connection;
import dev.tenon.spi.Connector;
import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.ObjectInfo;
import dev.tenon.spi.Position;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Tries a config on a customer's account before it is installed: objects, required fields and
/// filters must be there, and one record of each object that is read on schedule must be readable.
/// A provider that does not answer keeps nobody from installing. Safe for use by many threads.
public final class Sampling {
    private final Providers providers;
    private final Outbound outbound;
    private final Schemas schemas;

    public Sampling(Providers providers, Outbound outbound, Schemas schemas) {
        this.providers = providers;
        this.outbound = outbound;
        this.schemas = schemas;
    }

    /// Calls the provider, so that it must not be called inside a transaction.
    ///
    /// @throws Refusal everything that the provider would refuse
    public void sample(Connection connection, EffectiveConfig config) {
        Optional<Connector> connector = providers.find(connection.provider());
        if (connector.isEmpty()) return;
        List<EffectiveRead> reads =
                config.reads().values().stream()
                        .filter(read -> !read.disabled() && read.schedule() != null)
                        .toList();
        try {
            List<Diagnostic> wrong = check(connection, connector.get(), reads);
            if (!wrong.isEmpty()) throw new Refusal(Refusal.Kind.UNPROCESSABLE, wrong);
        } catch (ProviderException _) {
            // The reads will tell.
        }
    }

    /// Checks what a changed config reads that the one before did not: objects, required fields,
    /// filters and the way deletions are found. Calls the provider only for what is not known yet,
    /// and never inside a transaction.
    ///
    /// @throws Refusal everything that is not there
    public void compare(Connection connection, EffectiveConfig before, EffectiveConfig after) {
        Optional<Connector> connector = providers.find(connection.provider());
        if (connector.isEmpty()) return;
        List<EffectiveRead> reads =
                after.reads().values().stream()
                        .filter(read ->
                                !read.disabled()
                                        && !read.equals(before.reads().get(read.objectName())))
                        .toList();
        if (reads.isEmpty()) return;
        var wrong = new ArrayList<Diagnostic>();
        try {
            Map<String, ObjectSchema> found =
                    schemas.describe(connection, connector.get(), names(reads));
            for (EffectiveRead read : reads) {
                ObjectSchema schema = found.get(read.objectName());
                if (schema == null) wrong.add(noObject(read));
                else fields(read, schema, wrong);
            }
        } catch (ProviderException _) {
            // The reads will tell.
        }
        if (!wrong.isEmpty()) throw new Refusal(Refusal.Kind.UNPROCESSABLE, wrong);
    }

    private static Set<String> names(List<EffectiveRead> reads) {
        return reads.stream().map(EffectiveRead::objectName).collect(Collectors.toSet());
    }

    private List<Diagnostic> check(
            Connection connection, Connector connector, List<EffectiveRead> reads) {
        Map<String, ObjectSchema> found = schemas.describe(connection, connector, names(reads));
        Reader reader =
                connector.reader(
                        outbound.access(connection, connector.info(), Lane.INTERACTIVE, null));
        var wrong = new ArrayList<Diagnostic>();
        for (EffectiveRead read : reads) {
            ObjectSchema schema = found.get(read.objectName());
            if (schema == null) {
                wrong.add(noObject(read));
                continue;
            }
            int before = wrong.size();
            fields(read, schema, wrong);
            if (wrong.size() == before) one(reader, read, schema, wrong);
        }
        return wrong;
    }

    private static Diagnostic noObject(EffectiveRead read) {
        return new Diagnostic(
                "installation.no-object",
                "The account has no object \""
                        + read.objectName()
                        + "\", or the person who signed in may not see it.",
                "read.objects." + read.objectName(),
                "Have somebody sign in who may see it, or switch the object off for this customer.");
    }

    private static void fields(EffectiveRead read, ObjectSchema schema, List<Diagnostic> wrong) {
        deletions(read, schema, wrong);
        List<String> there = schema.fields().stream().map(FieldInfo::name).toList();
        for (String missing : ObjectShape.of(read, schema).missingRequired()) {
            wrong.add(
                    new Diagnostic(
                            "installation.no-field",
                            "\"" + read.objectName() + "\" has no field \"" + missing + "\".",
                            "read.objects." + read.objectName(),
                            Nearest.advice(
                                    missing, there, "Choose a field that the account has.")));
        }
        Stream.concat(read.filters().always().stream(), read.filters().backfill().stream())
                .map(Filter::fieldName)
                .distinct()
                .filter(name -> there.stream().noneMatch(name::equalsIgnoreCase))
                .forEach(name ->
                        wrong.add(
                                new Diagnostic(
                                        "installation.no-filter-field",
                                        "The filter names the field \""
                                                + name
                                                + "\", which \""
                                                + read.objectName()
                                                + "\" does not have.",
                                        "read.objects." + read.objectName() + ".fieldFilters",
                                        Nearest.advice(
                                                name, there, "Filter by a field that it has."))));
    }

    /// A mode of finding deletions that the object does not have would find none, in silence.
    private static void deletions(EffectiveRead read, ObjectSchema schema, List<Diagnostic> wrong) {
        Deletions.Mode mode = read.storage().deletions().mode();
        ObjectInfo.Deletes known = schema.object().deletes();
        String place = "read.objects." + read.objectName() + ".deletions.mode";
        if (mode == Deletions.Mode.SWEEP && known == ObjectInfo.Deletes.NONE) {
            wrong.add(
                    new Diagnostic(
                            "installation.cannot-sweep",
                            "Records of \"" + read.objectName() + "\" are never deleted.",
                            place,
                            "Write auto or none: there is nothing for a sweep to find."));
        }
        if (mode == Deletions.Mode.FEED && known == ObjectInfo.Deletes.SWEEP) {
            wrong.add(
                    new Diagnostic(
                            "installation.no-feed",
                            "The provider does not tell which records of \""
                                    + read.objectName()
                                    + "\" were deleted.",
                            place,
                            "Write auto or sweep: only a list of all ids shows what is gone."));
        }
    }

    private static void one(
            Reader reader, EffectiveRead read, ObjectSchema schema, List<Diagnostic> wrong) {
        var request =
                new Reader.ReadRequest(
                        read.objectName(),
                        ObjectShape.of(read, schema).selection().types().keySet(),
                        new Position.Beginning(null),
                        RunScope.asked(read.filters().always()),
                        1);
        try {
            reader.read(request);
        } catch (ProviderException.Invalid
                | ProviderException.SchemaChanged
                | ProviderException.NotFound refused) {
            wrong.add(
                    new Diagnostic(
                            "installation.sample-refused",
                            "The provider refuses to show a record of \""
                                    + read.objectName()
                                    + "\": "
                                    + refused.getMessage(),
                            "read.objects." + read.objectName(),
                            "Compare the chosen fields and filters with the account's."));
        }
    }
}
