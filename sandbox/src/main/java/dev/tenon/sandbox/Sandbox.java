package dev.tenon.sandbox;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.sandbox.fault.CallLog;
import dev.tenon.sandbox.fault.Faults;
import dev.tenon.sandbox.salesforce.OrgDesk;
import dev.tenon.sandbox.salesforce.Salesforce;
import dev.tenon.sandbox.web.SimulatedSystem;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/// A running sandbox: simulated SaaS systems on one port. One process may start many. Any thread
/// may use it; who starts it closes it.
public final class Sandbox implements AutoCloseable {
    /// Longer than any simulated system allows, so that the system is the one that refuses.
    private static final int LONGEST_HEAD = 128 << 10;

    /// Somewhat more than the 150 MB that a bulk job takes.
    private static final long LARGEST_BODY = 152L << 20;

    private final WebServer server;
    private final URI uri;
    private final Salesforce salesforce;
    private final Faults faults;
    private final CallLog calls;

    private Sandbox(
            WebServer server, String host, Salesforce salesforce, Faults faults, CallLog calls) {
        this.server = server;
        this.uri = URI.create("http://" + host + ":" + server.port());
        this.salesforce = salesforce;
        this.faults = faults;
        this.calls = calls;
    }

    /// Builds the systems and listens.
    ///
    /// @throws Refusal `sandbox.port-taken` when it cannot listen there
    public static Sandbox start(SandboxSettings settings) {
        var salesforce = new Salesforce(settings.salesforce(), settings.clock(), settings.random());
        var faults = new Faults(settings.random());
        var calls = new CallLog();
        List<SimulatedSystem> systems = List.of(salesforce);
        var front = new Front(systems, faults, calls, settings.clock());
        var admin = new AdminRoutes(salesforce, systems, faults, calls);
        var http =
                Http1Config.builder()
                        .maxPrologueLength(LONGEST_HEAD)
                        .maxHeadersSize(LONGEST_HEAD)
                        .build();
        WebServer server =
                WebServer.builder()
                        .host(settings.host())
                        .port(settings.port())
                        .shutdownHook(false)
                        .connectionOptions(socket -> socket.tcpNoDelay(true))
                        .maxPayloadSize(LARGEST_BODY)
                        .addProtocol(http)
                        .shutdownGracePeriod(Duration.ofMillis(200))
                        .routing(routing ->
                                routing.any((request, response) ->
                                        front.serve(request, response, admin)))
                        .build();
        listen(server, settings);
        return new Sandbox(server, settings.host(), salesforce, faults, calls);
    }

    /// Tries the port first, for the web server would log a stack trace before it gives up.
    private static void listen(WebServer server, SandboxSettings settings) {
        try (var socket = new ServerSocket()) {
            socket.bind(
                    new InetSocketAddress(InetAddress.getByName(settings.host()), settings.port()));
        } catch (IOException failure) {
            throw cannotListen(settings, ": " + failure.getMessage());
        }
        server.start();
        if (!server.isRunning()) throw cannotListen(settings, "");
    }

    private static Refusal cannotListen(SandboxSettings settings, String reason) {
        return new Refusal(
                Refusal.Kind.CONFLICT,
                "sandbox.port-taken",
                "The sandbox cannot listen on port " + settings.port() + reason + ".",
                settings.host() + ":" + settings.port(),
                "Choose another port, or stop what listens there.");
    }

    /// Where it listens, such as `http://127.0.0.1:8700`.
    public URI uri() {
        return uri;
    }

    /// The simulated Salesforce.
    public Salesforce salesforce() {
        return salesforce;
    }

    /// What a test may do to an org of Salesforce.
    ///
    /// @throws IllegalArgumentException when there is no such org
    public OrgDesk org(String name) {
        return salesforce.org(name);
    }

    /// What goes wrong on purpose.
    public Faults faults() {
        return faults;
    }

    /// What was asked.
    public CallLog calls() {
        return calls;
    }

    @Override
    public void close() {
        server.stop();
    }
}
