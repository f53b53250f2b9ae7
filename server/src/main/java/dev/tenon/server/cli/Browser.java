package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Terminal;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Opens a link in the person's browser, where there is one.
final class Browser {
    private Browser() {}

    /// Does nothing when there is no browser or the link is no web address: the link was shown.
    static void open(String link, Terminal terminal) {
        Optional<List<String>> command = command(link, terminal);
        if (command.isEmpty() || !isWeb(link)) return;
        try {
            new ProcessBuilder(command.get())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException _) {
            terminal.note("The browser did not open; open the link yourself.");
        }
    }

    private static boolean isWeb(String link) {
        try {
            String scheme = String.valueOf(URI.create(link).getScheme());
            return scheme.equals("https") || scheme.equals("http");
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static Optional<List<String>> command(String link, Terminal terminal) {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.contains("mac")) return Optional.of(List.of("open", link));
        if (system.contains("win")) {
            return Optional.of(List.of("rundll32", "url.dll,FileProtocolHandler", link));
        }
        boolean hasScreen =
                !terminal.variable("DISPLAY").isEmpty()
                        || !terminal.variable("WAYLAND_DISPLAY").isEmpty();
        return hasScreen ? Optional.of(List.of("xdg-open", link)) : Optional.empty();
    }
}
