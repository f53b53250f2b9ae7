package dev.tenon.server.records;

import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.ProjectId;

/// The records of one object in one installation.
public record DatasetId(GroupId group, long number) {
    /// As one text, for the name of a job.
    public String text() {
        return group.projectNumber() + "/" + group.number() + "/" + number;
    }

    /// What [#text] gave.
    public static DatasetId parse(String text) {
        String[] parts = text.split("/", -1);
        return new DatasetId(
                new GroupId(new ProjectId(Integer.parseInt(parts[0])), Long.parseLong(parts[1])),
                Long.parseLong(parts[2]));
    }
}
