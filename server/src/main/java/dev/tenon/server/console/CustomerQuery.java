package dev.tenon.server.console;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.api.Request;
import dev.tenon.server.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What the list of customers is asked to show. It stands in the page's address, so that it can be
/// kept and passed on.
///
/// @param search part of a customer's name or ref; empty for all
/// @param health null for all
/// @param after the installation that the page before ended with; null for the first page
record CustomerQuery(
        String project, String search, @Nullable Health health, @Nullable Place after) {
    private static final int LONGEST_SEARCH = 200;

    /// @throws Refusal `request.bad-parameter`
    static CustomerQuery of(Request request, String project) {
        String search = request.query("q").strip();
        if (search.length() > LONGEST_SEARCH) {
            throw bad("q", "The search has more than " + LONGEST_SEARCH + " characters.");
        }
        String health = request.query("health");
        String after = request.query("after");
        return new CustomerQuery(
                project,
                search.replace("\0", ""),
                health.isEmpty() ? null : Health.parse(health),
                after.isEmpty() ? null : Place.parse(after));
    }

    /// Whether everything there is would be shown.
    boolean isOpen() {
        return search.isEmpty() && health == null && after == null;
    }

    CustomerQuery with(@Nullable Health other) {
        return new CustomerQuery(project, search, other, null);
    }

    CustomerQuery after(@Nullable Place place) {
        return new CustomerQuery(project, search, health, place);
    }

    /// The page that shows it.
    String address() {
        var address = new StringBuilder(Console.HOME).append("?project=").append(escape(project));
        if (!search.isEmpty()) address.append("&q=").append(escape(search));
        if (health != null) address.append("&health=").append(health.code());
        if (after != null) address.append("&after=").append(escape(after.text()));
        return address.toString();
    }

    /// The search as a pattern of `ilike`, in which nothing else is special.
    String pattern() {
        return "%" + search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Refusal bad(String name, String what) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "request.bad-parameter",
                what,
                "query." + name,
                "Begin again at the console's first page.");
    }

    /// A place in the list, which is sorted by the customer's name.
    record Place(String name, UUID installation) {
        String text() {
            byte[] json =
                    Json.bytes(Json.object().put("n", name).put("i", installation.toString()));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
        }

        static Place parse(String text) {
            try {
                JsonNode json = Json.mapper().readTree(Base64.getUrlDecoder().decode(text));
                return new Place(
                        Json.required(json, "n").replace("\0", ""),
                        UUID.fromString(Json.required(json, "i")));
            } catch (RuntimeException _) {
                throw bad("after", "This is no place in the list: \"" + text + "\".");
            }
        }
    }
}
