package dev.tenon.sandbox.salesforce.schema;

import dev.tenon.sandbox.web.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// What describe says of one field.
final class DescribeField {
    private DescribeField() {}

    static ObjectNode of(Field field, boolean readOnly) {
        var node = Json.object();
        node.put("name", field.name()).put("label", field.label());
        node.put("type", field.type().wireName()).put("soapType", field.type().soapType());
        sizes(node, field);
        boolean indexed = field.is(Flag.ID_LOOKUP);
        node.put("createable", field.is(Flag.CREATEABLE) && !readOnly);
        node.put("updateable", field.is(Flag.UPDATEABLE) && !readOnly);
        node.put("nillable", !field.is(Flag.REQUIRED));
        node.put("defaultedOnCreate", field.is(Flag.DEFAULTED));
        node.put("calculated", field.is(Flag.CALCULATED)).put("custom", field.is(Flag.CUSTOM));
        node.put("autoNumber", field.is(Flag.AUTO_NUMBER))
                .put("idLookup", indexed || field.is(Flag.EXTERNAL_ID));
        node.put("externalId", field.is(Flag.EXTERNAL_ID)).put("unique", field.is(Flag.UNIQUE));
        node.put("nameField", field.is(Flag.NAME_FIELD));
        node.put("restrictedPicklist", field.is(Flag.RESTRICTED));
        node.put("permissionable", isPermissionable(field));
        String formula = field.shape().formula();
        node.put("calculatedFormula", formula.isEmpty() || !field.is(Flag.CUSTOM) ? null : formula);
        use(node, field);
        reference(node, field);
        values(node, field);
        constants(node, field);
        return node;
    }

    private static void sizes(ObjectNode node, Field field) {
        int length = field.shape().length();
        boolean wide = field.type().isText();
        node.put("length", length).put("byteLength", wide ? length * 3 : length);
        node.put("precision", field.type() == FieldType.INT ? 0 : field.shape().precision());
        node.put("digits", field.type() == FieldType.INT ? 9 : 0);
        node.put("scale", field.shape().scale());
    }

    private static void use(ObjectNode node, Field field) {
        node.put("filterable", field.isFilterable()).put("sortable", field.isFilterable());
        node.put("groupable", field.isGroupable());
        node.put("aggregatable", field.isFilterable() && field.type() != FieldType.BOOLEAN);
    }

    private static void reference(ObjectNode node, Field field) {
        Reference reference = field.reference();
        var to = node.putArray("referenceTo");
        if (reference != null) to.add(reference.to());
        node.put("relationshipName", reference == null ? null : reference.relationship());
    }

    private static void values(ObjectNode node, Field field) {
        var values = node.putArray("picklistValues");
        for (String value : field.values()) {
            var entry = values.addObject().put("active", true);
            entry.put(
                    "defaultValue",
                    field.is(Flag.DEFAULTED) && value.equals(field.values().getFirst()));
            entry.put("label", value).putNull("validFor").put("value", value);
        }
    }

    private static void constants(ObjectNode node, Field field) {
        for (String no :
                List.of(
                        "aiPredictionField",
                        "cascadeDelete",
                        "caseSensitive",
                        "dependentPicklist",
                        "deprecatedAndHidden",
                        "displayLocationInDecimal",
                        "encrypted",
                        "formulaTreatNullNumberAsZero",
                        "highScaleNumber",
                        "htmlFormatted",
                        "namePointing",
                        "polymorphicForeignKey",
                        "queryByDistance",
                        "restrictedDelete",
                        "searchPrefilterable",
                        "writeRequiresMasterRead")) {
            node.put(no, false);
        }
        for (String none :
                List.of(
                        "compoundFieldName",
                        "controllerName",
                        "defaultValueFormula",
                        "extraTypeInfo",
                        "filteredLookupInfo",
                        "inlineHelpText",
                        "mask",
                        "maskType",
                        "referenceTargetField",
                        "relationshipOrder")) {
            node.putNull(none);
        }
        if (field.type() == FieldType.BOOLEAN) node.put("defaultValue", false);
        else node.putNull("defaultValue");
    }

    private static boolean isPermissionable(Field field) {
        boolean system = !field.is(Flag.CREATEABLE) && !field.is(Flag.CALCULATED);
        return !system && !field.is(Flag.REQUIRED) && !field.is(Flag.NAME_FIELD);
    }
}
