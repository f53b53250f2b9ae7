package dev.tenon.sandbox.salesforce.store;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Another seed, kept only in every tenth row, the first excepted.
record Sparse(Seed whole) implements Seed {
    @Override
    public @Nullable Object of(int row) {
        return keeps(row) ? whole.of(row) : null;
    }

    @Override
    public int @Nullable [] rowsWith(Object value, int rows) {
        int[] all = whole.rowsWith(value, rows);
        return all == null ? null : IntStream.of(all).filter(Sparse::keeps).toArray();
    }

    private static boolean keeps(int row) {
        return row > 0 && row % 10 == 0;
    }
}
