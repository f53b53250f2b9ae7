package dev.tenon.connectors.salesforce;

import dev.tenon.spi.Connector;
import dev.tenon.testkit.ReplayAccess;
import dev.tenon.testkit.Script;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;

/// An invented org: how its calls and answers are spelt.
final class Org {
    static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    static final Connector CONNECTOR = new Salesforce(InstantSource.fixed(NOW));
    static final String API = "/services/data/v62.0";

    private Org() {}

    static Script script() {
        return ReplayAccess.script().knowing("instance_url", "https://acme.my.salesforce.com");
    }

    /// The describe of one object, asked and answered.
    static Script described(String object, String... fields) {
        return script().on("POST", API + "/composite")
                .withBody(
                        """
                        {"allOrNone":false,"compositeRequest":[{"method":"GET",
                         "url":"/services/data/v62.0/sobjects/%s/describe","referenceId":"%s"}]}
                        """
                                .formatted(object, object))
                .reply(200, "{\"compositeResponse\":[" + answer(object, fields) + "]}");
    }

    /// One description as a composite answer holds it; fields are `name:type`.
    static String answer(String object, String... fields) {
        String described =
                List.of(fields).stream().map(Org::field).collect(Collectors.joining(","));
        return """
        {"httpStatusCode":200,"httpHeaders":{},"referenceId":"%s","body":{"name":"%s",
        "label":"%s","custom":false,"queryable":true,"createable":true,"updateable":true,
        "deletable":true,"replicateable":true,"deprecatedAndHidden":false,"fields":[%s]}}
        """
                .formatted(object, object, object, described);
    }

    private static String field(String spelt) {
        List<String> parts = List.of(spelt.split(":", -1));
        return "{\"name\":\"%s\",\"label\":\"%s\",\"type\":\"%s\",\"filterable\":true}"
                .formatted(parts.get(0), parts.get(0), parts.get(1));
    }

    /// Where a query is asked.
    static String query(String soql) {
        return API + "/query?q=" + soql;
    }

    /// Where a query that sees deleted records is asked.
    static String queryAll(String soql) {
        return API + "/queryAll?q=" + soql;
    }

    /// A page that is the last of its query.
    static String page(String... records) {
        return "{\"totalSize\":%d,\"done\":true,\"records\":[%s]}"
                .formatted(records.length, String.join(",", records));
    }

    /// A record with an invented id, such as `001000000000001AAA`, and a time of that day.
    static String record(int number, String time, String more) {
        return "{\"attributes\":{\"type\":\"X\"},\"Id\":\"%s\",\"SystemModstamp\":\"2026-05-01T%s.000+0000\"%s}"
                .formatted(id(number), time, more);
    }

    static String id(int number) {
        return "001%012dAAA".formatted(number);
    }
}
