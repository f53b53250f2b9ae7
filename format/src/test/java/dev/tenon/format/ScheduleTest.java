package dev.tenon.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* * * * *        | 2026-11-24T10:00:30Z | 2026-11-24T10:01:00Z",
                "*/10 * * * *     | 2026-11-24T10:00:00Z | 2026-11-24T10:10:00Z",
                "5/20 * * * *     | 2026-11-24T10:30:00Z | 2026-11-24T10:45:00Z",
                "0 3 * * *        | 2026-11-24T03:00:00Z | 2026-11-25T03:00:00Z",
                "0 8 * * mon-fri  | 2026-11-27T09:00:00Z | 2026-11-30T08:00:00Z",
                "0 0 * * 7        | 2026-11-24T00:00:00Z | 2026-11-29T00:00:00Z",
                "0 0 29 2 *       | 2026-11-24T00:00:00Z | 2028-02-29T00:00:00Z",
                "0 0 1 * sun      | 2026-11-24T00:00:00Z | 2026-11-29T00:00:00Z",
                "59 23 31 DEC *   | 2026-11-24T00:00:00Z | 2026-12-31T23:59:00Z",
                "0,30 1-2 * * *   | 2026-11-24T01:30:00Z | 2026-11-24T02:00:00Z"
            })
    void the_next_moment_is_the_one_cron_would_take(String cron, Instant now, Instant next)
            throws Schedule.Malformed {
        assertThat(Schedule.parse(cron).after(now)).contains(next);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "* * * * * *",
                "@daily",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * * 13 *",
                "* * * * 8",
                "*/0 * * * *",
                "5-1 * * * *",
                "a * * * *",
                "1,,2 * * * *",
                "1/2/3 * * * *",
                "1-2-3 * * * *",
                "* * * foo *",
                "0 0 30 2 *",
                "-1 * * * *"
            })
    void what_is_no_schedule_is_refused_with_a_fix(String cron) {
        assertThatThrownBy(() -> Schedule.parse(cron))
                .isInstanceOfSatisfying(
                        Schedule.Malformed.class,
                        malformed -> {
                            assertThat(malformed.what()).endsWith(".");
                            assertThat(malformed.fix()).startsWith("Write ").endsWith(".");
                        });
    }

    @Test
    void a_schedule_under_a_minute_is_told_that_a_minute_is_the_most_often() {
        assertThatThrownBy(() -> Schedule.parse("*/30 * * * * *"))
                .isInstanceOfSatisfying(
                        Schedule.Malformed.class,
                        malformed -> {
                            assertThat(malformed.what())
                                    .contains("once a minute is the most often");
                            assertThat(malformed.fix()).contains("\"* * * * *\"");
                        });
    }

    @Test
    void the_shortest_gap_tells_how_often_it_comes_at_most() throws Schedule.Malformed {
        assertThat(Schedule.parse("* * * * *").shortestGap()).isEqualTo(Duration.ofMinutes(1));
        assertThat(Schedule.parse("0,5,30 * * * *").shortestGap()).isEqualTo(Duration.ofMinutes(5));
        assertThat(Schedule.parse("0 3 * * *").shortestGap()).isEqualTo(Duration.ofDays(1));
    }
}
