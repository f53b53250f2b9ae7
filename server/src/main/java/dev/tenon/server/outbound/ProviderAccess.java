package dev.tenon.server.outbound;

import dev.tenon.server.jobs.Turns;
import dev.tenon.server.net.Http;
import dev.tenon.server.net.HttpFailure;
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
import java.util.Map;

/// Access to one account, see [Outbound].
final class ProviderAccess implements Access {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Outbound outbound;
    private final Connection connection;
    private final ConnectorInfo info;
    private final Outbound.Errand errand;
    private final Toll toll;

    ProviderAccess(
            Outbound outbound, Connection connection, ConnectorInfo info, Outbound.Errand errand) {
        this.outbound = outbound;
        this.connection = connection;
        this.info = info;
        this.errand = errand;
        this.toll = new Toll(outbound, connection, info, errand);
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
            toll.pay(request.quota());
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
            toll.count(request.quota(), answer.status(), answer::header);
            return answer;
        }
    }

    private Answer sent(Request request, Token token) {
        URI uri = Origin.of(token.base(info)).at(request.path());
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
            toll.read(reply::header);
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

    private boolean isExpired(Answer answer) {
        for (SignIn.ExpirySign sign : info.signIn().proof().expired()) {
            if (answer.status() != sign.status()) continue;
            String body = new String(answer.buffered(), StandardCharsets.UTF_8);
            if (body.contains(sign.text())) return true;
        }
        return false;
    }

    private void log(Request request, URI uri, Instant began, Answer.Size size) {
        toll.log(
                new Toll.Made(request.method(), uri.getPath(), size.status(), began),
                request.body().length,
                size.bytes());
    }
}
