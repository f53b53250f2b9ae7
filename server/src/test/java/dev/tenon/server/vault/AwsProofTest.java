package dev.tenon.server.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.seal.Secret;
import dev.tenon.spi.SignIn.Proof;
import dev.tenon.spi.SignIn.Signature;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsProofTest {
    private static final Proof PROOF = new Proof(List.of(), Signature.AWS_V4, List.of());
    private static final Instant NOW = Instant.parse("2015-08-30T12:36:00Z");

    private static Map<String, String> shown(
            String url, Map<String, String> settings, String session) {
        var secrets = new HashMap<String, Secret>();
        secrets.put("username", new Secret("AKIDEXAMPLE"));
        secrets.put("password", new Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"));
        if (!session.isEmpty()) secrets.put("sessionToken", new Secret(session));
        var token = new Credentials.Token(secrets, 1, settings, Map.of());
        var call =
                new CallProofs.Outgoing(
                        "POST",
                        URI.create(url),
                        "application/x-www-form-urlencoded",
                        "Param1=value1".getBytes(StandardCharsets.UTF_8));
        return CallProofs.show(PROOF, token, call, NOW).headers();
    }

    @Test
    void a_call_is_signed_as_the_published_example_is() {
        Map<String, String> headers =
                shown(
                        "https://example.amazonaws.com/",
                        Map.of("service", "service", "region", "us-east-1"),
                        "");

        assertThat(headers)
                .containsEntry("x-amz-date", "20150830T123600Z")
                .containsOnlyKeys("x-amz-date", "authorization");
        assertThat(headers.get("authorization"))
                .contains("SignedHeaders=content-type;host;x-amz-date")
                .endsWith("=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
    }

    @ParameterizedTest
    @CsvSource({
        "https://iam.amazonaws.com/, us-east-1/iam",
        "https://inspector2.eu-west-1.amazonaws.com/findings, eu-west-1/inspector2",
        "https://sts.us-gov-west-1.amazonaws.com/, us-gov-west-1/sts",
        "https://bucket.s3.eu-central-1.amazonaws.com/key, eu-central-1/s3",
        "https://bucket.s3.amazonaws.com/key, us-east-1/s3",
        "https://athena.cn-north-1.amazonaws.com.cn/, cn-north-1/athena"
    })
    void service_and_region_are_what_the_host_says(String url, String scope) {
        assertThat(shown(url, Map.of(), "").get("authorization"))
                .contains("/20150830/" + scope + "/aws4_request");
    }

    @Test
    void a_temporary_credential_shows_its_session_and_signs_it() {
        Map<String, String> headers = shown("https://iam.amazonaws.com/", Map.of(), "s-1");

        assertThat(headers).containsEntry("x-amz-security-token", "s-1");
        assertThat(headers.get("authorization")).contains("x-amz-date;x-amz-security-token");
    }
}
