package dev.tenon.format;

import org.jspecify.annotations.Nullable;

/// Where the changes of an object go, and how.
///
/// @param destination the name of a destination of the project; without one the records go to the
///   store only
/// @param mode delivered at once, or kept until asked for
/// @param pageSize records in one message, with [Mode#ON_REQUEST] only
public record Delivery(@Nullable String destination, Mode mode, @Nullable Integer pageSize) {
    /// To the store only.
    public static final Delivery STORE_ONLY = new Delivery(null, Mode.AUTO, null);

    /// The smallest and the largest page.
    public static final int MIN_PAGE = 50;

    /// See [#MIN_PAGE].
    public static final int MAX_PAGE = 500;

    /// Checks that a page size stands where it belongs.
    public Delivery {
        if ((pageSize != null) != (mode == Mode.ON_REQUEST)) {
            throw new IllegalArgumentException("pageSize " + pageSize + " with " + mode);
        }
    }

    /// The same delivery to another destination.
    public Delivery to(@Nullable String other) {
        return new Delivery(other, mode, pageSize);
    }

    /// When messages are sent.
    public enum Mode {
        /// As soon as records arrive.
        AUTO("auto"),
        /// When the product asks for the next page.
        ON_REQUEST("onRequest");

        private final String word;

        Mode(String word) {
            this.word = word;
        }

        /// As the manifest spells it.
        public String word() {
            return word;
        }
    }
}
