package dev.tenon.connectors.salesforce;

import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.FieldInfo.Choice;
import dev.tenon.spi.FieldInfo.FieldType;
import dev.tenon.spi.FieldInfo.Trait;
import dev.tenon.spi.ObjectInfo;
import dev.tenon.spi.ObjectInfo.Ability;
import dev.tenon.spi.ObjectInfo.Deletes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Describe results (`DescribeSObjectResult` in the vendor's documentation) in our words.
final class Described {
    private static final int LONG_TEXT = 255;

    private Described() {}

    /// An object as the global list has it, which says nothing of fields.
    static ObjectInfo listed(JsonNode tree) {
        Deletes deletes = is(tree, "replicateable") ? Deletes.FEED : Deletes.SWEEP;
        return object(tree, Set.of(), deletes);
    }

    /// An object with its fields.
    static ObjectSchema schema(JsonNode tree) {
        var fields = new ArrayList<FieldInfo>();
        var keys = new LinkedHashSet<String>();
        for (JsonNode field : tree.path("fields")) {
            if (isHidden(field)) continue;
            fields.add(field(field));
            if (isUpsertKey(field)) keys.add(text(field, "name"));
        }
        Deletes deletes = ObjectTraits.of(tree).hasDeletes() ? Deletes.FEED : Deletes.SWEEP;
        return new ObjectSchema(object(tree, keys, deletes), fields);
    }

    /// Whether the provider keeps it for itself.
    static boolean isHidden(JsonNode tree) {
        return is(tree, "deprecatedAndHidden");
    }

    private static ObjectInfo object(JsonNode tree, Set<String> keys, Deletes deletes) {
        var abilities = EnumSet.noneOf(Ability.class);
        if (is(tree, "queryable")) abilities.add(Ability.READ);
        if (deletes == Deletes.FEED || !ObjectTraits.of(tree).time().isEmpty()) {
            abilities.add(Ability.CHANGES);
        }
        if (is(tree, "createable")) abilities.add(Ability.CREATE);
        if (is(tree, "updateable")) abilities.add(Ability.UPDATE);
        if (is(tree, "deletable")) abilities.add(Ability.DELETE);
        return new ObjectInfo(
                text(tree, "name"),
                text(tree, "label"),
                is(tree, "custom"),
                abilities,
                keys,
                deletes);
    }

    /// The id itself is looked up by too, but an upsert by id is refused by collections.
    private static boolean isUpsertKey(JsonNode field) {
        boolean isId = text(field, "type").equals("id");
        return !isId && (is(field, "externalId") || is(field, "idLookup"));
    }

    private static FieldInfo field(JsonNode field) {
        String providerType = text(field, "type");
        FieldType type = type(providerType, field.path("length").intValue(0));
        int length = isText(type) ? field.path("length").intValue(0) : 0;
        return new FieldInfo(
                text(field, "name"),
                text(field, "label"),
                type,
                providerType,
                traits(field, providerType),
                length,
                references(field),
                choices(field),
                type == FieldType.REFERENCE ? text(field, "relationshipName") : "");
    }

    /// Types as the vendor's Object Reference lists them; what it may add later is read as text.
    private static FieldType type(String providerType, int length) {
        return switch (providerType) {
            case "textarea" -> length > LONG_TEXT ? FieldType.LONG_TEXT : FieldType.TEXT;
            case "email" -> FieldType.EMAIL;
            case "phone" -> FieldType.PHONE;
            case "url" -> FieldType.URL;
            case "boolean" -> FieldType.BOOLEAN;
            case "int", "long" -> FieldType.INTEGER;
            case "double", "percent" -> FieldType.DECIMAL;
            case "currency" -> FieldType.MONEY;
            case "date" -> FieldType.DATE;
            case "datetime" -> FieldType.DATE_TIME;
            case "time" -> FieldType.TIME;
            case "picklist", "combobox" -> FieldType.CHOICE;
            case "multipicklist" -> FieldType.CHOICES;
            case "reference" -> FieldType.REFERENCE;
            case "base64" -> FieldType.BINARY;
            case "address" -> FieldType.ADDRESS;
            case "location", "complexvalue" -> FieldType.JSON;
            default -> FieldType.TEXT;
        };
    }

    private static boolean isText(FieldType type) {
        return switch (type) {
            case TEXT, LONG_TEXT, EMAIL, PHONE, URL, CHOICE, CHOICES -> true;
            case INTEGER,
                    DECIMAL,
                    MONEY,
                    BOOLEAN,
                    DATE,
                    TIME,
                    DATE_TIME,
                    REFERENCE,
                    ADDRESS,
                    JSON,
                    BINARY ->
                    false;
        };
    }

    /// Compound fields are written by their parts, whatever their flags say.
    private static Set<Trait> traits(JsonNode field, String providerType) {
        boolean isCompound = providerType.equals("address") || providerType.equals("location");
        boolean creatable = is(field, "createable") && !isCompound;
        boolean updatable = is(field, "updateable") && !isCompound;
        boolean nullable = is(field, "nillable");
        var traits = EnumSet.noneOf(Trait.class);
        if (nullable) traits.add(Trait.NULLABLE);
        if (!creatable && !updatable) traits.add(Trait.READ_ONLY);
        if (creatable && !updatable) traits.add(Trait.CREATE_ONLY);
        if (creatable && !nullable && !is(field, "defaultedOnCreate")) traits.add(Trait.REQUIRED);
        if (is(field, "unique")) traits.add(Trait.UNIQUE);
        if (providerType.equals("id")) traits.add(Trait.KEY);
        if (is(field, "custom")) traits.add(Trait.CUSTOM);
        if (is(field, "sortable")) traits.add(Trait.SORTABLE);
        if (is(field, "filterable")) traits.add(Trait.FILTERABLE);
        if (is(field, "restrictedPicklist")) traits.add(Trait.RESTRICTED);
        return traits;
    }

    private static List<String> references(JsonNode field) {
        var names = new ArrayList<String>();
        field.path("referenceTo").forEach(name -> names.add(name.stringValue("")));
        return names;
    }

    private static List<Choice> choices(JsonNode field) {
        var choices = new ArrayList<Choice>();
        for (JsonNode value : field.path("picklistValues")) {
            if (!value.path("active").booleanValue(true)) continue;
            String name = text(value, "value");
            choices.add(new Choice(name, value.path("label").stringValue(name)));
        }
        return choices;
    }

    private static boolean is(JsonNode tree, String flag) {
        return tree.path(flag).booleanValue(false);
    }

    private static String text(JsonNode tree, String member) {
        return tree.path(member).stringValue("");
    }
}
