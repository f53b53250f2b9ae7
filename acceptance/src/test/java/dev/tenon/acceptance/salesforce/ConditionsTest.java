package dev.tenon.acceptance.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.connectors.Connectors;
import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.SandboxSettings;
import dev.tenon.spi.Connector;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Writer;
import dev.tenon.spi.Writer.Condition;
import dev.tenon.spi.Writer.Item;
import dev.tenon.spi.Writer.Operation;
import dev.tenon.spi.Writer.Result;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Conditions as the connector sends them and the sandbox checks them, with what another client saw
/// of the record.
class ConditionsTest {
    private final Connector connector =
            new Connectors(InstantSource.system()).find("salesforce").orElseThrow();
    private final Sandbox sandbox = Sandbox.start(SandboxSettings.demo(0));
    private final SignedIn org = SignedIn.to(sandbox.uri(), "northwind");
    private final PlainClient plain = new PlainClient(org);
    private final Writer writer = connector.writer(new LoopbackAccess(org)).orElseThrow();

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void a_record_that_changed_after_the_moment_is_not_written() {
        for (String object : List.of("Account", "Contact")) {
            String field = object.equals("Account") ? "Name" : "LastName";
            String id =
                    plain.query("SELECT Id FROM " + object + " LIMIT 1").keySet().iterator().next();
            Instant seen = modified(row(object, id));
            var since = new Condition.IfUnmodifiedSince(seen);

            assertThat(update(object, id, field, "First", since))
                    .isEqualTo(new Result.Succeeded(id, false));
            assertThat(update(object, id, field, "Second", since)).isEqualTo(new Result.Changed());
            assertThat(value(object, id, field)).isEqualTo("First");
            Instant now = modified(row(object, id));
            assertThat(update(object, id, field, "Third", new Condition.IfUnmodifiedSince(now)))
                    .isEqualTo(new Result.Succeeded(id, false));
        }
    }

    @Test
    void an_account_is_written_while_it_has_the_etag_that_was_seen_with_or_without_quotes() {
        String id = plain.query("SELECT Id FROM Account LIMIT 1").keySet().iterator().next();
        String tag = row("Account", id).headers().firstValue("ETag").orElseThrow();

        assertThat(update("Account", id, "Name", "First", new Condition.IfMatch(tag)))
                .isEqualTo(new Result.Succeeded(id, false));
        assertThat(update("Account", id, "Name", "Second", new Condition.IfMatch(tag)))
                .isEqualTo(new Result.Changed());
        String next = row("Account", id).headers().firstValue("ETag").orElseThrow();
        var bare = new Condition.IfMatch(next.replace("\"", ""));
        assertThat(update("Account", id, "Name", "Third", bare))
                .isEqualTo(new Result.Succeeded(id, false));
        assertThat(value("Account", id, "Name")).isEqualTo("Third");
    }

    @Test
    void only_what_salesforce_checks_is_offered_and_nothing_is_passed_over() {
        assertThat(honoured("Account", Operation.UPDATE))
                .containsExactlyInAnyOrder(Condition.Kind.values());
        assertThat(honoured("Contact", Operation.UPDATE))
                .containsExactly(Condition.Kind.IF_UNMODIFIED_SINCE);
        assertThat(honoured("Account", Operation.DELETE)).isEmpty();
        assertThat(writer.comparison("Account")).isEqualTo(new Writer.Comparison(true, ""));
        var item = new Item("001000000000001AAA", Map.of(), new Condition.IfMatch("\"1\""));

        assertThatThrownBy(() -> writer.send(batch("collection", "Account", item)))
                .isInstanceOf(ProviderException.Invalid.class);
        assertThatThrownBy(() -> writer.send(batch("single", "Contact", item)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private List<Condition.Kind> honoured(String object, Operation operation) {
        return writer.offers(object, operation).stream()
                .flatMap(offer -> offer.conditions().stream())
                .distinct()
                .toList();
    }

    private Result update(
            String object, String id, String field, String value, Condition condition) {
        return writer.send(batch("single", object, new Item(id, Map.of(field, value), condition)))
                .getFirst();
    }

    private static Writer.Batch batch(String path, String object, Item item) {
        return new Writer.Batch(
                path, object, Operation.UPDATE, null, false, Map.of(), List.of(item));
    }

    private String value(String object, String id, String field) {
        String soql = "SELECT Id,%s FROM %s WHERE Id = '%s'".formatted(field, object, id);
        return plain.query(soql).values().iterator().next().path(field).asString("");
    }

    private HttpResponse<byte[]> row(String object, String id) {
        String path = "/services/data/v60.0/sobjects/" + object + "/" + id;
        return org.call("GET", path, new byte[0], Map.of());
    }

    private static Instant modified(HttpResponse<byte[]> row) {
        String date = row.headers().firstValue("Last-Modified").orElseThrow();
        return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    }
}
