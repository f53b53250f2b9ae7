package dev.tenon.server.write;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.spi.Writer.Association;
import dev.tenon.spi.Writer.AssociationLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The associations of a write call or of one of its records, in HubSpot's form, which the
/// compatible API has for every provider.
final class AssociationsJson {
    private static final String FIX =
            "Send {\"to\": {\"id\": \"…\"}, \"types\": [{\"associationCategory\": \"…\","
                    + " \"associationTypeId\": 1}]}.";

    private final String where;
    private final List<Diagnostic> problems;

    private AssociationsJson(String where, List<Diagnostic> problems) {
        this.where = where;
        this.problems = problems;
    }

    /// What is right of them; the rest is noted.
    ///
    /// @param holder the body, or an element of its batch
    /// @param where the holder's place
    static List<Association> of(Members holder, String where, List<Diagnostic> problems) {
        JsonNode array = holder.array("associations");
        if (array == null) return List.of();
        var associations = new ArrayList<Association>();
        for (int at = 0; at < array.size(); at++) {
            var place = where + ".associations[" + at + "]";
            var json = new AssociationsJson(place, problems);
            Association association = json.association(array.get(at));
            if (association != null) associations.add(association);
        }
        return associations;
    }

    private @Nullable Association association(JsonNode element) {
        if (!element.isObject()) {
            wrong("", "This is not an object.");
            return null;
        }
        var members = new Members(element, where, problems);
        members.only(Set.of("to", "types"));
        Members to = members.object("to");
        String id = to == null ? null : id(to);
        List<AssociationLabel> labels = labels(members.array("types"));
        if (members.member("to") == null) wrong(".to", "\"to\" is missing.");
        return id == null || labels.isEmpty() ? null : new Association(id, labels);
    }

    private @Nullable String id(Members to) {
        to.only(Set.of("id"));
        JsonNode id = to.member("id");
        boolean isScalar = id != null && (id.isString() || id.isIntegralNumber());
        String text = id != null && isScalar ? id.asString() : "";
        if (!text.isBlank()) return text;
        wrong(".to.id", "The other record has no id.");
        return null;
    }

    private List<AssociationLabel> labels(@Nullable JsonNode types) {
        var labels = new ArrayList<AssociationLabel>();
        if (types == null || types.isEmpty()) {
            wrong(".types", "The association has no type.");
            return labels;
        }
        for (int at = 0; at < types.size(); at++) {
            AssociationLabel label = label(types.get(at), ".types[" + at + "]");
            if (label != null) labels.add(label);
        }
        return labels.size() == types.size() ? labels : List.of();
    }

    private @Nullable AssociationLabel label(JsonNode type, String place) {
        if (!type.isObject()) {
            wrong(place, "This is not an object.");
            return null;
        }
        var members = new Members(type, where + place, problems);
        members.only(Set.of("associationCategory", "associationTypeId"));
        String category = members.required("associationCategory", FIX);
        JsonNode id = members.member("associationTypeId");
        boolean isNumber = id != null && id.isIntegralNumber() && id.canConvertToLong();
        if (id == null || !isNumber) {
            wrong(place + ".associationTypeId", "The type has no whole number as its id.");
            return null;
        }
        return category == null ? null : new AssociationLabel(category, id.longValue());
    }

    private void wrong(String place, String what) {
        problems.add(new Diagnostic("write.bad-association", what, where + place, FIX));
    }
}
