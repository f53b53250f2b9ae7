package dev.tenon.server.records;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Puts the members of objects in the order of their names' bytes after they were written. Costs
/// nothing but a comparison each when they come in order; of two with one name the later stays. For
/// use by one thread at a time.
final class MemberOrder {
    private static final int PARTS = 3;

    private final JsonBytes out;
    private int[] marks = new int[PARTS * 32];
    private int used;
    private boolean[] unsorted = new boolean[8];
    private int depth;

    MemberOrder(JsonBytes out) {
        this.out = out;
    }

    void reset() {
        used = 0;
        depth = 0;
    }

    /// Begins an object; its members are added and ended under what this returns.
    int begin() {
        if (depth == unsorted.length) unsorted = Arrays.copyOf(unsorted, depth * 2);
        unsorted[depth++] = false;
        return used;
    }

    /// Takes the member that was just written, from `begin` to the end of what is written.
    ///
    /// @param nameEnd where its name ends
    void add(int first, int begin, int nameEnd) {
        if (used + PARTS > marks.length) marks = Arrays.copyOf(marks, marks.length * 2);
        marks[used] = begin;
        marks[used + 1] = nameEnd;
        marks[used + 2] = out.size();
        if (used > first && compare(used - PARTS, used) >= 0) unsorted[depth - 1] = true;
        used += PARTS;
    }

    /// Ends an object whose last member has just been written.
    void end(int first) {
        if (unsorted[--depth]) rearrange(first);
        used = first;
    }

    private void rearrange(int first) {
        int from = marks[first];
        byte[] written = Arrays.copyOfRange(out.array(), from, out.size());
        int[] order =
                IntStream.iterate(first, mark -> mark < used, mark -> mark + PARTS)
                        .boxed()
                        .sorted(Comparator.reverseOrder())
                        .sorted(this::compare)
                        .mapToInt(mark -> mark)
                        .toArray();
        out.cut(from);
        for (int i = 0; i < order.length; i++) {
            int mark = order[i];
            if (i > 0 && sameName(written, from, order[i - 1], mark)) continue;
            if (out.size() > from) out.write(',');
            out.write(written, marks[mark] - from, marks[mark + 2] - marks[mark]);
        }
    }

    private int compare(int left, int right) {
        byte[] bytes = out.array();
        return Arrays.compareUnsigned(
                bytes,
                marks[left] + 1,
                marks[left + 1] - 1,
                bytes,
                marks[right] + 1,
                marks[right + 1] - 1);
    }

    private boolean sameName(byte[] written, int from, int left, int right) {
        return Arrays.equals(
                written,
                marks[left] - from,
                marks[left + 1] - from,
                written,
                marks[right] - from,
                marks[right + 1] - from);
    }
}
