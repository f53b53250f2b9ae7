package dev.tenon.server.cli.screen;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How far long work has come: one line that is rewritten on a terminal, a line every ten seconds
/// elsewhere. For use by one thread.
public final class Progress {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final Terminal terminal;
    private final Instant begun;
    private @Nullable Instant shown;

    public Progress(Terminal terminal) {
        this.terminal = terminal;
        this.begun = terminal.waiting().now();
    }

    /// Shows records done, the rate, and what remains where the whole is known.
    ///
    /// @param whole 0 when it is not known
    public void show(long done, long whole) {
        show(describe(done, whole));
    }

    /// Shows a text.
    public void show(String text) {
        Instant now = terminal.waiting().now();
        if (terminal.isInteractive()) {
            terminal.err().print("\r\u001b[2K" + text);
            terminal.err().flush();
        } else if (shown == null || !now.isBefore(shown.plus(BETWEEN_LINES))) {
            terminal.note(text);
        } else {
            return;
        }
        shown = now;
    }

    /// Clears the line on a terminal; to be called when the work has ended.
    public void end() {
        if (!terminal.isInteractive() || shown == null) return;
        terminal.err().print("\r\u001b[2K");
        terminal.err().flush();
    }

    private String describe(long done, long whole) {
        double seconds = Duration.between(begun, terminal.waiting().now()).toMillis() / 1_000.0;
        var text = new StringBuilder(Count.of(done));
        if (whole > 0) text.append(" of about ").append(Count.of(whole));
        text.append(" records");
        if (seconds < 1 || done == 0) return text.toString();
        double rate = done / seconds;
        text.append(String.format(Locale.ROOT, ", %s/s", Count.of(Math.round(rate))));
        if (whole > done && rate > 0) {
            text.append(", ").append(Span.of(Duration.ofSeconds((long) ((whole - done) / rate))));
            text.append(" left");
        }
        return text.toString();
    }
}
