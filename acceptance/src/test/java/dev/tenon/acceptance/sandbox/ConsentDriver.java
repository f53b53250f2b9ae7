package dev.tenon.acceptance.sandbox;

import dev.tenon.sandbox.web.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/// A person who consents to an app.
///
/// @param base where the sandbox is
/// @param client the app
record ConsentDriver(URI base, String client) {
    private static final String CALLBACK = "http://127.0.0.1:1/callback";

    /// Consents for an org's administrator; answers the refresh token.
    String refreshToken(String org) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            String asked =
                    "response_type=code&decision=allow&client_id="
                            + client
                            + "&org="
                            + org
                            + "&redirect_uri="
                            + encoded(CALLBACK);
            var consent =
                    http.send(post("/services/oauth2/authorize", asked), BodyHandlers.ofString());
            String code =
                    consent.headers()
                            .firstValue("location")
                            .orElseThrow()
                            .replaceFirst(".*code=", "");
            String form =
                    "grant_type=authorization_code&client_secret=secret&client_id="
                            + client
                            + "&code="
                            + code
                            + "&redirect_uri="
                            + encoded(CALLBACK);
            var reply = http.send(post("/services/oauth2/token", form), BodyHandlers.ofByteArray());
            return Json.parse(reply.body()).path("refresh_token").stringValue();
        }
    }

    private HttpRequest post(String path, String form) {
        return HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
