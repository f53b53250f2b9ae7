package dev.tenon.server.api;

import dev.tenon.server.json.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a `PATCH` wants changed: what is given; of that, only what the mask beside it names, if
/// there is one. What is given must be right either way.
///
/// @param mask empty for all that is given
record Changes(ObjectNode given, List<String> mask) {
    static Changes of(Request request, String member) {
        JsonNode body = request.json();
        return new Changes(Json.requiredInner(body, member), Json.texts(body, "updateMask"));
    }

    /// Whether a member is to be changed.
    boolean concern(String member) {
        return given.has(member) && (mask.isEmpty() || mask.contains(member));
    }

    String text(String member, String before) {
        String wanted = Json.text(given, member, before);
        return concern(member) ? wanted : before;
    }

    boolean flag(String member, boolean before) {
        boolean wanted = Json.flag(given, member, before);
        return concern(member) ? wanted : before;
    }
}
