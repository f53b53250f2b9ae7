package dev.tenon.server.tenant;

import java.util.Collection;

/// A group's numbers in the database: the first two columns of every table of tenants' data.
public record GroupId(ProjectId project, long number) {
    /// The first column.
    public int projectNumber() {
        return project.number();
    }

    /// The second columns of several, for `group_id = any(?)`.
    public static Long[] numbers(Collection<GroupId> groups) {
        return groups.stream().map(GroupId::number).distinct().toArray(Long[]::new);
    }
}
