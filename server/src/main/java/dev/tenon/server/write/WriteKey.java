package dev.tenon.server.write;

import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.ProjectId;
import java.util.UUID;

/// One queue: the writes of one object of one installation.
///
/// @param object the provider's name
record WriteKey(GroupId group, UUID installation, String object) {
    /// As one text, for the name of a job.
    String text() {
        return group.projectNumber() + "/" + group.number() + "/" + installation + "/" + object;
    }

    /// What [#text] gave.
    static WriteKey parse(String text) {
        String[] parts = text.split("/", 4);
        var project = new ProjectId(Integer.parseInt(parts[0]));
        return new WriteKey(
                new GroupId(project, Long.parseLong(parts[1])),
                UUID.fromString(parts[2]),
                parts[3]);
    }
}
