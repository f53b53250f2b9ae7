package dev.tenon.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.cli.screen.Progress;
import dev.tenon.server.cli.screen.Span;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.cli.screen.Waiting;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    private Terminal terminal(boolean isInteractive) {
        var stream = new PrintStream(shown, true, StandardCharsets.UTF_8);
        return new Terminal(
                stream,
                stream,
                new ByteArrayInputStream(new byte[0]),
                Map.of(),
                isInteractive,
                new Waiting() {
                    @Override
                    public Instant now() {
                        return now;
                    }

                    @Override
                    public void pause(Duration duration) {
                        now = now.plus(duration);
                    }
                });
    }

    @Test
    void elsewhere_than_on_a_terminal_there_is_a_line_every_ten_seconds() {
        var progress = new Progress(terminal(false));

        progress.show(0, 10_000);
        now = now.plusSeconds(5);
        progress.show(2_000, 10_000);
        now = now.plusSeconds(5);
        progress.show(5_000, 10_000);
        progress.end();

        assertThat(shown.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        0 of about 10,000 records
                        5,000 of about 10,000 records, 500/s, 10 s left
                        """);
    }

    @Test
    void on_a_terminal_one_line_is_written_again_and_cleared_at_the_end() {
        var progress = new Progress(terminal(true));

        progress.show("one");
        progress.show("two");
        progress.end();

        assertThat(shown.toString(StandardCharsets.UTF_8))
                .isEqualTo("\r\u001b[2Kone\r\u001b[2Ktwo\r\u001b[2K");
    }

    @Test
    void times_are_told_in_the_largest_unit_that_fits() {
        assertThat(Span.ago("2026-03-01T11:59:30Z", now)).isEqualTo("30 s ago");
        assertThat(Span.ago("2026-03-01T09:30:00Z", now)).isEqualTo("2 h ago");
        assertThat(Span.ago("2026-02-01T12:00:00Z", now)).isEqualTo("28 d ago");
        assertThat(Span.ago("", now)).isEqualTo("-");
        assertThat(Span.ago("never", now)).isEqualTo("never");
        assertThat(Span.parse("250ms")).contains(Duration.ofMillis(250));
        assertThat(Span.parse("5 minutes")).isEmpty();
    }
}
