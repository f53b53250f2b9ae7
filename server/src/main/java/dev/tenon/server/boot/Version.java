package dev.tenon.server.boot;

import picocli.CommandLine.IVersionProvider;

/// What `tenon --version` says.
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"Tenon " + (version == null ? "from source" : version)};
    }
}
