package dev.tenon.server.cli;

import java.util.Optional;
import java.util.Set;

/// Finds the command's name among the arguments, before anything is parsed.
final class CommandName {
    private static final Set<String> WITH_VALUE =
            Set.of("--server", "--key", "--data", "-p", "--project");

    private CommandName() {}

    static Optional<String> in(String[] args) {
        for (int i = 0; i < args.length; i++) {
            if (!args[i].startsWith("-")) return Optional.of(args[i]);
            if (WITH_VALUE.contains(args[i])) i++;
        }
        return Optional.empty();
    }
}
