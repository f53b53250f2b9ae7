package dev.tenon.format;

import java.util.List;

/// What somebody wrote, as a tree that knows its places. Made of YAML or of JSON.
sealed interface Written {
    Place place();

    /// What a person calls it, for messages.
    String kind();

    /// Keys and values, in the order written; keys are unique.
    record Tree(Place place, List<Entry> entries) implements Written {
        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /// One key of a tree and its value; the place is the key's.
    record Entry(String key, Place place, Written value) {}

    /// A list.
    record Row(Place place, List<Written> items) implements Written {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /// A piece of text.
    record Text(Place place, String text) implements Written {
        @Override
        public String kind() {
            return "text";
        }
    }

    /// A number without a fraction that fits a long.
    record Whole(Place place, long number) implements Written {
        @Override
        public String kind() {
            return "a number";
        }
    }

    /// Any other number.
    record Fraction(Place place, double number) implements Written {
        @Override
        public String kind() {
            return "not a whole number";
        }
    }

    /// True or false.
    record Flag(Place place, boolean flag) implements Written {
        @Override
        public String kind() {
            return "true or false";
        }
    }

    /// No value at all.
    record Nothing(Place place) implements Written {
        @Override
        public String kind() {
            return "nothing";
        }
    }
}
