package dev.tenon.format;

import java.util.List;

/// A plan as a person reads it on a terminal.
public final class PlanText {
    private PlanText() {}

    /// One line for each change, marked `+`, `-` or `~`, then the warnings; ends with a line break.
    public static String write(Plan plan) {
        var text = new StringBuilder();
        if (plan.isEmpty()) text.append("Nothing to change.\n");
        for (Plan.IntegrationChange change : plan.integrations()) write(text, change);
        for (Plan.Warning warning : plan.warnings()) {
            text.append("\n! ").append(warning.code()).append(": ").append(warning.what());
            text.append("\n  at  ").append(warning.where());
            text.append("\n  fix ").append(warning.fix()).append('\n');
        }
        return text.toString();
    }

    private static void write(StringBuilder text, Plan.IntegrationChange change) {
        text.append(mark(change.kind())).append(' ').append(change.name());
        if (change.revision() != null) {
            text.append(" (revision ").append(change.revision()).append(')');
        }
        if (change.kind() == Plan.Kind.KEPT) text.append(" is not in this manifest and stays");
        text.append('\n');
        writeKeys(text, change.keys(), "    ");
        for (Plan.ObjectChange object : change.objects()) {
            text.append("    ").append(mark(object.kind())).append(' ');
            text.append(object.section()).append(' ').append(object.objectName()).append('\n');
            writeKeys(text, object.keys(), "        ");
        }
    }

    private static void writeKeys(StringBuilder text, List<Plan.KeyChange> keys, String indent) {
        for (Plan.KeyChange key : keys) {
            text.append(indent).append(key.path()).append(": ");
            if (key.before() == null) text.append(key.after());
            else if (key.after() == null) text.append(key.before()).append(" goes");
            else text.append(key.before()).append(" -> ").append(key.after());
            text.append('\n');
        }
    }

    private static char mark(Plan.Kind kind) {
        return switch (kind) {
            case ADDED -> '+';
            case REMOVED -> '-';
            case CHANGED -> '~';
            case UNCHANGED, KEPT -> ' ';
        };
    }
}
