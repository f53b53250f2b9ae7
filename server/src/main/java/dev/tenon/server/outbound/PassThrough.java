package dev.tenon.server.outbound;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.jobs.Turns;
import dev.tenon.server.net.Http;
import dev.tenon.server.net.HttpFailure;
import dev.tenon.server.vault.CallProofs;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Credentials.Token;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.Said;
import dev.tenon.spi.SignIn;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Passes calls through to one account: nothing of them is changed but that they carry the
/// credential. Repeats none, but for one whose credential had expired. Safe for use by many
/// threads.
public final class PassThrough {
    private static final int MOST_REDIRECTS = 5;
    private static final int PEEKED = 64 * 1024;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final Outbound outbound;
    private final Connection connection;
    private final ConnectorInfo info;
    private final Toll toll;
    private final String quota;

    PassThrough(
            Outbound outbound, Connection connection, ConnectorInfo info, Outbound.Errand errand) {
        this.outbound = outbound;
        this.connection = connection;
        this.info = info;
        this.toll = new Toll(outbound, connection, info, errand);
        this.quota = quota(info);
    }

    /// The quota class that pays: the first that the provider tells of.
    private static String quota(ConnectorInfo info) {
        if (!info.limits().isEmpty()) return info.limits().getFirst().quota();
        return info.budgets().isEmpty() ? "api" : info.budgets().getFirst().quota();
    }

    /// Until when the provider wants to be left alone, as far as this node knows.
    public Optional<Instant> pausedUntil() {
        return outbound.quotas().pausedUntil(connection.group(), connection.id(), quota);
    }

    /// Makes a call. A reply that says that the credential has expired is handed on when the body
    /// was too large to be sent again, or no new credential is to be had; the next call has it.
    ///
    /// @throws Refusal `proxy.body-too-large`
    /// @throws ProviderException when there is no credential, no quota or no answer
    public PassedReply pass(PassedCall call) {
        Token token = outbound.credentials().token(connection, info);
        PassedReply reply = followed(call, token);
        if (!isExpired(reply)) return reply;
        @Nullable Token newer = newer(token, reply);
        if (newer == null || !call.body().isRepeatable()) return reply;
        reply.close();
        return followed(call, newer);
    }

    private @Nullable Token newer(Token refused, PassedReply reply) {
        try {
            return outbound.renewals().after(refused, connection, info);
        } catch (RuntimeException failure) {
            reply.close();
            throw failure;
        }
    }

    /// Follows redirects within the account's origin, for calls that change nothing; all others are
    /// handed on.
    private PassedReply followed(PassedCall call, Token token) {
        Origin origin = Origin.of(token.base(info));
        URI uri = origin.at(withoutCredential(call.path()));
        PassedReply reply = send(call, uri, token);
        for (int i = 0; i < MOST_REDIRECTS && call.isAsking(); i++) {
            @Nullable URI next = next(uri, reply);
            if (next == null || !origin.has(next)) break;
            reply.close();
            uri = next;
            reply = send(call, uri, token);
        }
        return reply;
    }

    private static @Nullable URI next(URI from, PassedReply reply) {
        if (!REDIRECTS.contains(reply.status())) return null;
        try {
            return reply.header("Location")
                    .map(to -> from.resolve(to.replaceFirst("#.*", "")))
                    .orElse(null);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /// Takes quota and a turn; the turn ends when the reply begins.
    private PassedReply send(PassedCall call, URI uri, Token token) {
        try {
            toll.pay(quota);
            try (Turns.Turn _ =
                    outbound.turns(connection).take(connection.group(), toll.errand().lane())) {
                PassedReply reply = sent(call, uri, token);
                toll.count(quota, reply.status(), reply::header);
                toll.read(reply::header);
                return reply;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ProviderException.Unreachable(
                    new Said("interrupted", "The server stops", ""), false, interrupted);
        }
    }

    private PassedReply sent(PassedCall call, URI uri, Token token) {
        Instant began = outbound.clock().instant();
        CallProofs.Shown shown = shown(call, uri, token, began);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(call.headers());
        headers.putAll(shown.headers());
        var made =
                new Http.Call(
                        call.method(), shown.uri(), headers, call.body().small(), call.timeout());
        Http.Upload upload = call.body().upload();
        long sending = Math.max(call.body().small().length, upload.length());
        try {
            Http.Reply reply = outbound.http().pass(made, upload);
            if (reply.status() / 100 == 2) outbound.credentials().accepted(connection, token);
            var line = new Toll.Made(call.method(), uri.getPath(), reply.status(), began);
            return new PassedReply(
                    reply,
                    this::withoutCredential,
                    read -> toll.log(line, Math.max(0, sending), read));
        } catch (HttpFailure failure) {
            toll.log(new Toll.Made(call.method(), uri.getPath(), 0, began), 0, 0);
            throw new ProviderException.Unreachable(
                    new Said("no answer", String.valueOf(failure.getMessage()), ""),
                    failure.sent(),
                    failure);
        }
    }

    /// @throws Refusal `proxy.body-too-large` where the signature is over a body that is not at
    ///   hand
    private CallProofs.Shown shown(PassedCall call, URI uri, Token token, Instant now) {
        SignIn.Proof proof = info.signIn().proof();
        boolean isForm = call.contentType().startsWith("application/x-www-form-urlencoded");
        boolean isOverBody =
                switch (proof.signature()) {
                    case NONE, WSSE -> false;
                    case OAUTH1_SHA1, OAUTH1_SHA256 -> isForm;
                    case AWS_V4 -> true;
                };
        if (isOverBody && !call.body().isRepeatable()) {
            throw new Refusal(
                    Refusal.Kind.TOO_LARGE,
                    "proxy.body-too-large",
                    info.title() + " wants the body signed, and it is larger than 256 KB.",
                    "body",
                    "Send it in smaller parts.");
        }
        var bare =
                new CallProofs.Outgoing(
                        call.method(), uri, call.contentType(), call.body().small());
        return CallProofs.show(proof, token, bare, now);
    }

    /// A credential in the query is ours alone: neither may a caller put another in its place, nor
    /// may a provider that repeats the URL tell it.
    private String withoutCredential(String url) {
        Set<String> names = queryNames();
        int mark = url.indexOf('?');
        if (mark < 0 || names.isEmpty()) return url;
        String kept =
                Arrays.stream(url.substring(mark + 1).split("&", -1))
                        .filter(part -> !names.contains(part.replaceFirst("=.*", "")))
                        .collect(Collectors.joining("&"));
        return url.substring(0, mark) + (kept.isEmpty() ? "" : "?" + kept);
    }

    private Set<String> queryNames() {
        return info.signIn().proof().placements().stream()
                .filter(placement -> placement.in() == SignIn.In.QUERY)
                .map(SignIn.Placement::name)
                .collect(Collectors.toSet());
    }

    /// What is compressed is not looked into: its status alone decides.
    private boolean isExpired(PassedReply reply) {
        for (SignIn.ExpirySign sign : info.signIn().proof().expired()) {
            if (reply.status() != sign.status()) continue;
            if (sign.text().isEmpty() || reply.header("Content-Encoding").isPresent()) return true;
            String body = new String(peeked(reply), StandardCharsets.UTF_8);
            if (body.contains(sign.text())) return true;
        }
        return false;
    }

    private static byte[] peeked(PassedReply reply) {
        try {
            return reply.peek(PEEKED);
        } catch (IOException failure) {
            reply.close();
            throw new ProviderException.Unreachable(
                    new Said("cut off", "The answer broke off: " + failure.getMessage(), ""),
                    true,
                    failure);
        }
    }
}
