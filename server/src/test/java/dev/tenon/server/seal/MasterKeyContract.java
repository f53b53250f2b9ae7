package dev.tenon.server.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;

/// What every key-encrypting key does, wherever it is.
abstract class MasterKeyContract {
    private static final byte[] DATA_KEY =
            utf8("a data key, which may hold any bytes \u0000\u00ff");
    private static final byte[] OWNER = utf8("project/7");

    /// The key, as one node has it.
    abstract MasterKey key();

    /// Another key of the same kind.
    abstract MasterKey another() throws Exception;

    @Test
    void what_it_seals_opens_for_its_owner_on_every_node() throws GeneralSecurityException {
        byte[] sealed = key().seal(DATA_KEY, OWNER);

        assertThat(key().open(sealed, OWNER)).isEqualTo(DATA_KEY);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("data key");
    }

    @Test
    void nothing_opens_for_another_owner() throws GeneralSecurityException {
        byte[] sealed = key().seal(DATA_KEY, OWNER);

        assertThatThrownBy(() -> key().open(sealed, utf8("project/8")))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void nothing_opens_with_another_key() throws Exception {
        byte[] sealed = key().seal(DATA_KEY, OWNER);
        MasterKey another = another();

        assertThatThrownBy(() -> another.open(sealed, OWNER))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void what_was_not_sealed_by_it_does_not_open() throws GeneralSecurityException {
        key().seal(DATA_KEY, OWNER);

        assertThatThrownBy(() -> key().open(utf8("something else altogether, longer"), OWNER))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void its_name_and_place_are_those_of_the_same_key_on_every_node() throws Exception {
        key().seal(DATA_KEY, OWNER);

        assertThat(key().name()).isNotEmpty().isEqualTo(key().name());
        assertThat(key().place()).isNotEmpty();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
