package dev.tenon.server.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AwsKeyTest extends MasterKeyContract {
    private final FakeAws aws = new FakeAws();

    @AfterEach
    void stop() {
        aws.close();
    }

    @Override
    MasterKey key() {
        return aws.key();
    }

    @Override
    MasterKey another() {
        aws.forgetKey();
        return aws.key();
    }

    @Test
    void a_key_that_is_not_there_is_refused() {
        Diagnostic told = told(aws.key(FakeAws.ARN + "5"));

        assertThat(told.code()).isEqualTo("seal.kms-refused");
        assertThat(told.what()).contains("NotFoundException");
        assertThat(told.where()).isEqualTo("awskms:" + FakeAws.ARN + "5");
    }

    @Test
    void one_that_asks_for_patience_or_fails_or_hangs_is_away() {
        aws.fail(400);
        assertThat(told(key()).what()).contains("ThrottlingException");
        aws.fail(500);
        assertThat(told(key()).code()).isEqualTo("seal.kms-away");
        aws.hang();
        assertThat(told(key()).code()).isEqualTo("seal.kms-away");
    }

    /// The published examples of the signature: get-vanilla, post-vanilla and
    /// post-x-www-form-urlencoded of AWS's test suite for Signature Version 4.
    @Test
    void requests_are_signed_as_the_published_examples_are() {
        assertThat(signature("GET", Map.of(), ""))
                .isEqualTo("5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
        assertThat(signature("POST", Map.of(), ""))
                .isEqualTo("5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
        assertThat(
                        signature(
                                "POST",
                                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                                "Param1=value1"))
                .isEqualTo("ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
    }

    private static String signature(String method, Map<String, String> headers, String body) {
        var secret = new Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        var signing = new AwsSignature("AKIDEXAMPLE", secret, "us-east-1", "service");
        String signed =
                signing.signed(
                                method,
                                URI.create("https://example.amazonaws.com/"),
                                headers,
                                utf8(body),
                                Instant.parse("2015-08-30T12:36:00Z"))
                        .getOrDefault("authorization", "");
        return signed.replaceAll(".*Signature=", "");
    }

    private static Diagnostic told(MasterKey key) {
        return catchThrowableOfType(
                        Refusal.class, () -> key.seal(utf8("data key"), utf8("project/7")))
                .diagnostics()
                .getFirst();
    }
}
