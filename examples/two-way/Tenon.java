import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// The three calls of Tenon's API that the example makes. Each may be repeated, so each is, until
/// Tenon answers. Any thread may use it.
final class Tenon {
    private static final String OBJECT = "/projects/default/integrations/two-way/objects/company";

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final String key;
    private final String group;

    /// @param group the customer
    Tenon(String url, String key, String group) {
        this.url = url;
        this.key = key;
        this.group = group;
    }

    /// What changed in the customer's CRM, in order, none skipped.
    ///
    /// @param place the `next` of the page before; empty for the beginning
    Map<String, Object> changes(String place) throws InterruptedException {
        String query = "?groupRef=" + encoded(group) + "&limit=1000&after=" + encoded(place);
        return call("GET", "/v1" + OBJECT + "/changes" + query, "", "");
    }

    /// Has records written. Accepted means durable: Tenon does it, or says why not, however often
    /// it is restarted. Sent again under the same key it is the same write.
    ///
    /// @param records one, of a deletion
    /// @return the operation that tells what became of it
    String write(String idempotencyKey, String type, List<Object> records)
            throws InterruptedException {
        var body = new LinkedHashMap<String, Object>();
        body.put("groupRef", group);
        body.put("type", type);
        body.put("mode", "asynchronous");
        if (type.equals("delete")) {
            body.put("record", records.getFirst());
        } else {
            body.put("batch", records.stream().map(record -> Map.of("record", record)).toList());
        }
        String path = "/write/v1" + OBJECT;
        return Json.text(call("POST", path, Json.write(body), idempotencyKey), "operationId");
    }

    /// What became of a write, when it has ended: for each record the CRM's id of it, or null where
    /// it was refused.
    List<String> outcome(String operation) throws InterruptedException {
        String path = "/v1/projects/default/writes/" + operation + "?limit=";
        for (long wait = 50; ; wait = Math.min(2 * wait, 5_000)) {
            String status = Json.text(call("GET", path + 1, "", ""), "status");
            if (!status.equals("in_progress")) return recordIds(call("GET", path + 1_000, "", ""));
            pause(Duration.ofMillis(wait));
        }
    }

    private static List<String> recordIds(Map<String, Object> write) {
        var ids = new ArrayList<String>();
        for (Object each : Json.list(write.get("records"))) {
            Map<String, Object> record = Json.object(each);
            boolean isDone = Json.text(record, "state").equals("succeeded");
            ids.add(isDone ? Json.text(record, "recordId") : null);
            if (!isDone) System.err.println("not written: " + record.get("errors"));
        }
        return ids;
    }

    /// A request that can never be answered otherwise.
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super(why);
        }
    }

    private Map<String, Object> call(String method, String path, String body, String idempotencyKey)
            throws InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(url + path))
                        .timeout(Duration.ofSeconds(30))
                        .header("X-Api-Key", key)
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) request.header("Content-Type", "application/json");
        if (!idempotencyKey.isEmpty()) request.header("Idempotency-Key", idempotencyKey);
        for (long wait = 200; ; wait = Math.min(2 * wait, 10_000)) {
            try {
                HttpResponse<String> reply =
                        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
                int status = reply.statusCode();
                if (status < 300) return Json.object(reply.body());
                if (status < 500 && status != 429) throw new Refused(path + ": " + reply.body());
            } catch (IOException _) {
                // Nobody knows whether it arrived: it is sent again.
            }
            pause(Duration.ofMillis(wait));
        }
    }

    private static void pause(Duration length) throws InterruptedException {
        LockSupport.parkNanos(length.toNanos());
        if (Thread.interrupted()) throw new InterruptedException();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
