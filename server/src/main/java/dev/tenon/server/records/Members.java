package dev.tenon.server.records;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Finds the members of one JSON object after another. The records of a dataset have much the same
/// members in the same order, so that a name is compared with the one that stood there last before
/// it is read. For use by one thread.
final class Members {
    private final Function<String, byte[]> shown;
    private final List<Member> order = new ArrayList<>();
    private final Map<String, Member> known = new HashMap<>();
    private int turn;

    /// @param shown what is written before a member's value, by its name; empty to leave it out
    Members(Function<String, byte[]> shown) {
        this.shown = shown;
    }

    /// Hands each member of an object to `each`, in order.
    void read(byte[] json, Consumer<Member> each) {
        turn++;
        var scan = new JsonScan(json, 0, json.length);
        scan.expect('{');
        if (scan.peek() == '}') return;
        int position = 0;
        do {
            Member member = member(scan, position++);
            scan.peek();
            member.from = scan.at();
            scan.value();
            member.to = scan.at();
            member.turn = turn;
            each.accept(member);
        } while (scan.comma());
    }

    /// A member of the object that was read last.
    @Nullable Member get(String name) {
        Member member = known.get(name);
        return member != null && member.turn == turn ? member : null;
    }

    private Member member(JsonScan scan, int position) {
        if (position < order.size() && scan.string(order.get(position).raw)) {
            scan.expect(':');
            return order.get(position);
        }
        scan.peek();
        int from = scan.at() + 1;
        boolean escaped = scan.string();
        String raw = scan.text(from, scan.at() - 1);
        scan.expect(':');
        String name = escaped ? Unescape.text(raw) : raw;
        Member member =
                known.computeIfAbsent(
                        name, _ -> new Member(JsonBytes.utf8(raw), shown.apply(name)));
        if (position < order.size()) {
            order.set(position, member);
        } else {
            order.add(member);
        }
        return member;
    }

    /// A member, and where its value is in the object that was read last.
    static final class Member {
        private final byte[] raw;
        private final byte[] shown;
        private int turn;
        private int from;
        private int to;

        private Member(byte[] raw, byte[] shown) {
            this.raw = raw;
            this.shown = shown;
        }

        byte[] shown() {
            return shown;
        }

        int from() {
            return from;
        }

        int to() {
            return to;
        }
    }
}
