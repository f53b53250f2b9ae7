package dev.tenon.acceptance.architecture;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A Java file.
///
/// @param path below the repository's root
/// @param packageName as its folder says
record SourceFile(String path, String packageName, String text) {
    /// A text block, a string or a character. Comments are matched too, so that a quote in one of
    /// them does not open a string.
    private static final Pattern LITERAL_OR_COMMENT =
            Pattern.compile(
                    "\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])+'"
                            + "|//[^\\n]*|/\\*.*?\\*/",
                    Pattern.DOTALL);

    /// How many lines it has.
    long lines() {
        return text.lines().count();
    }

    /// Its code: comments and the inside of strings are left out.
    String code() {
        return LITERAL_OR_COMMENT
                .matcher(text)
                .replaceAll(found -> found.group().startsWith("/") ? "" : "\"\"");
    }

    /// What its strings say, without their quotes; text blocks are left out.
    List<String> strings() {
        return LITERAL_OR_COMMENT
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .filter(literal -> literal.startsWith("\"") && !literal.startsWith("\"\"\""))
                .map(literal -> literal.substring(1, literal.length() - 1))
                .toList();
    }

    /// Whether it describes its package.
    boolean isPackageInfo() {
        return path.endsWith("/package-info.java");
    }

    /// The first group of each place in its code that matches.
    Stream<String> find(Pattern pattern) {
        return pattern.matcher(code()).results().map(found -> found.group(1));
    }
}
