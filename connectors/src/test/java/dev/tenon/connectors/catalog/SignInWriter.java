package dev.tenon.connectors.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes how to sign in to the systems of the catalog, from a folder of facts about them; run by
/// hand when they change: first argument the folder with `providers.jsonl`, second the
/// `sign-ins.jsonl` to write. A system that the facts do not suffice for gets no line; those are
/// printed, with the reason.
final class SignInWriter {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern NAME = Pattern.compile("(?<!\\{)\\{([A-Za-z0-9_.-]+)\\}(?!\\})");
    private static final Pattern BASE64 = Pattern.compile("^(.*?)base64\\(([^()]*)\\)$");

    private final Set<String> incomplete = new LinkedHashSet<>();

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("Give the folder of facts and the file to write.");
        }
        var writer = new SignInWriter();
        List<String> lines = writer.lines(Path.of(arguments[0]).resolve("providers.jsonl"));
        Files.write(Path.of(arguments[1]), lines);
        writer.incomplete.forEach(System.out::println);
        System.out.println(lines.size() + " systems, " + writer.incomplete.size() + " left out");
    }

    /// Why systems were left out, a line each.
    Set<String> incomplete() {
        return incomplete;
    }

    /// One line for each system, by name.
    List<String> lines(Path facts) throws IOException {
        var systems = new TreeMap<String, JsonNode>();
        for (String line : Files.readAllLines(facts)) {
            JsonNode system = JSON.readTree(line);
            if (!system.path("mcp").asBoolean()) systems.put(text(system, "name"), system);
        }
        var lines = new ArrayList<String>();
        systems.forEach((name, system) -> {
            try {
                lines.add(JSON.writeValueAsString(line(name, system)));
            } catch (Lacking lacking) {
                incomplete.add(name + ": " + lacking.getMessage());
            }
        });
        return lines;
    }

    private static ObjectNode line(String name, JsonNode system) throws Lacking {
        ObjectNode line = JSON.createObjectNode();
        line.put("name", name);
        Optional<ObjectNode> byHand = ByHand.of(name);
        String baseUrl = template(text(system, "base_url"));
        if (!baseUrl.matches("(https://[^/\\s\"]|\\{\\{).*")) throw new Lacking("no base URL");
        line.put("baseUrl", baseUrl);
        var needed = new LinkedHashMap<String, JsonNode>();
        system.path("template_vars").forEach(each -> needed.put(text(each, "name"), each));
        if (byHand.isPresent()) {
            line.setAll(byHand.get());
        } else {
            signIn(line, system);
        }
        VendorFacts.addTo(line);
        String check = text(system.path("health_check").path("paths"), 0);
        boolean isGet = text(system.path("health_check"), "method").equals("GET");
        if (isGet && check.startsWith("/") && !check.contains("{")) line.put("check", check);
        AskedValues.add(line, needed, system);
        line.put("verified", false);
        line.put("source", text(system, "source"));
        return line;
    }

    private static void signIn(ObjectNode line, JsonNode system) throws Lacking {
        switch (text(system, "auth_type")) {
            case "oauth2_authorization_code" -> {
                line.put("scheme", "AUTHORIZATION_CODE");
                consent(line, system);
                tokens(line, system, "authorization_code");
            }
            case "oauth2_client_credentials" -> {
                line.put("scheme", "CLIENT_CREDENTIALS");
                fields(line, Map.of("clientId", "Client id", "clientSecret", "Client secret"));
                tokens(line, system, "client_credentials");
            }
            case "oauth2_password" -> {
                line.put("scheme", "PASSWORD");
                fields(line, Map.of("username", "User name", "password", "Password"));
                tokens(line, system, "password");
            }
            case "oauth1" -> {
                line.put("scheme", "OAUTH1");
                consent(line, system);
                ObjectNode tokens = line.putObject("tokens");
                tokens.putObject("obtain").put("url", template(text(system, "token_url")));
                tokens.putObject("reply");
                line.put("signature", "OAUTH1_SHA1");
                return;
            }
            case "custom_token_exchange" -> {
                line.put("scheme", "TOKEN_EXCHANGE");
                exchange(line, system);
            }
            case "api_key" -> line.put("scheme", "API_KEY");
            case "basic" -> line.put("scheme", "BASIC");
            case "none" -> line.put("scheme", "NONE");
            case "custom" -> line.put("scheme", "CUSTOM");
            default ->
                    throw new Lacking(
                            "signs in as nothing here does: " + text(system, "auth_type"));
        }
        placements(line, system);
    }

    private static void consent(ObjectNode line, JsonNode system) throws Lacking {
        ObjectNode consent = line.putObject("consent");
        if (system.has("request_token_url")) {
            consent.put("request", template(text(system, "request_token_url")));
        } else if (text(system, "auth_type").equals("oauth1")) {
            throw new Lacking("no request_token_url");
        }
        String authorize = template(text(system, "authorize_url"));
        if (!authorize.startsWith("https://") && !authorize.startsWith("{{")) {
            throw new Lacking("no authorize_url");
        }
        consent.put("authorize", authorize);
        ObjectNode params = params(system.path("authorize_params"));
        if (params.path("response_type").asString("").equals("code"))
            params.remove("response_type");
        if (!params.isEmpty()) consent.set("params", params);
        if (system.path("default_scopes").size() > 0) {
            consent.set("scopes", system.path("default_scopes"));
        }
        String separator = system.path("scope_separator").asString(" ");
        // A plus is how forms write a space.
        if (!separator.equals(" ") && !separator.equals("+")) consent.put("separator", separator);
        if (text(system, "pkce").equals("no")) consent.put("pkce", false);
        if (system.path("redirect_metadata").size() > 0) {
            consent.set("kept", system.path("redirect_metadata"));
        }
    }

    private static void tokens(ObjectNode line, JsonNode system, String grant) throws Lacking {
        ObjectNode tokens = line.putObject("tokens");
        ObjectNode obtain = call(tokens.putObject("obtain"), system, text(system, "token_url"));
        ObjectNode params = params(system.path("token_params"));
        if (!params.has("grant_type") && !params.has("type")) params.put("grant_type", grant);
        obtain.set("params", params);
        ObjectNode again = params(system.path("refresh_params"));
        String url = text(system, "refresh_url");
        boolean isPlain =
                again.size() <= 1
                        && again.path("grant_type")
                                .asString("refresh_token")
                                .equals("refresh_token");
        if (!url.isEmpty() || !isPlain) {
            ObjectNode refresh =
                    call(
                            tokens.putObject("refresh"),
                            system,
                            url.isEmpty() ? text(system, "token_url") : url);
            refresh.set("params", again);
        }
        ObjectNode reply = tokens.putObject("reply");
        kept(reply, system);
    }

    private static void kept(ObjectNode reply, JsonNode system) {
        if (system.path("token_response_metadata").isEmpty()) return;
        ObjectNode kept = reply.putObject("kept");
        system.path("token_response_metadata")
                .forEach(each -> kept.put(each.asString(), pointer(each.asString())));
    }

    private static ObjectNode call(ObjectNode call, JsonNode system, String url) throws Lacking {
        String filled = template(url);
        if (!filled.startsWith("https://") && !filled.startsWith("{{")) {
            throw new Lacking("no token_url");
        }
        call.put("url", filled);
        switch (text(system, "token_body_format")) {
            case "", "form" -> {}
            case "json" -> call.put("body", "JSON");
            case "query" -> call.put("body", "QUERY");
            default -> throw new Lacking("token body " + text(system, "token_body_format"));
        }
        switch (text(system, "token_client_auth")) {
            case "" -> {}
            case "basic" -> call.put("client", "BASIC");
            default -> throw new Lacking("client proof " + text(system, "token_client_auth"));
        }
        headers(call, system);
        return call;
    }

    private static void headers(ObjectNode call, JsonNode system) throws Lacking {
        var headers = JSON.createArrayNode();
        for (Map.Entry<String, JsonNode> each : system.path("token_headers").properties()) {
            if (isOurs(each.getKey())) continue;
            headers.add(placement("HEADER", each.getKey(), each.getValue().asString("")));
        }
        if (!headers.isEmpty()) call.set("headers", headers);
    }

    private static boolean isOurs(String header) {
        return header.equalsIgnoreCase("content-type") || header.equalsIgnoreCase("accept");
    }

    private static void exchange(ObjectNode line, JsonNode system) throws Lacking {
        JsonNode map = system.path("token_response_map");
        if (text(map, "token").isEmpty()) throw new Lacking("no place of the token");
        ObjectNode tokens = line.putObject("tokens");
        ObjectNode obtain = call(tokens.putObject("obtain"), system, text(system, "token_url"));
        obtain.put("client", "NONE");
        if (text(system, "token_body_format").isEmpty()) obtain.put("body", "JSON");
        obtain.set("params", params(system.path("token_params")));
        String url = text(system, "refresh_url");
        ObjectNode reply = tokens.putObject("reply");
        reply.put("access", pointer(text(map, "token")));
        reply.put("expiry", pointer(text(map, "token_expiration")));
        String refresh = text(map, "refresh_token");
        // Without a call of its own for it, a refresh token would be of no use.
        reply.put("refresh", url.isEmpty() ? "" : pointer(refresh));
        if (!url.isEmpty()) {
            ObjectNode again = call(tokens.putObject("refresh"), system, url);
            again.put("client", "NONE");
            again.set("params", params(system.path("refresh_params")));
        }
        long life = system.path("token_ttl_ms").asLong(0);
        if (life > 0) reply.put("lifetime", Duration.ofMillis(life).toString());
        kept(reply, system);
    }

    private static void placements(ObjectNode line, JsonNode system) throws Lacking {
        ArrayNode placements = line.putArray("placements");
        String style = text(system, "basic_key_style");
        for (JsonNode each : system.path("credential_placement")) {
            String in = text(each, "in");
            if (!in.equals("header") && !in.equals("query"))
                throw new Lacking("credential in the " + in);
            String value = each.path("template").asString("");
            placements.add(
                    placement(
                            in.equals("header") ? "HEADER" : "QUERY",
                            text(each, "name"),
                            keyed(value, style)));
        }
        boolean hasTokens = line.has("tokens");
        if (placements.isEmpty() && hasTokens) {
            placements.add(placement("HEADER", "Authorization", "Bearer {accessToken}"));
        }
        if (placements.isEmpty() && !text(line, "scheme").equals("NONE")) {
            throw new Lacking("nothing is said of where the credential stands");
        }
        for (Map.Entry<String, JsonNode> each : system.path("static_headers").properties()) {
            if (isOurs(each.getKey())) continue;
            placements.add(placement("HEADER", each.getKey(), each.getValue().asString("")));
        }
    }

    /// A key that stands where a name or a password would.
    private static String keyed(String value, String style) {
        if (style.isEmpty()) return value;
        Matcher other = Pattern.compile("=\"([^\"]*)\"").matcher(style);
        String rest = other.find() ? other.group(1) : "";
        String pair = style.contains("key as username") ? "{apiKey}:" + rest : rest + ":{apiKey}";
        return "Basic base64(" + pair + ")";
    }

    private static ObjectNode placement(String in, String name, String value) throws Lacking {
        if (value.contains("${")) throw new Lacking("computes " + value);
        ObjectNode placement = JSON.createObjectNode();
        if (!in.equals("HEADER")) placement.put("in", in);
        placement.put("name", name);
        Matcher base64 = BASE64.matcher(value);
        if (base64.matches()) {
            if (!base64.group(1).isEmpty()) placement.put("prefix", base64.group(1));
            placement.put("value", template(base64.group(2)));
            placement.put("base64", true);
        } else if (value.contains("base64(")) {
            throw new Lacking("computes " + value);
        } else {
            placement.put("value", template(value));
        }
        return placement;
    }

    private static ObjectNode params(JsonNode given) throws Lacking {
        ObjectNode params = JSON.createObjectNode();
        params(params, given, "");
        return params;
    }

    /// Nested ones get their place as a name.
    private static void params(ObjectNode params, JsonNode given, String place) throws Lacking {
        for (Map.Entry<String, JsonNode> each : given.properties()) {
            String name = place.isEmpty() ? each.getKey() : place + "/" + each.getKey();
            if (each.getValue().isObject()) {
                params(params, each.getValue(), place.isEmpty() ? "/" + each.getKey() : name);
                continue;
            }
            String value =
                    each.getValue()
                            .asString("")
                            .replaceAll("\\$\\{credentials\\.(\\w+)\\}", "{$1}");
            if (value.contains("${")) throw new Lacking("computes " + value);
            params.put(name, template(value));
        }
    }

    private static void fields(ObjectNode line, Map<String, String> titles) {
        ArrayNode fields = line.putArray("fields");
        new TreeMap<>(titles)
                .forEach((name, title) -> fields.addObject().put("name", name).put("title", title));
    }

    private static String pointer(String path) {
        return path.isEmpty() ? "" : "/" + path.replace('.', '/');
    }

    /// With our way to write names, and our names for the client.
    static String template(String text) {
        Matcher names = NAME.matcher(text);
        return names.replaceAll(found ->
                "{{"
                        + switch (found.group(1)) {
                            case "client_id" -> "clientId";
                            case "client_secret" -> "clientSecret";
                            default -> found.group(1);
                        }
                        + "}}");
    }

    private static String text(JsonNode node, String key) {
        return node.path(key).asString("").strip().replaceAll("\\s+", " ");
    }

    private static String text(JsonNode array, int index) {
        return array.path(index).asString("").strip();
    }

    /// The facts do not suffice.
    static final class Lacking extends Exception {
        private static final long serialVersionUID = 1L;

        Lacking(String why) {
            super(why);
        }
    }
}
