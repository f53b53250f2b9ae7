package dev.tenon.acceptance.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.connectors.json.JsonTree;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// What another client sees and does, by the plainest calls there are: query locators for reads,
/// single records for writes. Shares nothing with the connector.
final class PlainClient {
    private static final String API = "/services/data/v60.0";

    private final SignedIn org;

    PlainClient(SignedIn org) {
        this.org = org;
    }

    /// All live records of a query, by id.
    Map<String, JsonNode> query(String soql) {
        var records = new TreeMap<String, JsonNode>();
        String path = API + "/query?q=" + SignedIn.encoded(soql);
        while (!path.isEmpty()) {
            JsonNode page = JsonTree.read(call("GET", path, new byte[0]).body());
            page.path("records").forEach(it -> records.put(it.path("Id").stringValue(""), it));
            path = page.path("nextRecordsUrl").stringValue("");
        }
        return records;
    }

    /// Makes a record and returns its id.
    String create(String object, Map<String, Object> fields) {
        byte[] body = JsonTree.write(fields);
        HttpResponse<byte[]> answer = call("POST", API + "/sobjects/" + object, body);
        return JsonTree.read(answer.body()).path("id").stringValue("");
    }

    /// Changes a record.
    void update(String object, String id, Map<String, Object> fields) {
        call("PATCH", API + "/sobjects/" + object + "/" + id, JsonTree.write(fields));
    }

    /// Deletes a record.
    void delete(String object, String id) {
        call("DELETE", API + "/sobjects/" + object + "/" + id, new byte[0]);
    }

    private HttpResponse<byte[]> call(String method, String path, byte[] body) {
        HttpResponse<byte[]> answer =
                org.call(method, path, body, Map.of("Content-Type", "application/json"));
        assertThat(answer.statusCode()).as(method + " " + path).isBetween(200, 299);
        return answer;
    }
}
