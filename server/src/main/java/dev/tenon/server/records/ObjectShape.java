package dev.tenon.server.records;

import dev.tenon.format.EffectiveFields;
import dev.tenon.format.EffectiveRead;
import dev.tenon.format.Nearest;
import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.FieldInfo.FieldType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// One object of an installation against what its connection really has: which fields are kept, how
/// the product sees them, and which wanted fields are not there.
///
/// @param selection the fields to read and keep
/// @param view how the product sees them
/// @param spellings how the manifest spells a field, by the provider's spelling
/// @param index the provider's names of the fields that get an index slot
/// @param missingRequired wanted, required, and not there: the object cannot be read
/// @param missingOptional wanted and not there
public record ObjectShape(
        Selection selection,
        View view,
        Map<String, String> spellings,
        List<String> index,
        List<String> missingRequired,
        List<String> missingOptional) {

    /// Copies its collections.
    public ObjectShape {
        spellings = Map.copyOf(spellings);
        index = List.copyOf(index);
        missingRequired = List.copyOf(missingRequired);
        missingOptional = List.copyOf(missingOptional);
    }

    /// Matches a config with a schema. Names are matched whatever their case.
    public static ObjectShape of(EffectiveRead read, ObjectSchema schema) {
        EffectiveFields wanted = read.fields();
        var there = new TreeMap<String, FieldInfo>(String.CASE_INSENSITIVE_ORDER);
        schema.fields().forEach(field -> there.put(field.name(), field));
        var types = new TreeMap<String, FieldType>();
        var spellings = new LinkedHashMap<String, String>();
        var missing = new TreeSet<String>();
        if (wanted.all()) schema.fields().forEach(field -> types.put(field.name(), field.type()));
        Stream.concat(wanted.names().stream(), wanted.mappings().values().stream())
                .forEach(name -> {
                    FieldInfo field = there.get(FieldPath.top(name));
                    if (field == null) {
                        missing.add(name);
                    } else {
                        types.put(field.name(), field.type());
                        spellings.putIfAbsent(field.name(), FieldPath.top(name));
                    }
                });
        List<String> required = missing.stream().filter(wanted.required()::contains).toList();
        List<String> optional = missing.stream().filter(name -> !required.contains(name)).toList();
        View view = view(read, types, there);
        return new ObjectShape(
                Selection.of(types, read.storage().keepRaw()),
                view,
                spellings,
                indexed(read, view),
                required,
                optional);
    }

    private static View view(
            EffectiveRead read, TreeMap<String, FieldType> types, Map<String, FieldInfo> there) {
        var mappings = new LinkedHashMap<String, String>();
        read.fields()
                .mappings()
                .forEach((product, name) -> {
                    FieldInfo field = there.get(FieldPath.top(name));
                    if (field == null) return;
                    mappings.put(product, FieldPath.of(name).withTop(field.name()).toString());
                });
        var values = new LinkedHashMap<String, Map<String, String>>();
        read.fields()
                .valueMappings()
                .forEach((name, map) -> {
                    FieldInfo field = there.get(FieldPath.top(name));
                    if (field != null) values.put(field.name(), map);
                });
        var names = new TreeSet<String>(types.keySet());
        names.addAll(mappings.keySet());
        return new View(
                read.mappedName(), types, mappings, values, name -> Nearest.to(name, names));
    }

    /// Index entries that the connection does not have are passed over: they are fields that each
    /// customer maps, and this one has not.
    private static List<String> indexed(EffectiveRead read, View view) {
        var fields = new ArrayList<String>();
        for (String name : read.storage().index()) {
            String mapped = view.mappings().getOrDefault(name, name);
            view.types().keySet().stream()
                    .filter(field -> field.equalsIgnoreCase(mapped))
                    .findFirst()
                    .filter(field -> !fields.contains(field))
                    .ifPresent(fields::add);
        }
        return fields;
    }
}
