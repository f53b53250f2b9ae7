package dev.tenon.format;

import java.util.List;

/// A few providers for tests.
record SomeProviders(List<String> names) implements ProviderNames {
    static final SomeProviders FEW =
            new SomeProviders(List.of("salesforce", "hubspot", "snowflake", "google-calendar"));

    @Override
    public boolean knows(String name) {
        return names.contains(name);
    }

    @Override
    public List<String> nearest(String name) {
        return Nearest.to(name, names);
    }

    @Override
    public String canonical(String name) {
        return name;
    }

    /// Knows every name.
    static ProviderNames any() {
        return new ProviderNames() {
            @Override
            public boolean knows(String name) {
                return true;
            }

            @Override
            public List<String> nearest(String name) {
                return List.of();
            }

            @Override
            public String canonical(String name) {
                return name;
            }
        };
    }
}
