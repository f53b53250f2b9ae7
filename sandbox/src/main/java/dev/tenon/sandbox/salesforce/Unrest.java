package dev.tenon.sandbox.salesforce;

import dev.tenon.sandbox.salesforce.schema.Field;
import dev.tenon.sandbox.salesforce.schema.Flag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// What people and administrators of an org do all day, at random: records come, change, go and
/// come back, and so do four custom fields of text, `Extra_1__c` to `Extra_4__c`. For use by one
/// thread.
public final class Unrest {
    private static final int FIELDS = 4;
    private static final List<String> TEXTS = List.of("string", "textarea", "phone", "url");

    private final OrgDesk desk;
    private final String object;
    private final SplittableRandom random;

    Unrest(OrgDesk desk, String object, long seed) {
        this.desk = desk;
        this.object = object;
        this.random = new SplittableRandom(seed);
    }

    /// What may happen. A type changes between those of text, so that values stay.
    public enum Kind {
        INSERT,
        UPDATE,
        DELETE,
        UNDELETE,
        ADD_FIELD,
        REMOVE_FIELD,
        RELABEL_FIELD,
        RETYPE_FIELD;

        /// As in JSON, such as `add-field`.
        public String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /// The kind of a name.
        ///
        /// @throws IllegalArgumentException when there is none, naming those that there are
        public static Kind named(String wireName) {
            return Arrays.stream(values())
                    .filter(kind -> kind.wireName().equals(wireName))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException(
                                    "there is no kind \""
                                            + wireName
                                            + "\"; there are "
                                            + Arrays.stream(values())
                                                    .map(Kind::wireName)
                                                    .toList()));
        }
    }

    /// Something that happened.
    ///
    /// @param what the record's id or the field's name
    public record Step(Kind kind, String what) {}

    /// Fewer steps happen than were asked for where there is nothing to do them to.
    List<Step> happen(int steps, Set<Kind> kinds) {
        var happened = new ArrayList<Step>();
        List<Kind> choice = kinds.stream().sorted().toList();
        for (int step = 0; step < steps; step++) {
            Kind kind = choice.get(random.nextInt(choice.size()));
            happen(kind).ifPresent(what -> happened.add(new Step(kind, what)));
        }
        return happened;
    }

    private Optional<String> happen(Kind kind) {
        return switch (kind) {
            case INSERT -> Optional.of(desk.insert(object, newcomer()));
            case UPDATE -> {
                Optional<String> id = desk.any(object, false, random);
                id.ifPresent(one -> desk.change(object, one, change()));
                yield id;
            }
            case DELETE -> {
                Optional<String> id = desk.any(object, false, random);
                id.ifPresent(one -> desk.delete(object, one));
                yield id;
            }
            case UNDELETE -> {
                Optional<String> id = desk.any(object, true, random);
                id.ifPresent(one -> desk.undelete(object, one));
                yield id;
            }
            case ADD_FIELD -> {
                Optional<String> name = extra(false);
                name.ifPresent(one -> desk.addField(object, one, "string"));
                yield name;
            }
            case REMOVE_FIELD -> {
                Optional<String> name = extra(true);
                name.ifPresent(one -> desk.removeField(object, one));
                yield name;
            }
            case RELABEL_FIELD -> {
                Optional<String> name = extra(true);
                name.ifPresent(one -> desk.relabelField(object, one, text("Label")));
                yield name;
            }
            case RETYPE_FIELD -> {
                Optional<String> name = extra(true);
                String type = TEXTS.get(random.nextInt(TEXTS.size()));
                name.ifPresent(one -> desk.retypeField(object, one, type));
                yield name;
            }
        };
    }

    /// One of the custom fields that is there, or one that is not.
    private Optional<String> extra(boolean isThere) {
        var names = new ArrayList<String>();
        for (int number = 1; number <= FIELDS; number++) {
            String name = "Extra_" + number + "__c";
            if ((desk.type(object).field(name) != null) == isThere) names.add(name);
        }
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(names.get(random.nextInt(names.size())));
    }

    private Map<String, Object> newcomer() {
        var fields = new LinkedHashMap<String, Object>();
        for (Field field : desk.type(object).fields()) {
            boolean needed =
                    field.is(Flag.REQUIRED)
                            && field.is(Flag.CREATEABLE)
                            && !field.is(Flag.DEFAULTED);
            if (needed) fields.put(field.name(), value(field));
        }
        change().forEach(fields::putIfAbsent);
        return fields;
    }

    private Object value(Field field) {
        return switch (field.type()) {
            case DATE -> "2026-0" + random.nextInt(1, 10) + "-15";
            case DATETIME -> "2026-0" + random.nextInt(1, 10) + "-15T08:00:00Z";
            case BOOLEAN -> random.nextBoolean();
            case INT, DOUBLE, CURRENCY, PERCENT -> random.nextInt(1_000);
            case PICKLIST, MULTIPICKLIST ->
                    field.values().get(random.nextInt(field.values().size()));
            case EMAIL -> "p" + random.nextInt(1_000) + "@example.com";
            case REFERENCE, ID, ADDRESS, STRING, TEXTAREA, PHONE, URL -> text("Made");
        };
    }

    /// One to three fields of text get another value; now and then none.
    private Map<String, @Nullable Object> change() {
        List<Field> free = desk.type(object).fields().stream().filter(Unrest::isFree).toList();
        var fields = new LinkedHashMap<String, @Nullable Object>();
        for (int turn = 0; turn <= random.nextInt(3); turn++) {
            Field field = free.get(random.nextInt(free.size()));
            boolean empties = !field.is(Flag.REQUIRED) && random.nextInt(8) == 0;
            fields.put(field.name(), empties ? null : text("Text"));
        }
        return fields;
    }

    private static boolean isFree(Field field) {
        boolean isText =
                switch (field.type()) {
                    case STRING, TEXTAREA, PHONE, URL -> true;
                    case ID,
                            EMAIL,
                            BOOLEAN,
                            INT,
                            DOUBLE,
                            CURRENCY,
                            PERCENT,
                            DATE,
                            DATETIME,
                            PICKLIST,
                            MULTIPICKLIST,
                            REFERENCE,
                            ADDRESS ->
                            false;
                };
        return isText && field.is(Flag.UPDATEABLE) && !field.isIndexed();
    }

    private String text(String word) {
        return word + " " + random.nextInt(1_000_000);
    }
}
