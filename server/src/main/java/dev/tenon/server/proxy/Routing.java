package dev.tenon.server.proxy;

import dev.tenon.diagnostics.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a call's headers say of the account that it is for. Each may begin with `x-amp-` or with
/// `x-tenon-`.
///
/// @param installation null where it is named by integration and group
/// @param consumerRef the person as whom the call is made; empty for nobody in particular
/// @param throttle whether calls wait out a pause that the provider asked for
public record Routing(
        @Nullable UUID installation,
        String integration,
        String groupRef,
        String consumerRef,
        boolean throttle) {
    /// Written out, for other packages see what may be null.
    public Routing(
            @Nullable UUID installation,
            String integration,
            String groupRef,
            String consumerRef,
            boolean throttle) {
        this.installation = installation;
        this.integration = integration;
        this.groupRef = groupRef;
        this.consumerRef = consumerRef;
        this.throttle = throttle;
    }

    /// @throws Refusal `request.missing`, `installation.unknown`, `proxy.unknown-version` or
    ///   `proxy.unknown-mode`
    static Routing of(Map<String, List<String>> headers) {
        String version = text(headers, "proxy-version");
        if (!version.isEmpty() && !version.equals("1")) throw unknownVersion(version);
        String integration = text(headers, "integration-name");
        String group = text(headers, "group-ref");
        UUID installation = installation(text(headers, "installation-id"));
        if (installation == null && integration.isEmpty()) throw missing("installation-id");
        if (installation == null && group.isEmpty()) throw missing("group-ref");
        return new Routing(
                installation, integration, group, text(headers, "consumer-ref"), throttle(headers));
    }

    /// The project's name or id.
    ///
    /// @throws Refusal `request.missing`
    public static String project(Map<String, List<String>> headers) {
        String project = text(headers, "project-id");
        if (project.isEmpty()) throw missing("project-id");
        return project;
    }

    private static String text(Map<String, List<String>> headers, String name) {
        return first(headers, "x-tenon-" + name)
                .or(() -> first(headers, "x-amp-" + name))
                .map(String::strip)
                .orElse("");
    }

    private static Optional<String> first(Map<String, List<String>> headers, String name) {
        return headers.getOrDefault(name, List.of()).stream().findFirst();
    }

    private static @Nullable UUID installation(String id) {
        if (id.isEmpty()) return null;
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException _) {
            throw Ways.unknown(id);
        }
    }

    private static boolean throttle(Map<String, List<String>> headers) {
        String mode = text(headers, "rate-limiter-mode").toLowerCase(Locale.ROOT);
        if (mode.isEmpty()) return false;
        if (mode.equals("throttle")) return true;
        throw new Refusal(
                Refusal.Kind.INVALID,
                "proxy.unknown-mode",
                "There is no rate limiter mode \"" + mode + "\".",
                "header X-Amp-Rate-Limiter-Mode",
                "Send \"throttle\", or leave the header out.");
    }

    private static Refusal unknownVersion(String version) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "proxy.unknown-version",
                "There is no proxy version \"" + version + "\".",
                "header X-Amp-Proxy-Version",
                "Send 1.");
    }

    private static Refusal missing(String name) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "request.missing",
                "The header x-amp-" + name + " is missing.",
                "header x-amp-" + name,
                name.equals("project-id")
                        ? "Send it with the project's id or name."
                        : "Send x-amp-installation-id, or x-amp-integration-name and"
                                + " x-amp-group-ref.");
    }
}
