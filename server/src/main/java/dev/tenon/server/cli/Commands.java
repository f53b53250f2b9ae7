package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Terminal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/// The commands, in the order in which people come to need them.
final class Commands {
    private Commands() {}

    static Map<String, Function<Terminal, Object>> all() {
        var all = new LinkedHashMap<String, Function<Terminal, Object>>();
        all.put("init", InitCommand::new);
        all.put("validate", ValidateCommand::new);
        all.put("plan", PlanCommand::new);
        all.put("deploy", DeployCommand::new);
        all.put("rollback", RollbackCommand::new);
        all.put("providers", ProvidersCommand::new);
        all.put("objects", ObjectsCommand::new);
        all.put("fields", FieldsCommand::new);
        all.put("schema-changes", SchemaChangesCommand::new);
        all.put("connect", ConnectCommand::new);
        all.put("install", InstallCommand::new);
        all.put("uninstall", UninstallCommand::new);
        all.put("status", StatusCommand::new);
        all.put("read", ReadCommand::new);
        all.put("pause", RestCommand.Pause::new);
        all.put("unpause", RestCommand.Unpause::new);
        all.put("set-aside", SetAsideCommand::new);
        all.put("held-deletions", HeldDeletionsCommand::new);
        all.put("query", QueryCommand::new);
        all.put("get", GetCommand::new);
        all.put("changes", ChangesCommand::new);
        all.put("write", WriteCommand::new);
        all.put("writes", WritesCommand::new);
        all.put("logs", LogsCommand::new);
        all.put("quotas", QuotasCommand::new);
        all.put("destinations", DestinationsCommand::new);
        all.put("projects", ProjectsCommand::new);
        all.put("keys", KeysCommand::new);
        all.put("people", PeopleCommand::new);
        all.put("rotate-keys", RotateKeysCommand::new);
        return all;
    }
}
