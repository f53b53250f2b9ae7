package dev.tenon.connectors.salesforce;

import dev.tenon.connectors.json.JsonTree;
import dev.tenon.spi.Access;
import dev.tenon.spi.ProviderException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// Calls of the REST API in the one version this connector speaks. Safe for use by many threads.
final class SalesforceCalls {
    /// Versions stay for three years at least; raise it here alone.
    static final String VERSION = "v62.0";

    static final String ROOT = "/services/data/" + VERSION;

    /// All calls of the REST API are counted together, over a rolling day.
    static final String QUOTA = "api";

    private static final int OK_FIRST = 200;
    private static final int OK_LAST = 299;
    private static final int NOT_FOUND = 404;

    private final Access access;
    private final SalesforceErrors errors;

    SalesforceCalls(Access access, SalesforceErrors errors) {
        this.access = access;
        this.errors = errors;
    }

    /// An answer read to its end.
    ///
    /// @param date the server's clock as it told it
    record Reply(
            int status,
            byte[] body,
            Optional<Instant> date,
            Optional<Duration> retryAfter,
            String requestId) {
        boolean isSuccess() {
            return status >= OK_FIRST && status <= OK_LAST;
        }
    }

    /// Fetches `path` below the root; anything but success is thrown by its reaction.
    Reply get(String path) {
        return successful(Access.Request.get(ROOT + path, QUOTA), false);
    }

    /// The path below the root of a `nextRecordsUrl`.
    ///
    /// @throws ProviderException.Garbled when it is none
    static String behind(String nextRecordsUrl) {
        if (nextRecordsUrl.startsWith(ROOT + "/")) return nextRecordsUrl.substring(ROOT.length());
        String message = "Salesforce was expected to answer where the rest is.";
        throw new ProviderException.Garbled(new ProviderException.Said("GARBLED", message, ""));
    }

    /// Asks something that is too long for a URI; it changes nothing.
    Reply ask(String path, Object body) {
        return successful(request("POST", path, body), false);
    }

    /// A request with a JSON body.
    Access.Request request(String method, String path, Object body) {
        return Access.Request.json(method, ROOT + path, JsonTree.write(body), QUOTA);
    }

    /// Sends and returns a successful answer, or one that says that the thing is not there.
    Access.Response open(Access.Request request) {
        Access.Response response = access.call(request);
        if (response.status() == NOT_FOUND || response.status() / 100 == 2) return response;
        throw refusal(reply(response), false);
    }

    /// Sends and returns whatever comes back.
    Reply send(Access.Request request) {
        return reply(access.call(request));
    }

    private static Reply reply(Access.Response response) {
        Optional<Instant> date = response.header("Date").flatMap(SalesforceCalls::moment);
        Optional<Duration> retry = response.header("Retry-After").flatMap(SalesforceCalls::wait);
        String id = response.header("X-Request-Id").orElse("");
        return new Reply(response.status(), response.bytes(), date, retry, id);
    }

    /// What an unsuccessful answer asks for.
    RuntimeException refusal(Reply reply, boolean write) {
        return errors.exception(reply, write);
    }

    /// The table of reactions, for answers about single records.
    SalesforceErrors errors() {
        return errors;
    }

    private Reply successful(Access.Request request, boolean write) {
        Reply reply = send(request);
        if (!reply.isSuccess()) throw refusal(reply, write);
        return reply;
    }

    private static Optional<Instant> moment(String header) {
        try {
            return Optional.of(
                    DateTimeFormatter.RFC_1123_DATE_TIME.parse(header.trim(), Instant::from));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> wait(String header) {
        String text = header.trim();
        boolean isSeconds = text.matches("\\d{1,6}");
        return isSeconds ? Optional.of(Duration.ofSeconds(Long.parseLong(text))) : Optional.empty();
    }
}
