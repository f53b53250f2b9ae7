package dev.tenon.format;

/// An integration as it is deployed now.
///
/// @param revisionNumber of the revision in force
public record DeployedIntegration(String name, int revisionNumber, Integration integration) {}
