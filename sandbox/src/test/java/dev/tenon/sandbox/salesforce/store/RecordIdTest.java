package dev.tenon.sandbox.salesforce.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecordIdTest {
    @Test
    void the_suffix_is_the_one_that_real_ids_carry() {
        assertThat(RecordId.full("006ak00000OQ4Rx")).isEqualTo("006ak00000OQ4RxAAL");
        assertThat(RecordId.full("00Qak00000696HF")).isEqualTo("00Qak00000696HFEAY");
        assertThat(RecordId.full("001RM000003oLru")).isEqualTo("001RM000003oLruYAE");
    }

    @Test
    void ids_order_as_their_numbers_do_and_lead_back_to_them() {
        String before = RecordId.of("001", "ab", 0);
        for (int number = 1; number < 5_000_000; number = number * 3 + 1) {
            String id = RecordId.of("001", "ab", number);
            assertThat(id).isGreaterThan(before).hasSize(18);
            assertThat(RecordId.number(id)).isEqualTo(number);
            assertThat(RecordId.full(id.substring(0, 15))).isEqualTo(id);
            before = id;
        }
    }

    @Test
    void what_is_not_an_id_has_no_full_form() {
        assertThat(RecordId.full("")).isNull();
        assertThat(RecordId.full("001ak00000OQ4R")).isNull();
        assertThat(RecordId.full("001ak00000OQ4R!")).isNull();
        assertThat(RecordId.full("006ak00000OQ4RxAAA")).isNull();
    }
}
