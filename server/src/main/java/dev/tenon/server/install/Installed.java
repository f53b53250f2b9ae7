package dev.tenon.server.install;

import dev.tenon.format.EffectiveConfig;
import dev.tenon.server.deploy.DeployedRevision;

/// An installation as it is in force: read at the start of each unit of work.
public record Installed(
        Installation installation, DeployedRevision revision, EffectiveConfig config) {}
