package dev.tenon.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Reads what was chosen for one object that is read.
final class ReadChoiceShape {
    private final Notes notes;

    ReadChoiceShape(Notes notes) {
        this.notes = notes;
    }

    ReadChoice read(String name, Fields fields) {
        String objectName = fields.text("objectName");
        return new ReadChoice(
                objectName == null ? name : objectName,
                fields.schedule("schedule"),
                fields.text("destination"),
                fields.flag("disabled", false),
                fieldChoice(fields),
                backfill(fields.object("backfill")),
                filters(fields),
                new StorageShape(notes).readChoice(fields));
    }

    private FieldChoice fieldChoice(Fields fields) {
        return new FieldChoice(
                selected(fields.object("selectedFields")),
                "all".equals(fields.word("selectedFieldsAuto", Map.of("all", "all"))),
                texts(fields.object("selectedFieldMappings")),
                valueMappings(fields.object("selectedValueMappings")),
                menu(fields));
    }

    private Map<String, Boolean> selected(@Nullable Fields fields) {
        var selected = new LinkedHashMap<String, Boolean>();
        if (fields == null) return selected;
        for (Written.Entry entry : fields.entries()) {
            Boolean flag = fields.flag(entry.key());
            if (flag != null) selected.put(entry.key(), flag);
        }
        return selected;
    }

    /// An empty text is a choice taken back.
    private Map<String, String> texts(@Nullable Fields fields) {
        var texts = new LinkedHashMap<String, String>();
        if (fields == null) return texts;
        for (Written.Entry entry : fields.entries()) {
            boolean empty = entry.value() instanceof Written.Text text && text.text().isBlank();
            String text = empty ? null : fields.text(entry.key());
            if (text != null) texts.put(entry.key(), text);
        }
        return texts;
    }

    private Map<String, Map<String, String>> valueMappings(@Nullable Fields fields) {
        var mappings = new LinkedHashMap<String, Map<String, String>>();
        if (fields == null) return mappings;
        for (Written.Entry entry : fields.entries()) {
            mappings.put(entry.key(), texts(Fields.of(entry.value(), notes)));
        }
        return mappings;
    }

    private List<FieldChoice.DynamicMapping> menu(Fields object) {
        var menu = new ArrayList<FieldChoice.DynamicMapping>();
        for (Written item : object.list("dynamicMappingsInput")) {
            Fields fields = Fields.of(item, notes);
            menu.add(
                    new FieldChoice.DynamicMapping(
                            fields.requiredText("mapToName", "\"mapToName\": \"tier\""),
                            fields.text("mapToDisplayName"),
                            fields.text("prompt"),
                            fields.text("fieldName"),
                            values(fields)));
            fields.done();
        }
        return menu;
    }

    private List<FieldChoice.MappedValue> values(Fields mapping) {
        var values = new ArrayList<FieldChoice.MappedValue>();
        for (Written item : mapping.list("mappedValues")) {
            Fields fields = Fields.of(item, notes);
            values.add(
                    new FieldChoice.MappedValue(
                            fields.requiredText("mappedValue", "\"mappedValue\": \"gold\""),
                            fields.text("mappedDisplayValue")));
            fields.done();
        }
        return values;
    }

    private ReadChoice.@Nullable BackfillChoice backfill(@Nullable Fields fields) {
        if (fields == null) return null;
        Fields period = fields.object("defaultPeriod");
        var choice =
                new ReadChoice.BackfillChoice(
                        period == null ? null : BackfillShape.period(period, notes),
                        filters(fields));
        fields.done();
        return choice;
    }

    private List<Filter> filters(Fields object) {
        var filters = new ArrayList<Filter>();
        for (Written item : object.list("fieldFilters")) {
            Fields fields = Fields.of(item, notes);
            String fieldName = fields.requiredText("fieldName", "\"fieldName\": \"stage\"");
            fields.word("operator", Map.of("eq", Filter.Operator.EQ));
            if (!fields.has("operator")) fields.missing("operator", "\"operator\": \"eq\"");
            Written value = fields.any("value");
            if (value == null) fields.missing("value", "\"value\": \"open\"");
            else filters.add(new Filter(fieldName, Filter.Operator.EQ, scalar(value)));
            fields.done();
        }
        return filters;
    }

    private JsonNode scalar(Written value) {
        return switch (value) {
            case Written.Text _, Written.Whole _, Written.Fraction _, Written.Flag _ ->
                    WrittenJson.of(value);
            case Written.Nothing _, Written.Tree _, Written.Row _ -> {
                WrongType.note(value, "text, a number, true or false", "Write one value.", notes);
                yield JsonNodeFactory.instance.nullNode();
            }
        };
    }
}
