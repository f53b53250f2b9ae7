package dev.tenon.server.outbound;

import dev.tenon.server.net.Http;
import dev.tenon.server.net.HttpFailure;
import dev.tenon.server.operation.CallLog;
import dev.tenon.server.quota.QuotaReadings;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Credentials.Token;
import dev.tenon.server.vault.Template;
import dev.tenon.spi.Access;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.Said;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Access to one account, see [Outbound].
final class ProviderAccess implements Access {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Outbound outbound;
    private final Connection connection;
    private final ConnectorInfo info;
    private final @Nullable UUID operation;

    ProviderAccess(
            Outbound outbound,
            Connection connection,
            ConnectorInfo info,
            @Nullable UUID operation) {
        this.outbound = outbound;
        this.connection = connection;
        this.info = info;
        this.operation = operation;
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

    private Answer send(Request request, Token token) {
        URI uri = uri(request.path(), token);
        var headers = new HashMap<>(request.headers());
        if (!request.contentType().isEmpty()) headers.put("Content-Type", request.contentType());
        headers.put("Authorization", "Bearer " + token.access().reveal());
        Instant began = outbound.clock().instant();
        var call = new Http.Call(request.method(), uri, headers, request.body(), TIMEOUT);
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
        URI base = Template.url(info.baseUrl(), token.metadata(), Map.of());
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
        for (ConnectorInfo.ExpirySign sign : info.signIn().expirySigns()) {
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
                                .note(
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
                                operation,
                                request.method(),
                                uri.getPath(),
                                size.status(),
                                new CallLog.Size(millis, request.body().length, size.bytes()),
                                began));
    }
}
