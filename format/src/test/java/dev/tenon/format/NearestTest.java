package dev.tenon.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final List<String> OBJECTS =
            List.of("contact", "contract", "account", "opportunity", "lead");

    @Test
    void the_most_similar_names_come_first() {
        assertThat(Nearest.to("contcat", OBJECTS)).containsExactly("contact", "contract");
        assertThat(Nearest.to("Contacts", OBJECTS)).startsWith("contact");
        assertThat(Nearest.to("oppo", OBJECTS)).containsExactly("opportunity");
    }

    @Test
    void what_is_like_nothing_has_no_nearest() {
        assertThat(Nearest.to("zebra", OBJECTS)).isEmpty();
        assertThat(Nearest.to("", OBJECTS)).isEmpty();
        assertThat(Nearest.to("x".repeat(1_000), OBJECTS)).isEmpty();
        assertThat(Nearest.to("contact", List.of())).isEmpty();
    }

    @Test
    void the_advice_names_what_was_perhaps_meant() {
        assertThat(Nearest.advice("laed", OBJECTS, "Remove it."))
                .isEqualTo("Did you mean \"lead\"? Remove it.");
        assertThat(Nearest.advice("zebra", OBJECTS, "Remove it.")).isEqualTo("Remove it.");
    }
}
