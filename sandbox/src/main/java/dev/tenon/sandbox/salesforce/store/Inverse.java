package dev.tenon.sandbox.salesforce.store;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Seeds that know which rows hold a value, so that a lookup needs no scan.
final class Inverse {
    /// Null everywhere.
    static final Seed NOTHING =
            new Seed() {
                @Override
                public @Nullable Object of(int row) {
                    return null;
                }

                @Override
                public int[] rowsWith(Object value, int rows) {
                    return new int[0];
                }
            };

    private Inverse() {}

    /// `letters` and the row's number, counted from 1, such as `P-0000042`.
    static Seed numbered(String letters) {
        return new Seed() {
            @Override
            public Object of(int row) {
                String digits = Integer.toString(row + 1);
                return letters + "0000000".substring(Math.min(7, digits.length())) + digits;
            }

            @Override
            public int[] rowsWith(Object value, int rows) {
                String text = value.toString();
                if (!text.regionMatches(true, 0, letters, 0, letters.length())) return new int[0];
                try {
                    int row = Integer.parseInt(text.substring(letters.length())) - 1;
                    boolean same =
                            row >= 0
                                    && row < rows
                                    && text.equalsIgnoreCase(String.valueOf(of(row)));
                    return same ? new int[] {row} : new int[0];
                } catch (NumberFormatException notOurs) {
                    return new int[0];
                }
            }
        };
    }

    /// The id of a record of another table of `targets` rows; about one row in `gap` has none. The
    /// rows of one target are `targets` apart.
    static Seed reference(String prefix, String pod, int targets, int gap) {
        return new Seed() {
            @Override
            public @Nullable Object of(int row) {
                if (targets == 0 || row % gap == gap - 1) return null;
                return RecordId.of(prefix, pod, row % targets);
            }

            @Override
            public int[] rowsWith(Object value, int rows) {
                String id = RecordId.full(value.toString());
                if (id == null || targets == 0 || !id.startsWith(prefix + pod + "0"))
                    return new int[0];
                int target = RecordId.number(id);
                if (target < 0 || target >= targets || target >= rows) return new int[0];
                int last = (rows - 1 - target) / targets;
                return IntStream.rangeClosed(0, last)
                        .map(step -> target + step * targets)
                        .filter(row -> row % gap != gap - 1)
                        .toArray();
            }
        };
    }
}
