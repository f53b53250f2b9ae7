package dev.tenon.acceptance.salesforce;

import dev.tenon.connectors.json.JsonTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// One org of a running Salesforce on this machine, after the code flow.
record SignedIn(HttpClient http, URI host, String token) {
    private static final String CALLBACK = "http://127.0.0.1/callback";
    private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");

    /// Signs in to the org called `org` at `host`, allowing what is asked.
    static SignedIn to(URI host, String org) {
        HttpClient http =
                HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
        String code = consent(http, host, org);
        JsonNode reply =
                JsonTree.read(
                        send(
                                        http,
                                        form(
                                                host.resolve("/services/oauth2/token"),
                                                Map.of(
                                                        "grant_type", "authorization_code",
                                                        "client_id", "acceptance",
                                                        "client_secret", "acceptance",
                                                        "redirect_uri", CALLBACK,
                                                        "code", code)))
                                .body());
        return new SignedIn(
                http,
                URI.create(reply.path("instance_url").stringValue(host.toString())),
                reply.path("access_token").stringValue(""));
    }

    /// Sends a call with this sign-in's token.
    HttpResponse<byte[]> call(
            String method, String path, byte[] body, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(host.resolve(path))
                        .method(method, BodyPublishers.ofByteArray(body))
                        .header("Authorization", "Bearer " + token);
        headers.forEach(request::header);
        return send(http, request.build());
    }

    private static String consent(HttpClient http, URI host, String org) {
        HttpResponse<byte[]> answer =
                send(
                        http,
                        form(
                                host.resolve("/services/oauth2/authorize"),
                                Map.of(
                                        "response_type", "code",
                                        "client_id", "acceptance",
                                        "redirect_uri", CALLBACK,
                                        "scope", "api refresh_token",
                                        "login_hint", org,
                                        "org", org,
                                        "decision", "allow")));
        Matcher code = CODE.matcher(answer.headers().firstValue("Location").orElse(""));
        if (!code.find()) throw new AssertionError("no code came back: " + answer.statusCode());
        return URLDecoder.decode(code.group(1), StandardCharsets.UTF_8);
    }

    private static HttpRequest form(URI address, Map<String, String> fields) {
        String body =
                fields.entrySet().stream()
                        .map(it -> it.getKey() + "=" + encoded(it.getValue()))
                        .collect(Collectors.joining("&"));
        return HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HttpResponse<byte[]> send(HttpClient http, HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while waiting for an answer", stopped);
        }
    }
}
