package dev.tenon.server.write;

import java.util.ArrayList;
import java.util.List;

/// What was found in one record before it is sent: problems, which keep it from being sent, and
/// warnings. For use by one thread.
final class Findings {
    private final String where;
    private final List<WriteProblem> problems = new ArrayList<>();
    private final List<WriteProblem> warnings = new ArrayList<>();

    /// @param where the record's place, such as `body.batch[3].record`
    Findings(String where) {
        this.where = where;
    }

    void problem(String code, String what, String field, String fix) {
        problems.add(WriteProblem.of(code, what, where + "." + field, fix));
    }

    void warning(String code, String what, String field, String fix) {
        warnings.add(WriteProblem.of(code, what, where + "." + field, fix));
    }

    List<WriteProblem> problems() {
        return List.copyOf(problems);
    }

    List<WriteProblem> warnings() {
        return List.copyOf(warnings);
    }
}
