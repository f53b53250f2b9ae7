package dev.tenon.server.tenant;

/// A group's numbers in the database: the first two columns of every table of tenants' data.
public record GroupId(ProjectId project, long number) {
    /// The first column.
    public int projectNumber() {
        return project.number();
    }
}
