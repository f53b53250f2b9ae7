package dev.tenon.format;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes away the warnings that the author does not want to hear of: a comment `amp:ignore[rule]`
/// or `tenon:ignore[rule]` at the end of the line, or on a line of its own above it. Errors stay.
final class Silence {
    private static final Pattern COMMENT =
            Pattern.compile("#.*?\\b(?:amp|tenon):ignore\\[([^\\]]*)]");

    private final List<String> lines;

    Silence(String source) {
        lines = source.lines().toList();
    }

    List<Finding> apply(List<Finding> findings) {
        return findings.stream().filter(each -> each.isError() || !isSilenced(each)).toList();
    }

    private boolean isSilenced(Finding finding) {
        String rule = finding.code().substring(finding.code().indexOf('.') + 1);
        return rulesFor(finding.line()).stream()
                .anyMatch(each -> each.equals(rule) || each.equals(finding.code()));
    }

    private List<String> rulesFor(int line) {
        var rules = new ArrayList<String>();
        if (line < 1 || line > lines.size()) return rules;
        addRules(lines.get(line - 1), rules);
        for (int above = line - 2; above >= 0; above--) {
            String text = lines.get(above).strip();
            if (!text.startsWith("#")) break;
            addRules(text, rules);
        }
        return rules;
    }

    private static void addRules(String line, List<String> rules) {
        Matcher comments = COMMENT.matcher(line);
        while (comments.find()) {
            for (String rule : comments.group(1).split(",", -1)) rules.add(rule.strip());
        }
    }
}
