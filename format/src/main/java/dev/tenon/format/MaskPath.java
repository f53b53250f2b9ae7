package dev.tenon.format;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Splits the path of a field mask into names.
final class MaskPath {
    private static final String ESCAPABLE = ".:/\\";

    private MaskPath() {}

    /// The names of `.read.objects.a\.b`; nothing when a name is empty or a backslash stands before
    /// what needs none.
    static @Nullable List<String> split(String path) {
        var names = new ArrayList<String>();
        var name = new StringBuilder();
        for (int i = path.startsWith(".") ? 1 : 0; i < path.length(); i++) {
            char letter = path.charAt(i);
            if (letter == '\\') {
                if (++i == path.length() || ESCAPABLE.indexOf(path.charAt(i)) < 0) return null;
                name.append(path.charAt(i));
            } else if (letter == '.') {
                if (name.isEmpty()) return null;
                names.add(name.toString());
                name.setLength(0);
            } else {
                name.append(letter);
            }
        }
        if (name.isEmpty()) return path.isEmpty() ? names : null;
        names.add(name.toString());
        return names;
    }
}
