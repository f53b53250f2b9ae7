package dev.tenon.acceptance.architecture;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a package says of itself in its `package-info.java`.
///
/// @param mayImport last names of our packages; empty when it may import none
/// @param startsWithASentence whether its first words are a sentence on what it is for
/// @param saysWhereToStart whether it names the type to read first
record PackageRule(
        String packageName,
        Set<String> mayImport,
        boolean startsWithASentence,
        boolean saysWhereToStart,
        boolean isNullMarked) {
    private static final Pattern MAY_IMPORT =
            Pattern.compile("^/// May import: (.+(?:\\n/// \\S.*)*)$", Pattern.MULTILINE);

    /// Reads the rule.
    ///
    /// @throws IllegalArgumentException when it has no line that says what it may import
    static PackageRule of(SourceFile packageInfo) {
        Matcher found = MAY_IMPORT.matcher(packageInfo.text());
        if (!found.find())
            throw new IllegalArgumentException(
                    packageInfo.path() + " has no line \"/// May import: …\"");
        return new PackageRule(
                packageInfo.packageName(),
                names(found.group(1).replace("\n///", "")),
                packageInfo.text().startsWith("/// "),
                packageInfo.text().contains("/// Start reading at ["),
                packageInfo.text().contains("\n@NullMarked\n"));
    }

    private static Set<String> names(String list) {
        if (list.equals("nothing of ours")) return Set.of();
        return Arrays.stream(list.split(",")).map(String::strip).collect(Collectors.toSet());
    }

    /// Whether a class of this package may use one of the other.
    boolean allows(String otherPackage) {
        return otherPackage.equals(packageName)
                || mayImport.contains("all")
                || mayImport.contains(lastName(otherPackage));
    }

    /// `json` for `dev.tenon.server.json`.
    static String lastName(String packageName) {
        return packageName.substring(packageName.lastIndexOf('.') + 1);
    }
}
