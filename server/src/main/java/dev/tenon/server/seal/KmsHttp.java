package dev.tenon.server.seal;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.json.Json;
import dev.tenon.server.net.Egress;
import dev.tenon.server.net.Http;
import dev.tenon.server.net.HttpFailure;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Calls a key management service. Waits seconds, not minutes; asks a second time when no answer
/// came; and after that says for a moment that the service is away without asking, so that a
/// service that hangs does not hold up every request. Safe for use by many threads.
///
/// The rules for outgoing calls do not bind these: the operator names the service in the server's
/// settings, and it belongs on a private address. Plain http is for this machine alone.
final class KmsHttp {
    /// For each of two attempts.
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration REST = Duration.ofSeconds(2);
    private static final int LARGEST = 1 << 20;

    private final Http http = new Http(new Egress(true));
    private final String place;
    private final Duration patience;
    private final InstantSource clock;
    private volatile @Nullable Away away;

    /// @param place the key's, for people
    /// @param patience how long an answer is waited for
    KmsHttp(String place, Duration patience, InstantSource clock) {
        this.place = place;
        this.patience = patience;
        this.clock = clock;
    }

    /// @throws Refusal `seal.kms-away`; any answer below 500 but 429 is handed back
    Answer post(URI uri, Map<String, String> headers, byte[] body) {
        Away before = away;
        if (before != null && clock.instant().isBefore(before.until())) throw away(before.why());
        String why = "";
        for (int attempt = 1; attempt <= 2; attempt++) {
            try {
                Answer answer = once(uri, headers, body);
                if (!answer.isAway()) {
                    away = null;
                    return answer;
                }
                why = "It answered " + answer.status() + ".";
            } catch (HttpFailure failure) {
                why = "No answer came: " + failure.getMessage() + ".";
            } catch (Http.TooLargeException _) {
                why = "Its answer is too large to be one.";
            }
        }
        away = new Away(clock.instant().plus(REST), why);
        throw away(why);
    }

    private Answer once(URI uri, Map<String, String> headers, byte[] body) {
        Http.Reply reply = http.send(new Http.Call("POST", uri, headers, body, patience));
        int status = reply.status();
        return new Answer(status, new String(reply.bytes(LARGEST), StandardCharsets.UTF_8));
    }

    /// What is said when no answer comes, or one that asks for patience.
    Refusal away(String why) {
        return new Refusal(
                Refusal.Kind.UNAVAILABLE,
                "seal.kms-away",
                "The key management service does not answer. " + why,
                place,
                "Bring it back or make it reachable; data keys that are open on a server stay open.");
    }

    /// What is said when the service answers, and says no.
    Refusal refused(int status, String said) {
        return new Refusal(
                Refusal.Kind.UNAVAILABLE,
                "seal.kms-refused",
                "The key management service refuses: " + status + " " + said,
                place,
                "Give this server a credential that may encrypt and decrypt with this key, and check"
                        + " the key's name.");
    }

    /// What is said of an answer that is none.
    Refusal garbled(int status) {
        return refused(status, "with an answer that cannot be understood");
    }

    /// @throws Refusal `server.bad-setting` for a URL that may not be called
    static URI checked(URI uri, String setting) {
        String host = String.valueOf(uri.getHost());
        boolean here = host.equals("127.0.0.1") || host.equals("localhost") || host.equals("[::1]");
        boolean safe = "https".equals(uri.getScheme()) || (here && "http".equals(uri.getScheme()));
        if (safe && uri.getHost() != null && uri.getUserInfo() == null) return uri;
        throw new Refusal(
                Refusal.Kind.INVALID,
                "server.bad-setting",
                "A key management service is called by https, or by http on this machine.",
                setting,
                "Give a URL such as https://vault.example.com.");
    }

    /// @param body as text, JSON if all is well
    record Answer(int status, String body) {
        boolean isAway() {
            return status >= 500 || status == 429;
        }

        boolean isGood() {
            return status / 100 == 2;
        }

        /// The body; an empty object when it is none.
        JsonNode json() {
            try {
                return Json.parse(body);
            } catch (RuntimeException _) {
                return Json.object();
            }
        }
    }

    private record Away(Instant until, String why) {}
}
