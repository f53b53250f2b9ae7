package dev.tenon.connectors.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.ConnectorInfo.Setting;
import dev.tenon.spi.SignIn;
import dev.tenon.spi.SignIn.ClientProof;
import dev.tenon.spi.SignIn.Placement;
import dev.tenon.spi.SignIn.Scheme;
import dev.tenon.spi.SignIn.TokenCall;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SignInLinesTest {
    private static final Pattern HOLE = Pattern.compile("\\{\\{([A-Za-z0-9_.-]+)\\}\\}");
    private static final Set<String> OF_THE_MOMENT =
            Set.of(
                    "accessToken",
                    "refreshToken",
                    "revokedToken",
                    "code",
                    "redirectUri",
                    "codeVerifier",
                    "random",
                    "scope",
                    "tokenEndpoint");

    private final Catalog catalog = Catalog.bundled();

    private void each(Consumer<ConnectorInfo> check) {
        int count = 0;
        for (CatalogEntry entry : catalog.all()) {
            Optional<ConnectorInfo> info = catalog.signIn(entry.name());
            info.ifPresent(check);
            if (info.isPresent()) count++;
        }
        assertThat(count).isGreaterThan(990);
    }

    private static List<String> urls(ConnectorInfo info) {
        var urls = new ArrayList<String>();
        urls.add(info.baseUrl());
        info.signIn()
                .consent()
                .ifPresent(consent -> {
                    urls.add(consent.authorizeUrl());
                    urls.add(consent.requestTokenUrl());
                });
        info.signIn()
                .tokens()
                .ifPresent(tokens -> {
                    urls.add(tokens.obtain().url());
                    urls.add(tokens.refresh().url());
                    tokens.revoke().ifPresent(call -> urls.add(call.url()));
                });
        urls.removeIf(String::isEmpty);
        return urls.stream().flatMap(url -> Stream.of(url.split(" \\| ", -1))).toList();
    }

    private static Set<String> values(ConnectorInfo info) {
        SignIn signIn = info.signIn();
        var values = new HashSet<>(OF_THE_MOMENT);
        values.addAll(info.settings().keySet());
        signIn.fields().forEach(field -> values.add(field.name()));
        if (signIn.assertion().isPresent()) values.addAll(List.of("assertion", "keyFingerprint"));
        signIn.consent()
                .ifPresent(consent -> {
                    values.addAll(consent.kept());
                    values.addAll(List.of("clientId", "clientSecret"));
                });
        signIn.tokens().ifPresent(tokens -> values.addAll(tokens.reply().kept().keySet()));
        if (signIn.scheme() == Scheme.PASSWORD) values.addAll(List.of("clientId", "clientSecret"));
        return values;
    }

    @Test
    void what_leads_to_the_consent_page_is_known_before_it() {
        each(info ->
                info.signIn()
                        .consent()
                        .ifPresent(consent -> {
                            var values = new HashSet<>(info.settings().keySet());
                            values.addAll(List.of("clientId", "redirectUri"));
                            info.signIn().fields().forEach(field -> values.add(field.name()));
                            boolean isKnown =
                                    Stream.of(consent.authorizeUrl().split(" \\| ", -1))
                                            .anyMatch(url ->
                                                    HOLE.matcher(url)
                                                            .results()
                                                            .allMatch(hole ->
                                                                    values.contains(
                                                                            hole.group(1))));
                            assertThat(isKnown).as(info.id()).isTrue();
                        }));
    }

    @Test
    void every_name_has_a_value() {
        each(info -> {
            Set<String> values = values(info);
            var templates = new ArrayList<>(urls(info));
            SignIn signIn = info.signIn();
            signIn.proof().placements().stream().map(Placement::value).forEach(templates::add);
            signIn.consent()
                    .ifPresent(consent -> {
                        templates.addAll(consent.params().values());
                        templates.addAll(consent.scopes());
                    });
            signIn.assertion()
                    .ifPresent(assertion -> {
                        templates.add(assertion.key());
                        templates.addAll(assertion.claims().values());
                        templates.addAll(assertion.header().values());
                    });
            signIn.tokens()
                    .ifPresent(tokens -> {
                        templates(tokens.obtain(), templates);
                        tokens.revoke().ifPresent(call -> templates(call, templates));
                    });
            for (String template : templates) {
                Matcher holes = HOLE.matcher(template);
                while (holes.find()) {
                    if (signIn.scheme() != Scheme.CLIENT_CREDENTIALS
                            || !holes.group(1).equals("scope"))
                        assertThat(values).as(info.id() + " " + template).contains(holes.group(1));
                }
                assertThat(HOLE.matcher(template).replaceAll("x"))
                        .as(info.id())
                        .doesNotContain("{{", "}}", "${", "base64(");
            }
        });
    }

    private static void templates(TokenCall call, List<String> templates) {
        templates.addAll(call.params().values());
        call.headers().forEach(each -> templates.add(each.value()));
    }

    @Test
    void every_url_is_https_whatever_the_settings() {
        each(info -> {
            for (String url : urls(info)) {
                String filled =
                        HOLE.matcher(url)
                                .replaceAll(hole -> {
                                    Setting setting = info.settings().get(hole.group(1));
                                    if (setting == null) return "https://told.example";
                                    return Matcher.quoteReplacement(setting.example());
                                })
                                .replace("https://https://", "https://");
                URI uri = URI.create(filled.replace(" ", ""));
                assertThat(uri.getScheme()).as(info.id() + " " + url).isEqualTo("https");
                assertThat(uri.getUserInfo()).as(info.id()).isNull();
            }
        });
    }

    @Test
    void no_setting_takes_what_leads_elsewhere() {
        each(info ->
                info.settings()
                        .forEach((name, setting) -> {
                            assertThat(setting.example()).as(info.id() + " " + name).isNotEmpty();
                            assertThat(setting.example()).as(info.id()).matches(setting.pattern());
                            assertThat(setting.title()).as(info.id()).isNotBlank();
                            for (String evil :
                                    List.of(
                                            "a@evil.example",
                                            "a/../../b",
                                            "a b",
                                            "a?b=c",
                                            "a#b",
                                            "a\\b",
                                            "")) {
                                assertThat(Pattern.matches(setting.pattern(), evil))
                                        .as(info.id() + " " + name + " " + evil)
                                        .isFalse();
                            }
                        }));
    }

    @Test
    void a_secret_never_stands_in_a_setting() {
        each(info ->
                assertThat(info.settings().keySet())
                        .as(info.id())
                        .noneMatch(name -> name.matches("(?i).*(password|secret|apikey|token)")));
    }

    @Test
    void who_shows_a_signed_token_signs_one() {
        each(info ->
                info.signIn()
                        .tokens()
                        .filter(tokens -> tokens.obtain().client() == ClientProof.PRIVATE_KEY_JWT)
                        .ifPresent(_ ->
                                assertThat(info.signIn().assertion()).as(info.id()).isPresent()));
    }

    @Test
    void the_same_systems_sign_in_in_the_same_ways() {
        Map<String, Scheme> known =
                Map.of(
                        "hubspot", Scheme.AUTHORIZATION_CODE,
                        "marketo", Scheme.CLIENT_CREDENTIALS,
                        "gong", Scheme.BASIC,
                        "netsuite-tba", Scheme.OAUTH1,
                        "rippling", Scheme.API_KEY,
                        "veeva-vault", Scheme.TOKEN_EXCHANGE,
                        "snowflake-jwt", Scheme.JWT,
                        "emarsys", Scheme.CUSTOM,
                        "sugar-crm", Scheme.PASSWORD,
                        "youcanbook-me-public", Scheme.NONE);
        known.forEach((name, scheme) ->
                assertThat(catalog.signIn(name).orElseThrow().signIn().scheme())
                        .as(name)
                        .isEqualTo(scheme));
        assertThat(new TreeSet<>(known.values())).hasSize(Scheme.values().length);
    }

    @Test
    void a_system_that_is_not_known_has_none() {
        assertThat(catalog.signIn("no-such-system")).isEmpty();
        assertThat(catalog.signIn("telegram")).as("its key stands in the path").isEmpty();
    }

    @Test
    void the_lines_are_what_the_facts_say() throws IOException {
        Path facts = CatalogTest.shared().resolve("catalog/providers.jsonl");
        assumeTrue(Files.exists(facts), "the shared folder is not here");
        var writer = new SignInWriter();
        assertThat(writer.lines(facts)).isEqualTo(lines());
        assertThat(writer.incomplete()).hasSizeLessThan(31);
    }

    private static List<String> lines() throws IOException {
        try (InputStream lines =
                Objects.requireNonNull(Catalog.class.getResourceAsStream("sign-ins.jsonl"))) {
            return new String(lines.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
