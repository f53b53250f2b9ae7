package dev.tenon.server.cli;

import dev.tenon.server.json.Json;
import java.util.ArrayList;
import tools.jackson.databind.JsonNode;

/// JSON values as text for people.
final class Words {
    private Words() {}

    /// A value: a text as it is, nothing for null, the rest as JSON.
    static String of(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) return "";
        return value.isString() ? value.asString() : Json.text(value);
    }

    /// A member's value.
    static String of(JsonNode object, String member) {
        return of(object.path(member));
    }

    /// The elements of an array with commas.
    static String list(JsonNode array) {
        var words = new ArrayList<String>();
        array.forEach(each -> words.add(of(each)));
        return String.join(", ", words);
    }

    /// `yes`, or nothing.
    static String yes(JsonNode flag) {
        return flag.asBoolean(false) ? "yes" : "";
    }
}
