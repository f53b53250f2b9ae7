package dev.tenon.format;

import dev.tenon.diagnostics.Diagnostic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Gathers the findings of one reading.
final class Notes {
    private final String area;
    private final String file;
    private final List<Finding> findings = new ArrayList<>();

    /// @param area the first word of the codes, `manifest` or `config`
    Notes(String area, String file) {
        this.area = area;
        this.file = file;
    }

    void error(Place place, String rule, String what, String fix) {
        add(Severity.ERROR, place, rule, what, fix);
    }

    void warning(Place place, String rule, String what, String fix) {
        add(Severity.WARNING, place, rule, what, fix);
    }

    private void add(Severity severity, Place place, String rule, String what, String fix) {
        var diagnostic = new Diagnostic(area + "." + rule, what, where(place), fix);
        findings.add(
                new Finding(
                        severity, diagnostic, file, place.line(), place.column(), place.path()));
    }

    private String where(Place place) {
        if (place.line() == 0) return place.path();
        String position = "%s:%d:%d".formatted(file, place.line(), place.column());
        return place.path().isEmpty() ? position : position + "  " + place.path();
    }

    boolean hasErrors() {
        return findings.stream().anyMatch(Finding::isError);
    }

    /// In the order of the file.
    List<Finding> findings() {
        return findings.stream()
                .sorted(Comparator.comparingInt(Finding::line).thenComparingInt(Finding::column))
                .toList();
    }
}
