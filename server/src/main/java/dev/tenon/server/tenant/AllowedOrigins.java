package dev.tenon.server.tenant;

import dev.tenon.diagnostics.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// The origins whose pages may call a project's API from a browser: exact ones such as
/// `https://app.example.com`, all below a name such as `https://*.example.com`, or `*` for any.
///
/// @param patterns in lower case
public record AllowedOrigins(List<String> patterns) {
    /// Those of a project that browsers must not call.
    public static final AllowedOrigins NONE = new AllowedOrigins(List.of());

    /// Those of what is no secret.
    public static final AllowedOrigins ALL = new AllowedOrigins(List.of("*"));

    private static final String ANY = "*";
    private static final String BELOW = "https://*.";
    private static final int MOST = 100;
    private static final Pattern ORIGIN =
            Pattern.compile("https?://([a-z0-9-]+(\\.[a-z0-9-]+)*|\\[[0-9a-f:]+])(:\\d{1,5})?");
    private static final Pattern NAMES_BELOW =
            Pattern.compile("https://\\*(\\.[a-z0-9-]+){2,}(:\\d{1,5})?");
    private static final Pattern LABELS = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)*");

    /// Copies its list.
    public AllowedOrigins {
        patterns = List.copyOf(patterns);
    }

    /// Reads what a team wrote down; a slash at the end is left out.
    ///
    /// @throws Refusal `project.bad-origin` for each that is none
    public static AllowedOrigins parse(List<String> texts) {
        if (texts.size() > MOST) throw tooMany(texts.size());
        var patterns = new ArrayList<String>();
        for (String text : texts) {
            String pattern = text.strip().toLowerCase(Locale.ROOT).replaceFirst("/$", "");
            if (!isOne(pattern)) throw bad(text);
            if (!patterns.contains(pattern)) patterns.add(pattern);
        }
        return new AllowedOrigins(patterns);
    }

    private static boolean isOne(String pattern) {
        if (pattern.equals(ANY)) return true;
        boolean hasUsualPort =
                pattern.startsWith("https:") ? pattern.endsWith(":443") : pattern.endsWith(":80");
        return !hasUsualPort
                && (ORIGIN.matcher(pattern).matches() || NAMES_BELOW.matcher(pattern).matches());
    }

    /// Whether pages of an origin, as a browser writes it, may call.
    public boolean allows(String origin) {
        return patterns.stream().anyMatch(pattern -> covers(pattern, origin));
    }

    /// Whether pages of no origin may.
    public boolean isNone() {
        return patterns.isEmpty();
    }

    /// Those that stand for one origin each.
    public List<String> exact() {
        return patterns.stream()
                .filter(pattern -> !pattern.equals(ANY) && !pattern.startsWith(BELOW))
                .toList();
    }

    /// Whether pages of every origin may.
    public boolean isAny() {
        return patterns.contains(ANY);
    }

    private static boolean covers(String pattern, String origin) {
        if (pattern.equals(ANY) || pattern.equals(origin)) return true;
        if (!pattern.startsWith(BELOW) || !origin.startsWith("https://")) return false;
        String end = pattern.substring(BELOW.length() - 1);
        return origin.endsWith(end)
                && LABELS.matcher(
                                origin.substring(
                                        "https://".length(), origin.length() - end.length()))
                        .matches();
    }

    private static Refusal bad(String text) {
        return refusal(
                "\"" + text + "\" is no origin.",
                "Write scheme, host and port as browsers do: https://app.example.com,"
                        + " http://localhost:5173, https://*.example.com for all below a name, or *"
                        + " for any page there is; without path and without the usual port.");
    }

    private static Refusal tooMany(int count) {
        return refusal(
                count + " origins are too many.",
                "List at most " + MOST + "; https://*.example.com stands for all below a name.");
    }

    private static Refusal refusal(String what, String fix) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "project.bad-origin",
                what,
                "body.project.allowedOrigins",
                fix);
    }
}
