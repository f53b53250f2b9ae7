package dev.tenon.server.api;

import dev.tenon.connectors.catalog.Catalog;
import dev.tenon.connectors.catalog.CatalogEntry;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.EffectiveRead;
import dev.tenon.format.ManifestJson;
import dev.tenon.format.Nearest;
import dev.tenon.server.db.Db;
import dev.tenon.server.deploy.DeployedRevision;
import dev.tenon.server.deploy.Integrations;
import dev.tenon.server.install.Installed;
import dev.tenon.server.json.Json;
import dev.tenon.server.outbound.Providers;
import dev.tenon.server.schema.FieldMetadata;
import dev.tenon.server.schema.SchemaJson;
import dev.tenon.server.schema.Schemas;
import dev.tenon.server.tenant.Group;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Connections;
import dev.tenon.spi.Connector;
import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.FieldInfo.Trait;
import dev.tenon.spi.ObjectInfo;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Providers, and what a connection really has: objects, fields, and a revision with both in it.
public final class SchemaCalls {
    private final Db db;
    private final ProjectCalls projects;
    private final ConnectCalls connects;
    private final InstallCalls installs;
    private final Stores stores;
    private final Sight sight;
    private final Catalog catalog = Catalog.bundled();

    public SchemaCalls(
            Db db,
            ProjectCalls projects,
            ConnectCalls connects,
            InstallCalls installs,
            Stores stores) {
        this.db = db;
        this.projects = projects;
        this.connects = connects;
        this.installs = installs;
        this.stores = stores;
        this.sight = new Sight(stores.groups(), stores.connections());
    }

    Reply providers(Request request) {
        ObjectNode json = Json.object();
        catalog.all().forEach(entry -> json.set(entry.name(), provider(entry)));
        return Reply.ok(json);
    }

    Reply provider(Request request) {
        String name = request.parameter("provider");
        CatalogEntry entry =
                catalog.find(name)
                        .orElseThrow(() ->
                                CatalogNames.unknown(
                                        catalog, name, Refusal.Kind.NOT_FOUND, "provider"));
        ObjectNode json = provider(entry);
        stores.providers().info(entry.name()).ifPresent(info -> ProviderShapes.signIn(json, info));
        return Reply.ok(json);
    }

    private ObjectNode provider(CatalogEntry entry) {
        boolean isPassed =
                stores.providers()
                        .info(entry.name())
                        .filter(info -> !info.baseUrl().isEmpty())
                        .isPresent();
        return ProviderShapes.provider(
                entry, stores.providers().find(entry.name()).isPresent(), isPassed);
    }

    Reply objects(Request request) {
        Project project = projects.project(request);
        Connection connection = connects.connection(request, project);
        Connector connector = stores.providers().get(connection.provider());
        List<ObjectInfo> objects = stores.schemas().objects(connection, connector);
        ObjectNode json = Json.object();
        json.set("results", Shapes.list(objects, SchemaJson::write));
        json.putNull("next");
        return Reply.ok(json);
    }

    Reply fields(Request request) {
        Project project = projects.project(request);
        Connection connection = connects.connection(request, project);
        String object = request.parameter("object");
        if (request.queryFlag("refresh")) {
            Connector connector = stores.providers().get(connection.provider());
            stores.schemas().discover(connection, connector, Set.of(object));
        }
        ObjectSchema schema = schema(connection, object);
        ObjectNode json = Json.object();
        json.set("object", SchemaJson.write(schema.object()));
        json.set("results", Shapes.list(schema.fields(), SchemaJson::write));
        json.putNull("next");
        return Reply.ok(json);
    }

    private ObjectSchema schema(Connection connection, String object) {
        Connector connector = stores.providers().get(connection.provider());
        return stores.schemas()
                .describe(connection, connector, object)
                .orElseThrow(() -> {
                    List<String> names =
                            stores.schemas().objects(connection, connector).stream()
                                    .map(ObjectInfo::name)
                                    .toList();
                    return new Refusal(
                            Refusal.Kind.NOT_FOUND,
                            "object.unknown",
                            "The connection has no object \""
                                    + object
                                    + "\", or its user may not see it.",
                            "object",
                            Nearest.advice(
                                    object, names, "Run \"tenon objects\" to see them all."));
                });
    }

    /// The compatible metadata of an object, by installation.
    Reply installedMetadata(Request request) {
        Project project = projects.project(request);
        String groupRef = request.queryRequired("groupRef");
        boolean excludeReadOnly = request.queryFlag("excludeReadOnly");
        String object = request.parameter("object");
        Installed installed =
                db.inTransaction(
                        project.key().number(),
                        tx ->
                                installs.forGroup(
                                        tx,
                                        stores.integrations()
                                                .get(
                                                        tx,
                                                        project.key(),
                                                        request.parameter("integration")),
                                        groupRef));
        EffectiveRead read = installed.config().read(object);
        Connection connection =
                db.inTransaction(
                        project.key().number(),
                        tx ->
                                stores.connections()
                                        .find(
                                                tx,
                                                project.key(),
                                                installed.installation().connection())
                                        .filter(sight.of(tx, request.by()))
                                        .orElseThrow(
                                                () -> Request.notFound("connection", groupRef)));
        ObjectSchema schema = schema(connection, read == null ? object : read.objectName());
        ObjectNode json = metadata(schema, excludeReadOnly);
        if (read != null && !read.mappedName().equals(read.objectName())) {
            json.put("mappedObjectName", read.mappedName());
        }
        return Reply.ok(json);
    }

    /// The compatible metadata of an object, by connection.
    Reply providerMetadata(Request request) {
        Project project = projects.project(request);
        String groupRef = request.queryRequired("groupRef");
        boolean excludeReadOnly = request.queryFlag("excludeReadOnly");
        String provider = catalog.canonical(request.parameter("provider"));
        Connection connection =
                db.inTransaction(
                        project.key().number(),
                        tx -> {
                            Group group =
                                    stores.groups()
                                            .find(tx, project.key(), groupRef)
                                            .orElseThrow(() -> Request.notFound("group", groupRef));
                            return sight.usual(tx, request.by(), group.key(), provider)
                                    .orElseThrow(() -> Request.notFound("connection", groupRef));
                        });
        return Reply.ok(metadata(schema(connection, request.parameter("object")), excludeReadOnly));
    }

    private static ObjectNode metadata(ObjectSchema schema, boolean excludeReadOnly) {
        ObjectNode json = Json.object();
        json.put("name", schema.object().name());
        json.put("displayName", schema.object().label());
        json.set("fields", fields(schema, excludeReadOnly));
        return json;
    }

    private static ObjectNode fields(ObjectSchema schema, boolean excludeReadOnly) {
        ObjectNode fields = Json.object();
        for (FieldInfo field : schema.fields()) {
            if (excludeReadOnly && field.is(Trait.READ_ONLY)) continue;
            fields.set(field.name(), FieldMetadata.write(field));
        }
        return fields;
    }

    /// A revision with what the connection really has in it; an object that fails carries its error
    /// and does not fail the others.
    Reply hydrate(Request request) {
        Project project = projects.project(request);
        String id = request.queryRequired("connectionId");
        DeployedRevision revision =
                db.inTransaction(
                        project.key().number(),
                        tx -> {
                            DeployedRevision integration =
                                    stores.integrations()
                                            .get(
                                                    tx,
                                                    project.key(),
                                                    request.parameter("integration"));
                            String wanted = request.parameter("revision");
                            return stores.integrations()
                                    .revision(tx, integration, wanted)
                                    .orElseThrow(() -> Request.notFound("revision", wanted));
                        });
        Connection connection =
                db.inTransaction(
                                project.key().number(),
                                tx -> stores.connections().find(tx, project.key(), uuid(id)))
                        .orElseThrow(() -> Request.notFound("connection", id));
        ObjectNode content = ManifestJson.write(revision.content());
        JsonNode objects = content.path("read").path("objects");
        Connector connector = stores.providers().get(connection.provider());
        Set<String> names = new HashSet<>();
        objects.forEach(object -> names.add(object.path("objectName").asString("")));
        Map<String, ObjectSchema> found = stores.schemas().describe(connection, connector, names);
        objects.forEach(object -> hydrate((ObjectNode) object, found));
        ObjectNode json = Json.object();
        json.put("id", revision.revision().id().toString());
        json.put("specVersion", revision.revision().specVersion());
        json.put("createTime", revision.revision().createdAt().toString());
        json.set("content", content);
        return Reply.ok(json);
    }

    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException _) {
            throw Request.notFound("connection", id);
        }
    }

    private static void hydrate(ObjectNode object, Map<String, ObjectSchema> found) {
        String name = object.path("objectName").asString("");
        ObjectSchema schema = found.get(name);
        if (schema == null) {
            object.put(
                    "error",
                    "The connection has no object \"" + name + "\", or its user may not see it.");
            object.put("displayName", name);
            object.putObject("allFieldsMetadata");
            return;
        }
        object.put("displayName", schema.object().label());
        ObjectNode fields = fields(schema, false);
        object.set("allFieldsMetadata", fields);
        for (String list : List.of("requiredFields", "optionalFields")) {
            for (JsonNode field : object.path(list)) {
                JsonNode known = anyCase(fields, field.path("fieldName").asString(""));
                if (known != null && field instanceof ObjectNode entry) {
                    entry.put("displayName", known.path("displayName").asString(""));
                }
            }
        }
    }

    private static @Nullable JsonNode anyCase(ObjectNode fields, String name) {
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            if (field.getKey().equalsIgnoreCase(name)) return field.getValue();
        }
        return null;
    }

    /// Where schemas come from.
    public record Stores(
            Groups groups,
            Connections connections,
            Integrations integrations,
            Providers providers,
            Schemas schemas) {}
}
