package dev.tenon.server.vault;

import dev.tenon.server.tenant.ProjectId;

/// A sign-in that somebody has begun, be it over or not. Found by its state, which nobody can
/// guess.
///
/// @param page the origin of the page that it began at, such as `https://app.example.com`; empty
///   where none is known
/// @param isOpen whether it may still be ended
public record Begun(
        ProjectId project, String provider, String groupRef, String page, boolean isOpen) {}
