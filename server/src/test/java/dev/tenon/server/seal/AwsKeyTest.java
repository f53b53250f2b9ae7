package dev.tenon.server.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
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

    private static Diagnostic told(MasterKey key) {
        return catchThrowableOfType(
                        Refusal.class, () -> key.seal(utf8("data key"), utf8("project/7")))
                .diagnostics()
                .getFirst();
    }
}
