package dev.tenon.connectors.json;

import java.util.Arrays;

/// Tells what a member of a record is for. Providers spell the members of every record of a reply
/// in one order, so that each is first compared with the one that stood there before. For use by
/// one thread.
final class MemberRoles {
    /// Beyond this many members each is read.
    private static final int MOST = 2_000;

    private final RecordShape shape;
    private final byte[] id;
    private final byte[] modified;
    private byte[][] names = new byte[64][];
    private Role[] roles = new Role[64];

    MemberRoles(RecordShape shape) {
        this.shape = shape;
        this.id = JsonSteps.bytes(shape.id());
        this.modified = JsonSteps.bytes(shape.modified());
    }

    /// Steps over a member's name and the colon after it.
    ///
    /// @param place how many members came before
    Role next(int place, JsonSteps steps) {
        if (place < names.length) {
            byte[] name = names[place];
            if (name != null && steps.stepIf(name)) return roles[place];
        }
        steps.peek();
        int from = steps.at();
        steps.string();
        Role role = role(steps);
        steps.step(':');
        if (place < MOST) remember(place, steps.since(from), role);
        return role;
    }

    private Role role(JsonSteps steps) {
        if (steps.isText(shape.id(), id)) return Role.ID;
        return steps.isText(shape.modified(), modified) ? Role.MODIFIED : Role.OTHER;
    }

    private void remember(int place, byte[] name, Role role) {
        if (place >= names.length) {
            names = Arrays.copyOf(names, place * 2);
            roles = Arrays.copyOf(roles, place * 2);
        }
        names[place] = name;
        roles[place] = role;
    }

    /// What a member of a record is for.
    enum Role {
        ID,
        MODIFIED,
        OTHER
    }
}
