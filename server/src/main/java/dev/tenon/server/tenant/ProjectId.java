package dev.tenon.server.tenant;

/// A project's number in the database.
public record ProjectId(int number) {}
