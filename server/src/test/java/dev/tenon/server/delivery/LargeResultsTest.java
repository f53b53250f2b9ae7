package dev.tenon.server.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.seal.MasterKey;
import dev.tenon.server.seal.Seal;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestDatabase;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(TestDatabase.class)
class LargeResultsTest {
    private static final byte[] ROWS = "[{\"id\":\"1\"}]".getBytes(StandardCharsets.UTF_8);

    private final TestClock clock = new TestClock();
    private final TimeId ids = new TimeId(clock, new SecureRandom());
    private final Db db;
    private final Seal seal;
    private final LargeResults results;
    private final GroupId group;
    private final UUID kept;

    LargeResultsTest(Db db, @TempDir Path directory) {
        this.db = db;
        this.seal = new Seal(MasterKey.load("", directory.resolve("master.key")));
        this.results = new LargeResults(db, seal, ids, URI.create("https://tenon.example"), clock);
        this.group = group();
        this.kept = keep(group);
    }

    @Test
    void a_link_leads_to_the_rows_for_a_quarter_of_an_hour() {
        URI link = results.link(group, kept);

        assertThat(link.toString()).startsWith("https://tenon.example/v1/large-results/");
        clock.advance(LargeResults.GOOD);
        assertThat(follow(link)).isEqualTo(ROWS);
    }

    @Test
    void a_link_that_is_over_says_so_and_the_next_attempt_has_a_good_one() {
        URI first = results.link(group, kept);
        clock.advance(LargeResults.GOOD.plusSeconds(1));

        assertThat(refusal(first).diagnostics().getFirst().code()).isEqualTo("result.link-is-over");
        assertThat(follow(results.link(group, kept))).isEqualTo(ROWS);
    }

    @Test
    void the_token_of_one_result_does_not_open_another() {
        UUID other = keep(group);
        String mine = results.link(group, kept).toString();
        String theirs = mine.replace(kept.toString(), other.toString());

        assertThat(refusal(URI.create(theirs)).diagnostics().getFirst().code())
                .isEqualTo("result.no-such-link");
    }

    @Test
    void the_token_of_one_project_does_not_open_what_another_has() {
        GroupId stranger = group();
        String mine = results.link(group, kept).toString();
        String theirs =
                mine.replace(
                        "/" + group.projectNumber() + ".", "/" + stranger.projectNumber() + ".");

        assertThat(refusal(URI.create(theirs)).diagnostics().getFirst().code())
                .isEqualTo("result.no-such-link");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/large-results/x?token=AAAA",
                "/v1/large-results/1.1.zzzz?token=AAAA",
                "/v1/large-results/999999999.1.018f2f60-0000-7000-8000-000000000000?token=AAAA",
                "/v1/large-results/999999999.1.018f2f60-0000-7000-8000-000000000000?token=%%%",
                "/v1/large-results/1.1.018f2f60-0000-7000-8000-000000000000?token="
            })
    void what_is_no_link_of_ours_leads_to_nothing(String link) {
        String name = link.substring(link.lastIndexOf('/') + 1, link.indexOf('?'));
        String token = link.substring(link.indexOf('=') + 1);

        Refusal refusal = catchThrowableOfType(Refusal.class, () -> results.get(name, token));

        assertThat(refusal.diagnostics().getFirst().code()).isEqualTo("result.no-such-link");
    }

    @Test
    void what_nobody_fetched_in_three_days_is_forgotten() {
        clock.advance(Duration.ofDays(2));
        clean();
        assertThat(follow(results.link(group, kept))).isEqualTo(ROWS);
        clock.advance(Duration.ofDays(2));
        clean();
        assertThat(refusal(results.link(group, kept)).diagnostics().getFirst().code())
                .isEqualTo("result.no-such-link");
    }

    private void clean() {
        db.asSystem(tx -> {
            results.clean(tx);
            return tx;
        });
    }

    private byte[] follow(URI link) {
        String path = link.getPath();
        return results.get(
                path.substring(path.lastIndexOf('/') + 1),
                link.getQuery().substring("token=".length()));
    }

    private Refusal refusal(URI link) {
        return catchThrowableOfType(Refusal.class, () -> follow(link));
    }

    private UUID keep(GroupId owner) {
        return db.inTransaction(owner.projectNumber(), tx -> results.put(tx, owner, ROWS));
    }

    private GroupId group() {
        return db.asSystem(tx -> {
            Project made =
                    new Projects(ids, clock).create(tx, "large-" + UUID.randomUUID(), "", "");
            seal.createKey(tx, made.key().number());
            return new GroupId(made.key(), 1);
        });
    }
}
