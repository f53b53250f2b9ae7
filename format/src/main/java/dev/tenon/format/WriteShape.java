package dev.tenon.format;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Reads one object of `write.objects`.
final class WriteShape {
    private static final Duration LONGEST_DELAY = Duration.ofHours(1);
    private static final Duration USUAL_DELAY = Duration.ofSeconds(5);

    private final Notes notes;
    private final @Nullable Read read;

    WriteShape(Notes notes, @Nullable Read read) {
        this.notes = notes;
        this.read = read;
    }

    WriteObject read(Fields fields) {
        String objectName = fields.requiredText("objectName", "objectName: contact");
        boolean inherits = fields.flag("inheritMapping", false);
        Fields defaults = fields.object("valueDefaults");
        boolean anyFields = defaults != null && defaults.flag("allowAnyFields", false);
        if (defaults != null) defaults.done();
        String externalIdField = fields.text("externalIdField");
        WriteObject.Batch batch = batch(fields.object("batch"));
        fields.done();
        if (inherits && !isRead(objectName)) {
            notes.warning(
                    fields.placeOf("inheritMapping"),
                    "no-read-object",
                    "There is no read object \"%s\" whose mapping could be inherited."
                            .formatted(objectName),
                    "Add it to read.objects, or remove inheritMapping.");
        }
        return new WriteObject(objectName, inherits, anyFields, externalIdField, batch);
    }

    private boolean isRead(String name) {
        if (read == null) return false;
        return read.objects().stream()
                .anyMatch(each ->
                        each.objectName().equalsIgnoreCase(name)
                                || each.mappedName().equalsIgnoreCase(name));
    }

    private WriteObject.@Nullable Batch batch(@Nullable Fields fields) {
        if (fields == null) return null;
        Duration maxDelay = fields.span("maxDelay");
        Long maxRecords = fields.number("maxRecords", 1, WriteObject.Batch.MOST);
        fields.done();
        if (maxDelay != null && maxDelay.compareTo(LONGEST_DELAY) > 0) {
            notes.error(
                    fields.placeOf("maxDelay"),
                    "out-of-range",
                    "A write cannot wait for %s.".formatted(Span.write(maxDelay)),
                    "Write at most 1h.");
        }
        return new WriteObject.Batch(
                maxDelay == null ? USUAL_DELAY : maxDelay,
                maxRecords == null ? WriteObject.Batch.MOST : maxRecords.intValue());
    }
}
