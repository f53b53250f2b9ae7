package dev.tenon.acceptance.contract;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// One operation of the description.
///
/// @param path with its `{…}`
public record Operation(
        String method,
        String path,
        io.swagger.v3.oas.models.Operation definition,
        Components components) {
    private static final Pattern NAME = Pattern.compile("\\{(\\w+)}");

    static List<Operation> all(OpenAPI api) {
        var all = new ArrayList<Operation>();
        api.getPaths()
                .forEach((path, item) ->
                        item.readOperationsMap()
                                .forEach((method, definition) ->
                                        all.add(
                                                new Operation(
                                                        method.name(),
                                                        path,
                                                        definition,
                                                        api.getComponents()))));
        return List.copyOf(all);
    }

    /// How people and generated clients call it.
    public String id() {
        return Objects.requireNonNullElse(definition.getOperationId(), "");
    }

    /// `public`, `key`, `project` or `admin`.
    public String access() {
        return String.valueOf(extension("x-tenon-access"));
    }

    /// The scopes that suffice, beside `full`.
    public Set<String> scopes() {
        var scopes = new TreeSet<String>();
        if (extension("x-tenon-scopes") instanceof List<?> names) {
            names.forEach(name -> scopes.add(String.valueOf(name)));
        }
        return scopes;
    }

    /// `alike`, `own`, or nothing when customers' tokens may not call it.
    public String customers() {
        return String.valueOf(extension("x-tenon-customers"));
    }

    private Object extension(String name) {
        var extensions = definition.getExtensions();
        Object value = extensions == null ? null : extensions.get(name);
        return value == null ? "" : value;
    }

    /// Its parameters, those of the path first.
    public List<Parameter> parameters() {
        return Objects.requireNonNullElse(definition.getParameters(), List.of());
    }

    /// A schema, or the component that it refers to.
    public Schema<?> resolved(Schema<?> schema) {
        return schema.get$ref() == null
                ? schema
                : Objects.requireNonNull(components.getSchemas().get(lastName(schema.get$ref())));
    }

    private static String lastName(String reference) {
        return reference.substring(reference.lastIndexOf('/') + 1);
    }

    /// The names between the braces of the path.
    public List<String> pathNames() {
        return NAME.matcher(path).results().map(found -> found.group(1)).toList();
    }

    /// The JSON that its requests carry.
    public Optional<MediaType> json() {
        return Optional.ofNullable(definition.getRequestBody())
                .map(body -> body.getContent().get("application/json"));
    }

    /// The schema of the JSON that its requests carry.
    public Optional<Schema<?>> bodySchema() {
        return json().map(json -> resolved(json.getSchema()));
    }

    /// Whether this operation answers a request; a colon belongs to its segment.
    boolean answers(String asked, String concrete) {
        if (!method.equals(asked)) return false;
        String[] mine = path.split("/", -1);
        String[] theirs = concrete.split("/", -1);
        if (mine.length != theirs.length) return false;
        for (int i = 0; i < mine.length; i++) {
            if (!fits(mine[i], theirs[i])) return false;
        }
        return true;
    }

    private static boolean fits(String pattern, String segment) {
        if (!pattern.startsWith("{")) return pattern.equals(segment);
        String suffix = pattern.substring(pattern.indexOf('}') + 1);
        if (!segment.endsWith(suffix) || segment.length() == suffix.length()) return false;
        return !suffix.isEmpty() || !segment.contains(":");
    }

    @Override
    public String toString() {
        return method.toUpperCase(Locale.ROOT) + " " + path;
    }
}
