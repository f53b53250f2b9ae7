package dev.tenon.server.cli;

import dev.tenon.server.cli.remote.Address;
import dev.tenon.server.cli.remote.Remote;
import dev.tenon.server.cli.screen.Ink;
import dev.tenon.server.cli.screen.Span;
import dev.tenon.server.cli.screen.Terminal;
import tools.jackson.databind.JsonNode;

/// What a command works with: a server, a project there, and the terminal.
///
/// @param json whether the result is to be JSON
record Desk(Terminal terminal, Remote remote, String project, boolean json) {
    /// An address within the project.
    Address inProject(String template, String... parts) {
        return under("/v1", template, parts);
    }

    /// An address within the project on another part of the API, such as `/write/v1`.
    Address under(String root, String template, String... parts) {
        var all = new String[parts.length + 1];
        all[0] = project;
        System.arraycopy(parts, 0, all, 1, parts.length);
        return Address.of(root + "/projects/{}" + template, all);
    }

    /// Shows a result as JSON, or else as people like it.
    int show(JsonNode result, Runnable forPeople) {
        if (json) {
            terminal.json(result);
        } else {
            forPeople.run();
        }
        return ExitCode.OK;
    }

    /// Says that something was done.
    void done(String text) {
        terminal.say(terminal.paint(Ink.GREEN, Terminal.clean(text)));
    }

    /// How long ago a moment was.
    String ago(String moment) {
        return Span.ago(moment, terminal.waiting().now());
    }
}
