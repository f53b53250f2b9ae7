package dev.tenon.format;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What happens to one field when a record is written.
///
/// @param value taken when the write leaves the field out: a JSON string, integer or boolean
/// @param onCreate whether the field is sent with a new record
/// @param onUpdate whether the field is sent with a changed record
public record WriteField(@Nullable JsonNode value, OnCreate onCreate, OnUpdate onUpdate) {
    /// Whether a field is sent with a new record.
    public enum OnCreate {
        /// It is.
        ALWAYS("always"),
        /// It is left out.
        NEVER("never");

        private final String word;

        OnCreate(String word) {
            this.word = word;
        }

        /// As the config spells it.
        public String word() {
            return word;
        }
    }

    /// Whether a field is sent with a changed record.
    public enum OnUpdate {
        /// It is.
        ALWAYS("always"),
        /// It is left out.
        NEVER("never"),
        /// Only when the provider's field is empty.
        IF_EMPTY("ifEmpty");

        private final String word;

        OnUpdate(String word) {
            this.word = word;
        }

        /// As the config spells it.
        public String word() {
            return word;
        }
    }
}
