package dev.tenon.server.boot;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.identity.IdentitySettings;
import dev.tenon.server.people.Arrivals;
import dev.tenon.server.seal.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/// The options of `tenon serve` about how people come in.
final class EntranceOptions {
    @Option(
            names = "--proxies",
            description =
                    "How many reverse proxies of yours add to X-Forwarded-For (TENON_PROXIES, 0).")
    private String proxies = "";

    @Option(
            names = "--oidc-issuer",
            description =
                    "Issuer of the identity provider that signs people in (TENON_OIDC_ISSUER).")
    private String issuer = "";

    @Option(
            names = "--oidc-client-id",
            description =
                    "The client there (TENON_OIDC_CLIENT_ID); its secret: TENON_OIDC_CLIENT_SECRET,"
                            + " or the file TENON_OIDC_CLIENT_SECRET_FILE.")
    private String client = "";

    @Option(
            names = "--oidc-scopes",
            description = "What is asked for (TENON_OIDC_SCOPES, \"openid email profile\").")
    private String scopes = "";

    @Option(
            names = "--oidc-name",
            description = "What the button calls it (TENON_OIDC_NAME, the issuer's host).")
    private String name = "";

    @Option(
            names = "--oidc-role-claim",
            description =
                    "Claim, or path with dots, that makes admins (TENON_OIDC_ROLE_CLAIM, none).")
    private String roleClaim = "";

    @Option(
            names = "--oidc-admin-value",
            description = "The value of that claim that does (TENON_OIDC_ADMIN_VALUE).")
    private String adminValue = "";

    @Option(
            names = "--oidc-auto-create",
            description =
                    "Domains whose people are added when they come (TENON_OIDC_AUTO_CREATE, none).")
    private String autoCreate = "";

    @Option(
            names = "--oidc-only",
            description = "No passwords; the admin key still opens (TENON_OIDC_ONLY=true).")
    private boolean only;

    @Option(
            names = "--oidc-unverified-emails",
            description =
                    "Believe addresses that the provider does not call verified"
                            + " (TENON_OIDC_UNVERIFIED_EMAILS=true).")
    private boolean unverified;

    Settings.Entrance read(Map<String, String> environment) {
        int count = number(value(environment, proxies, "TENON_PROXIES"));
        String at = value(environment, issuer, "TENON_OIDC_ISSUER");
        if (at.isEmpty()) return new Settings.Entrance(count, null);
        String asked = value(environment, scopes, "TENON_OIDC_SCOPES");
        var id =
                new IdentitySettings.Client(
                        required(environment, client, "TENON_OIDC_CLIENT_ID", "--oidc-client-id"),
                        secret(environment),
                        asked.isEmpty() ? "openid email profile" : asked);
        String claim = value(environment, roleClaim, "TENON_OIDC_ROLE_CLAIM");
        var role =
                new IdentitySettings.RoleClaim(
                        claim,
                        claim.isEmpty()
                                ? ""
                                : required(
                                        environment,
                                        adminValue,
                                        "TENON_OIDC_ADMIN_VALUE",
                                        "--oidc-admin-value"));
        return new Settings.Entrance(
                count,
                new IdentitySettings(
                        issuer(at),
                        id,
                        value(environment, name, "TENON_OIDC_NAME"),
                        flag(environment, only, "TENON_OIDC_ONLY"),
                        role,
                        new Arrivals.Rules(
                                domains(value(environment, autoCreate, "TENON_OIDC_AUTO_CREATE")),
                                flag(environment, unverified, "TENON_OIDC_UNVERIFIED_EMAILS"))));
    }

    private static String value(Map<String, String> environment, String given, String variable) {
        return given.isEmpty() ? environment.getOrDefault(variable, "").strip() : given.strip();
    }

    private static boolean flag(Map<String, String> environment, boolean given, String variable) {
        return given || environment.getOrDefault(variable, "").equals("true");
    }

    private static String required(
            Map<String, String> environment, String given, String variable, String option) {
        String value = value(environment, given, variable);
        if (!value.isEmpty()) return value;
        throw bad(
                "The identity provider needs " + option + ".",
                option,
                "Give it, or " + variable + ".");
    }

    private static Secret secret(Map<String, String> environment) {
        String file = environment.getOrDefault("TENON_OIDC_CLIENT_SECRET_FILE", "");
        if (file.isEmpty()) {
            return new Secret(environment.getOrDefault("TENON_OIDC_CLIENT_SECRET", ""));
        }
        try {
            return new Secret(Files.readString(Path.of(file)).strip());
        } catch (IOException failure) {
            throw bad(
                    "The file with the client's secret cannot be read: " + failure.getMessage(),
                    "TENON_OIDC_CLIENT_SECRET_FILE",
                    "Make it readable for the server.");
        }
    }

    private static URI issuer(String text) {
        try {
            URI issuer = URI.create(text);
            boolean isUrl = Set.of("https", "http").contains(String.valueOf(issuer.getScheme()));
            if (isUrl && issuer.getHost() != null && issuer.getRawQuery() == null) return issuer;
        } catch (IllegalArgumentException _) {
            // Told below.
        }
        throw bad(
                "The issuer is no URL.",
                "--oidc-issuer or TENON_OIDC_ISSUER",
                "Write it as the provider does, as in https://login.example.com.");
    }

    private static Set<String> domains(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(domain -> domain.strip().toLowerCase(Locale.ROOT))
                .filter(domain -> !domain.isEmpty())
                .collect(Collectors.toSet());
    }

    private static int number(String text) {
        if (text.isEmpty()) return 0;
        if (text.matches("\\d{1,2}")) return Integer.parseInt(text);
        throw bad(
                "\"" + text + "\" is not a number of proxies.",
                "--proxies or TENON_PROXIES",
                "Give a number such as 1.");
    }

    private static Refusal bad(String what, String where, String fix) {
        return new Refusal(Refusal.Kind.INVALID, "server.bad-setting", what, where, fix);
    }
}
