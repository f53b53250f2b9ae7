package dev.tenon.server.proxy;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.outbound.Outbound;
import dev.tenon.server.outbound.PassThrough;
import dev.tenon.server.outbound.PassedBody;
import dev.tenon.server.outbound.PassedCall;
import dev.tenon.server.outbound.PassedReply;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.spi.ProviderException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Passes calls through: finds the account that a call is for, makes it there as it is but for the
/// credential, and hands the reply back. What goes wrong on the way is a refusal of ours; what the
/// provider answers, be it an error, is not. Safe for use by many threads.
public final class Proxy {
    private static final int TOO_MANY = 429;

    private final Ways ways;
    private final Outbound outbound;
    private final InstantSource clock;

    public Proxy(Ways ways, Outbound outbound, InstantSource clock) {
        this.ways = ways;
        this.outbound = outbound;
        this.clock = clock;
    }

    /// Makes a call for a project. Close what it answers.
    ///
    /// @throws Refusal that the call leads nowhere, or may not be made
    /// @throws Paused in throttle mode, when the provider wants no calls now
    /// @throws ProviderException when there is no credential or no answer
    public Answered pass(ProjectId project, Asked asked, PassedBody body) {
        Routing routing = Routing.of(asked.headers());
        String path = ProviderPath.of(asked.path(), asked.query());
        Way way = ways.find(project, routing);
        PassThrough through = outbound.passThrough(way.connection(), way.info());
        if (routing.throttle()) through.pausedUntil().ifPresent(this::pause);
        var call =
                new PassedCall(
                        asked.method(),
                        path,
                        PassedHeaders.onward(asked.headers()),
                        body,
                        PassedCall.TIMEOUT);
        PassedReply reply = passed(through, call);
        return new Answered(reply, headers(reply, routing, through));
    }

    private void pause(Instant until) {
        throw new Paused(
                until,
                clock.instant(),
                "The provider has refused calls of this connection for there were too many.");
    }

    private PassedReply passed(PassThrough through, PassedCall call) {
        try {
            return through.pass(call);
        } catch (ProviderException.QuotaSpent spent) {
            throw new Paused(spent.until(), clock.instant(), "The connection's quota is spent.");
        } catch (ProviderException.Busy busy) {
            Instant now = clock.instant();
            throw new Paused(
                    now.plus(busy.after()), now, "The connection's budget has no call left.");
        } catch (ProviderException.Unreachable unreachable) {
            throw new Refusal(
                    Refusal.Kind.PROVIDER_FAILED,
                    "proxy.no-answer",
                    "No whole answer came from the provider: " + unreachable.getMessage() + ".",
                    "provider",
                    unreachable.sent()
                            ? "Look whether the call was carried out before you repeat it: it may"
                                    + " have arrived."
                            : "Try again: the call has not arrived.");
        }
    }

    private static List<Map.Entry<String, String>> headers(
            PassedReply reply, Routing routing, PassThrough through) {
        var headers = new ArrayList<>(PassedHeaders.back(reply.headers()));
        if (routing.throttle() && reply.status() == TOO_MANY) {
            Optional<Instant> until = through.pausedUntil();
            until.ifPresent(moment -> headers.addAll(Paused.told(moment)));
        }
        return List.copyOf(headers);
    }

    /// What a caller asks for.
    ///
    /// @param path the provider's, with its escapes
    /// @param query without the question mark, with its escapes
    /// @param headers by lower-case name
    public record Asked(
            String method, String path, String query, Map<String, List<String>> headers) {}

    /// What the provider answered.
    ///
    /// @param headers those that go on to the caller
    public record Answered(PassedReply reply, List<Map.Entry<String, String>> headers)
            implements AutoCloseable {
        @Override
        public void close() {
            reply.close();
        }
    }
}
