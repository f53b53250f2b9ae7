package dev.tenon.connectors.salesforce;

import static dev.tenon.connectors.salesforce.Org.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Writer;
import dev.tenon.spi.Writer.Condition;
import dev.tenon.spi.Writer.Item;
import dev.tenon.spi.Writer.Operation;
import dev.tenon.spi.Writer.Result;
import dev.tenon.testkit.Answer;
import dev.tenon.testkit.ReplayAccess;
import dev.tenon.testkit.Script;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// How conditions are put into requests, and what the answers mean.
class WriteConditionsTest {
    private static final Condition SINCE =
            new Condition.IfUnmodifiedSince(Instant.parse("2026-03-02T09:00:05.9Z"));

    @Test
    void a_moment_goes_as_an_http_date_in_whole_seconds() {
        Script script =
                Org.script()
                        .on("PATCH", Org.API + "/sobjects/Contact/" + id(1))
                        .withHeader("If-Unmodified-Since", "Mon, 02 Mar 2026 09:00:05 GMT")
                        .reply(204, "");

        assertThat(send(script, "Contact", SINCE)).isEqualTo(new Result.Succeeded(id(1), false));
    }

    @Test
    void a_version_goes_as_an_etag_with_its_quotes() {
        for (String version : List.of("abc-gzip", "\"abc-gzip\"")) {
            Script script =
                    Org.script()
                            .on("PATCH", Org.API + "/sobjects/Account/" + id(1))
                            .withHeader("If-Match", "\"abc-gzip\"")
                            .reply(204, "");

            assertThat(send(script, "Account", new Condition.IfMatch(version)))
                    .isEqualTo(new Result.Succeeded(id(1), false));
        }
    }

    @Test
    void only_a_412_to_a_request_with_a_condition_says_that_the_record_has_changed() {
        String body = "[{\"errorCode\":\"PRECONDITION_FAILED\",\"message\":\"m\"}]";

        assertThat(send(answer(412, ""), "Contact", SINCE)).isEqualTo(new Result.Changed());
        assertThat(send(answer(412, body), "Contact", SINCE)).isEqualTo(new Result.Changed());
        assertThat(send(answer(404, body), "Contact", SINCE)).isInstanceOf(Result.Failed.class);
        assertThatThrownBy(() -> send(answer(502, ""), "Contact", SINCE))
                .isInstanceOf(ProviderException.Unreachable.class);
    }

    @Test
    void a_job_takes_no_conditions() {
        var jobs = Org.CONNECTOR.jobWriter(ReplayAccess.of(Org.script())).orElseThrow();

        assertThatThrownBy(() -> jobs.make(batch("job", "Contact", SINCE)))
                .isInstanceOf(ProviderException.Invalid.class);
    }

    private static Script answer(int status, String body) {
        return Org.script()
                .on("PATCH", Org.API + "/sobjects/Contact/" + id(1))
                .reply(Answer.json(status, body));
    }

    private static Result send(Script script, String object, Condition condition) {
        ReplayAccess access = ReplayAccess.of(script);
        Result result =
                Org.CONNECTOR
                        .writer(access)
                        .orElseThrow()
                        .send(batch("single", object, condition))
                        .getFirst();
        access.verify();
        return result;
    }

    private static Writer.Batch batch(String path, String object, Condition condition) {
        var item = new Item(id(1), Map.of("Name", "a"), condition);
        return new Writer.Batch(
                path, object, Operation.UPDATE, null, false, Map.of(), List.of(item));
    }
}
