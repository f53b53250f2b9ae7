package dev.tenon.sandbox.salesforce.schema;

import dev.tenon.sandbox.web.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// What discovery answers about objects, seen by one user.
public final class Describe {
    private final Schema schema;
    private final Visibility visibility;
    private final String dataUrl;

    /// Describes `schema` to a user; `dataUrl` is such as `/services/data/v60.0`.
    public Describe(Schema schema, Visibility visibility, String dataUrl) {
        this.schema = schema;
        this.visibility = visibility;
        this.dataUrl = dataUrl;
    }

    /// All objects, as `GET /sobjects` answers.
    public ObjectNode all() {
        var answer = Json.object();
        answer.put("encoding", "UTF-8").put("maxBatchSize", 200);
        var objects = answer.putArray("sobjects");
        for (ObjectType object : schema.objects()) {
            ObjectNode node = objects.addObject();
            flags(node, object);
            urls(node.putObject("urls"), object);
        }
        return answer;
    }

    /// One object with its fields and children.
    public ObjectNode one(ObjectType object) {
        ObjectNode node = Json.object();
        node.putArray("actionOverrides");
        flags(node, object);
        for (String name :
                List.of(
                        "defaultImplementation",
                        "extendedBy",
                        "extendsInterfaces",
                        "implementedBy",
                        "implementsInterfaces",
                        "listviewable",
                        "lookupLayoutable",
                        "networkScopeFieldName")) {
            node.putNull(name);
        }
        node.put("compactLayoutable", true).put("searchLayoutable", !object.isCustom());
        node.put("sobjectDescribeOption", "FULL");
        node.putArray("namedLayoutInfos");
        node.putArray("supportedScopes");
        var children = node.putArray("childRelationships");
        for (Schema.Child child : schema.children(object)) children.add(child(child));
        var fields = node.putArray("fields");
        for (Field field : object.fields()) {
            Visibility.Level level = visibility.level(object.name(), field);
            if (level != Visibility.Level.HIDDEN) {
                fields.add(DescribeField.of(field, level == Visibility.Level.READ_ONLY));
            }
        }
        recordType(node, object);
        urls(node.putObject("urls"), object);
        return node;
    }

    private static void flags(ObjectNode node, ObjectType object) {
        boolean written = object.isWritable();
        boolean standard = !object.isCustom();
        node.put("activateable", false);
        node.putNull("associateEntityType").putNull("associateParentEntity");
        node.put("createable", written).put("custom", object.isCustom());
        node.put("customSetting", false).put("deepCloneable", false);
        node.put("deletable", written).put("deprecatedAndHidden", false);
        node.put("feedEnabled", standard).put("hasSubtypes", false);
        node.put("isInterface", false).put("isSubtype", false);
        node.put("keyPrefix", object.title().prefix()).put("label", object.title().label());
        node.put("labelPlural", object.title().plural()).put("layoutable", true);
        node.put("mergeable", standard && written).put("mruEnabled", standard);
        node.put("name", object.name()).put("queryable", true);
        node.put("replicateable", true).put("retrieveable", true);
        node.put("searchable", standard).put("triggerable", written);
        node.put("undeletable", written).put("updateable", written);
    }

    private static ObjectNode child(Schema.Child child) {
        var node = Json.object();
        node.put("cascadeDelete", false).put("childSObject", child.object().name());
        node.put("deprecatedAndHidden", false).put("field", child.field().name());
        node.putArray("junctionIdListNames");
        node.putArray("junctionReferenceTo");
        node.put("relationshipName", child.relationship()).put("restrictedDelete", false);
        return node;
    }

    private void recordType(ObjectNode node, ObjectType object) {
        String id = "012000000000000AAA";
        var type = node.putArray("recordTypeInfos").addObject();
        type.put("active", true).put("available", true).put("defaultRecordTypeMapping", true);
        type.put("developerName", "Master").put("master", true).put("name", "Master");
        type.put("recordTypeId", id);
        type.putObject("urls").put("layout", url(object) + "/describe/layouts/" + id);
    }

    private void urls(ObjectNode node, ObjectType object) {
        node.put("sobject", url(object)).put("describe", url(object) + "/describe");
        node.put("rowTemplate", url(object) + "/{ID}");
    }

    private String url(ObjectType object) {
        return dataUrl + "/sobjects/" + object.name();
    }
}
