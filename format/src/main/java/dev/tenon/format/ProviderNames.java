package dev.tenon.format;

import java.util.List;

/// The providers that a manifest may name.
public interface ProviderNames {
    /// Whether this is a provider's name or another known spelling of one; case matters.
    boolean knows(String name);

    /// The names most like this one, best first; perhaps none.
    List<String> nearest(String name);

    /// The provider's own name for one of its spellings; the argument itself when unknown.
    String canonical(String name);
}
