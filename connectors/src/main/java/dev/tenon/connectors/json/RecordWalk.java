package dev.tenon.connectors.json;

import dev.tenon.connectors.json.MemberRoles.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One pass over one reply, from its first byte to its last.
final class RecordWalk {
    private final JsonSteps steps;
    private final RecordShape shape;
    private final MemberRoles roles;
    private final List<RecordPage.@Nullable Found> found = new ArrayList<>();
    private final Map<String, String> kept = new HashMap<>();

    RecordWalk(JsonSteps steps, RecordShape shape) {
        this.steps = steps;
        this.shape = shape;
        this.roles = new MemberRoles(shape);
    }

    RecordPage page(byte[] reply) {
        if (shape.array().isEmpty()) {
            if (steps.peek() != '[') throw expected("an array of records");
            elements(true);
        } else {
            if (steps.peek() != '{') throw expected("an object with records");
            envelope();
        }
        if (!steps.isOver()) throw expected("nothing after the end");
        return new RecordPage(reply, found, kept);
    }

    private void envelope() {
        boolean seen = false;
        steps.step('{');
        if (!steps.stepIf('}')) {
            do {
                steps.string();
                String name = steps.text();
                steps.step(':');
                seen |= name.equals(shape.array());
                member(name, steps.peek());
            } while (steps.stepIf(','));
            steps.step('}');
        }
        if (!seen) throw expected("a member called " + shape.array());
    }

    private void member(String name, byte first) {
        if (name.equals(shape.array())) {
            if (first != '[') throw expected("an array in " + name);
            elements(false);
        } else if (shape.kept().contains(name) && first != '{' && first != '[') {
            String value = steps.scalar();
            if (first != 'n') kept.put(name, value);
        } else {
            steps.value();
        }
    }

    private void elements(boolean nulls) {
        steps.step('[');
        if (steps.stepIf(']')) return;
        do {
            switch (steps.peek()) {
                case '{' -> found.add(one());
                case 'n' -> {
                    if (!nulls) throw expected("records, not null");
                    steps.value();
                    found.add(null);
                }
                default -> throw expected("records that are objects");
            }
        } while (steps.stepIf(','));
        steps.step(']');
    }

    private RecordPage.Found one() {
        int start = steps.at();
        String recordId = null;
        Instant changed = null;
        steps.step('{');
        if (!steps.stepIf('}')) {
            int place = 0;
            do {
                Role role = roles.next(place++, steps);
                if (role == Role.ID) {
                    if (steps.peek() != '"') throw expected("text in " + shape.id());
                    steps.string();
                    recordId = steps.text();
                } else if (role == Role.MODIFIED && steps.peek() == '"') {
                    steps.string();
                    changed = steps.moment();
                } else if (steps.peek() == '"') {
                    steps.string();
                } else {
                    steps.value();
                }
            } while (steps.stepIf(','));
            steps.step('}');
        }
        int end = steps.at();
        if (recordId == null || recordId.isEmpty()) throw expected("a record with " + shape.id());
        return new RecordPage.Found(recordId, changed, start, end - start);
    }

    private RuntimeException expected(String what) {
        return RecordPage.garbled(
                "The reply should hold " + what + ", but does not, at byte " + steps.at() + ".");
    }
}
