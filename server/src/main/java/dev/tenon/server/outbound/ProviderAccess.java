package dev.tenon.server.outbound;

import dev.tenon.server.jobs.Job;
import dev.tenon.server.jobs.Turns;
import dev.tenon.server.net.Http;
import dev.tenon.server.net.HttpFailure;
import dev.tenon.server.operation.CallLog;
import dev.tenon.server.quota.QuotaReadings;
import dev.tenon.server.quota.Quotas;
import dev.tenon.server.vault.CallProofs;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Credentials.Token;
import dev.tenon.spi.Access;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.Said;
import dev.tenon.spi.SignIn;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Access to one account, see [Outbound].
final class ProviderAccess implements Access {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int TOO_MANY = 429;

    private final Outbound outbound;
    private final Connection connection;
    private final ConnectorInfo info;
    private final Outbound.Errand errand;

    ProviderAccess(
            Outbound outbound, Connection connection, ConnectorInfo info, Outbound.Errand errand) {
        this.outbound = outbound;
        this.connection = connection;
        this.info = info;
        this.errand = errand;
    }

    @Override
    public Map<String, String> metadata() {
        return outbound.credentials().token(connection, info).metadata();
    }

    @Override
    public Response call(Request request) {
        Token token = outbound.credentials().token(connection, info);
        Answer answer = send(request, token);
        if (!isExpired(answer)) return answer;
        Token newer = outbound.credentials().newerThan(token, connection, info);
        return send(request, newer);
    }

    /// Takes quota and a turn; the turn ends when the answer begins.
    private Answer send(Request request, Token token) {
        try {
            permitted(request.quota());
            return inTurn(request, token);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ProviderException.Unreachable(
                    new Said("interrupted", "The server stops", ""), false, interrupted);
        }
    }

    private Answer inTurn(Request request, Token token) throws InterruptedException {
        try (Turns.Turn _ = outbound.turns(connection).take(connection.group(), errand.lane())) {
            Answer answer = sent(request, token);
            count(request.quota(), answer);
            return answer;
        }
    }

    private void permitted(String quota) throws InterruptedException {
        Quotas.Permit permit =
                outbound.quotas()
                        .take(
                                connection.group(),
                                connection.id(),
                                quota,
                                errand.lane(),
                                outbound.budgets(connection, info, quota));
        switch (permit) {
            case Quotas.Permit.Granted() -> {}
            case Quotas.Permit.Spent(Instant until) ->
                    throw new ProviderException.QuotaSpent(
                            new Said(
                                    "quota",
                                    "The share of " + word(errand.lane()) + " calls is spent",
                                    ""),
                            until);
            case Quotas.Permit.Wait(Duration after) ->
                    throw new ProviderException.Busy(
                            new Said("busy", "There have been too many calls to the provider", ""),
                            after);
        }
    }

    private static String word(Job.Lane lane) {
        return lane.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Too many calls: the others wait too.
    private void count(String quota, Answer answer) {
        if (answer.status() == TOO_MANY) {
            outbound.quotas().refused(connection.group(), connection.id(), quota, pause(answer));
        } else if (answer.status() / 100 == 2) {
            outbound.quotas().accepted(connection.group(), connection.id(), quota);
        }
    }

    private static Optional<Duration> pause(Answer answer) {
        return answer.header("Retry-After")
                .filter(value -> value.matches("\\d{1,6}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)));
    }

    private Answer sent(Request request, Token token) {
        URI uri = uri(request.path(), token);
        var headers = new HashMap<>(request.headers());
        if (!request.contentType().isEmpty()) headers.put("Content-Type", request.contentType());
        Instant began = outbound.clock().instant();
        var bare =
                new CallProofs.Outgoing(
                        request.method(), uri, request.contentType(), request.body());
        CallProofs.Shown shown = CallProofs.show(info.signIn().proof(), token, bare, began);
        headers.putAll(shown.headers());
        var call = new Http.Call(request.method(), shown.uri(), headers, request.body(), TIMEOUT);
        try {
            var reply =
                    new Answer(outbound.http().send(call), size -> log(request, uri, began, size));
            info.limits().forEach(limit -> note(limit, reply));
            if (reply.status() / 100 == 2) outbound.credentials().accepted(connection, token);
            return reply;
        } catch (HttpFailure failure) {
            log(request, uri, began, new Answer.Size(0, 0));
            throw new ProviderException.Unreachable(
                    new Said("no answer", String.valueOf(failure.getMessage()), ""),
                    failure.sent(),
                    failure);
        }
    }

    /// An absolute URL must be of the account's own origin, for the credential goes with it.
    private URI uri(String path, Token token) {
        URI base = token.base(info);
        URI uri = path.startsWith("http") ? URI.create(path) : URI.create(base + path);
        boolean same =
                String.valueOf(uri.getScheme()).equals(base.getScheme())
                        && String.valueOf(uri.getRawAuthority()).equals(base.getRawAuthority());
        if (!same) {
            throw new ProviderException.Garbled(
                    new Said("foreign origin", "A call would have left " + base.getHost(), ""));
        }
        return uri;
    }

    private boolean isExpired(Answer answer) {
        for (SignIn.ExpirySign sign : info.signIn().proof().expired()) {
            if (answer.status() != sign.status()) continue;
            String body = new String(answer.buffered(), StandardCharsets.UTF_8);
            if (body.contains(sign.text())) return true;
        }
        return false;
    }

    private void note(ConnectorInfo.LimitHeader limit, Answer reply) {
        reply.header(limit.header())
                .map(value -> Pattern.compile(limit.pattern()).matcher(value))
                .filter(Matcher::find)
                .ifPresent(found ->
                        outbound.quotas()
                                .read(
                                        connection.group(),
                                        connection.id(),
                                        new QuotaReadings.Reading(
                                                limit.quota(),
                                                Long.parseLong(found.group("used")),
                                                Long.parseLong(found.group("limit")),
                                                outbound.clock().instant())));
    }

    private void log(Request request, URI uri, Instant began, Answer.Size size) {
        int millis = (int) Duration.between(began, outbound.clock().instant()).toMillis();
        outbound.calls()
                .note(
                        new CallLog.Call(
                                connection.group(),
                                connection.id(),
                                errand.operation(),
                                request.method(),
                                uri.getPath(),
                                size.status(),
                                new CallLog.Size(millis, request.body().length, size.bytes()),
                                began));
    }
}
