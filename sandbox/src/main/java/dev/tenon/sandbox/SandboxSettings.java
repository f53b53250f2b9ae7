package dev.tenon.sandbox;

import dev.tenon.sandbox.salesforce.SalesforceSettings;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// How to start a sandbox.
///
/// @param host the address to listen on
/// @param port the port, or 0 for a free one
/// @param clock what time it is there
/// @param random where tokens and probabilities come from; many threads use it at once
/// @param salesforce the simulated Salesforce
public record SandboxSettings(
        String host,
        int port,
        InstantSource clock,
        RandomGenerator random,
        SalesforceSettings salesforce) {
    /// Checks the port.
    public SandboxSettings {
        if (port < 0 || port > 65535) throw new IllegalArgumentException("not a port: " + port);
    }

    /// The demo on a port of this machine: any app may sign in to the orgs `northwind` and
    /// `globex`.
    public static SandboxSettings demo(int port) {
        return of(port, SalesforceSettings.demo());
    }

    /// A simulated Salesforce on a port of this machine, with the real clock and strong randomness.
    public static SandboxSettings of(int port, SalesforceSettings salesforce) {
        return new SandboxSettings(
                "127.0.0.1", port, InstantSource.system(), new SecureRandom(), salesforce);
    }
}
