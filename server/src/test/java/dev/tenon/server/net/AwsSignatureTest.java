package dev.tenon.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The published examples of the signature: AWS's test suite for Signature Version 4, by name.
class AwsSignatureTest {
    private static final AwsSignature SIGNING =
            new AwsSignature(
                    "AKIDEXAMPLE",
                    "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                    "us-east-1",
                    "service");

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "get-vanilla, GET, /, 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "post-vanilla, POST, /, 5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        "get-vanilla-query-order-key-case, GET, /?Param2=value2&Param1=value1, b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
    })
    void requests_are_signed_as_the_published_examples_are(
            String name, String method, String target, String signature) {
        assertThat(signature(method, target, Map.of(), "")).as(name).isEqualTo(signature);
    }

    @Test
    void post_x_www_form_urlencoded() {
        assertThat(
                        signature(
                                "POST",
                                "/",
                                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                                "Param1=value1"))
                .isEqualTo("ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
    }

    /// The examples of "Authenticating Requests: Using the Authorization Header" of Amazon S3.
    @ParameterizedTest
    @CsvSource({
        "/test.txt, bytes=0-9, f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        "/?lifecycle, '', fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        "/?max-keys=2&prefix=J, '', 34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
    })
    void storage_is_signed_as_its_examples_are(String target, String range, String signature) {
        var signing =
                new AwsSignature(
                        "AKIAIOSFODNN7EXAMPLE",
                        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                        "us-east-1",
                        "s3");

        Map<String, String> signed =
                signing.signed(
                        "GET",
                        URI.create("https://examplebucket.s3.amazonaws.com" + target),
                        range.isEmpty() ? Map.of() : Map.of("Range", range),
                        new byte[0],
                        Instant.parse("2013-05-24T00:00:00Z"));

        assertThat(signed.getOrDefault("authorization", "")).endsWith("Signature=" + signature);
    }

    @Test
    void a_path_is_escaped_once_more() {
        assertThat(signature("GET", "/a%20b", Map.of(), ""))
                .isNotEqualTo(signature("GET", "/a+b", Map.of(), ""))
                .hasSize(64);
    }

    @Test
    void parameters_are_escaped_in_one_way_only() {
        assertThat(signature("GET", "/?b=x+y&a", Map.of(), ""))
                .isEqualTo(signature("GET", "/?a=&b=x%20y", Map.of(), ""));
    }

    @Test
    void the_secret_is_not_shown() {
        assertThat(SIGNING.toString()).doesNotContain("wJalr");
    }

    private static String signature(
            String method, String target, Map<String, String> headers, String body) {
        String signed =
                SIGNING.signed(
                                method,
                                URI.create("https://example.amazonaws.com" + target),
                                headers,
                                body.getBytes(StandardCharsets.UTF_8),
                                Instant.parse("2015-08-30T12:36:00Z"))
                        .getOrDefault("authorization", "");
        return signed.replaceAll(".*Signature=", "");
    }
}
