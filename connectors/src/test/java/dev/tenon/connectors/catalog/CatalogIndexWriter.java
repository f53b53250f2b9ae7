package dev.tenon.connectors.catalog;

import dev.tenon.spi.SignIn.Scheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Writes the catalog's index from a folder of facts about systems; run by hand when they change:
/// first argument the folder with `providers.jsonl`, second the `providers.tsv` to write. Servers
/// for models (`mcp`) are no systems to integrate with and are left out.
final class CatalogIndexWriter {
    private static final Map<String, Scheme> SIGN_INS =
            Map.ofEntries(
                    Map.entry("oauth2_authorization_code", Scheme.AUTHORIZATION_CODE),
                    Map.entry("oauth2_client_credentials", Scheme.CLIENT_CREDENTIALS),
                    Map.entry("oauth2_password", Scheme.PASSWORD),
                    Map.entry("oauth1", Scheme.OAUTH1),
                    Map.entry("api_key", Scheme.API_KEY),
                    Map.entry("basic", Scheme.BASIC),
                    Map.entry("custom_token_exchange", Scheme.TOKEN_EXCHANGE),
                    Map.entry("jwt", Scheme.JWT),
                    Map.entry("custom", Scheme.CUSTOM),
                    Map.entry("custom_request_signing", Scheme.CUSTOM),
                    Map.entry("custom_app_installation", Scheme.CUSTOM),
                    Map.entry("none", Scheme.NONE));

    private CatalogIndexWriter() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("Give the folder of facts and the file to write.");
        }
        List<String> lines = lines(Path.of(arguments[0]).resolve("providers.jsonl"));
        Files.write(Path.of(arguments[1]), lines);
        System.out.println(lines.size() + " systems");
    }

    /// One line for each system, by name.
    static List<String> lines(Path facts) throws IOException {
        var json = new JsonMapper();
        var systems = new TreeMap<String, JsonNode>();
        for (String line : Files.readAllLines(facts)) {
            JsonNode system = json.readTree(line);
            if (!system.path("mcp").asBoolean()) systems.put(text(system, "name"), system);
        }
        var lines = new ArrayList<String>();
        systems.forEach((name, system) -> lines.add(line(name, system, systems)));
        return lines;
    }

    private static String line(String name, JsonNode system, Map<String, JsonNode> systems) {
        String alias = text(system, "amp_name");
        Scheme signIn = SIGN_INS.get(text(system, "auth_type"));
        if (signIn == null) throw new IllegalStateException("way to sign in of " + name);
        String baseUrl = text(system, "base_url");
        return String.join(
                "\t",
                name,
                text(system, "display_name"),
                systems.containsKey(alias) ? "" : alias,
                signIn.name(),
                baseUrl.contains("://") || baseUrl.startsWith("{") ? baseUrl : "");
    }

    private static String text(JsonNode system, String key) {
        return system.path(key).asString("").strip().replaceAll("\\s+", " ");
    }
}
