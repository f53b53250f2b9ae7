package dev.tenon.format;

/// Whether calls may be passed through to the provider.
///
/// @param useModule below the module's own address instead of the provider's
public record Proxy(boolean enabled, boolean useModule) {}
