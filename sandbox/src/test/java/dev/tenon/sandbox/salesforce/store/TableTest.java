package dev.tenon.sandbox.salesforce.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.sandbox.salesforce.schema.Field;
import dev.tenon.sandbox.salesforce.schema.ObjectType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final int NOW = (int) Instant.parse("2026-11-01T00:00:00Z").getEpochSecond();

    private final Org org =
            new Org(
                    OrgSettings.of("probe", Map.of("Account", 7000, "Contact", 7000)),
                    () -> Values.moment(NOW));
    private final ObjectType type = org.object("Account");
    private final Table table = org.table(type);
    private final Field key = Objects.requireNonNull(type.field("Product_Id__c"));

    @Test
    void rows_come_in_the_order_of_stamp_and_id_whatever_was_changed() {
        for (int row = 0; row < 500; row += 7)
            table.update(row, Map.of(), "u", NOW - 100 + row % 50);
        table.insert(Map.of(), "u", NOW);
        var seen = scan(false);
        assertThat(seen)
                .hasSize(7001)
                .isSortedAccordingTo((left, right) ->
                        Long.compare(
                                Table.key(table.stamp(left), left),
                                Table.key(table.stamp(right), right)));
        assertThat(scan(true)).isEqualTo(seen.reversed());
    }

    private List<Integer> scan(boolean descending) {
        var rows = new ArrayList<Integer>();
        table.scanByStamp(0, Long.MAX_VALUE - 1, descending, rows::add);
        return rows;
    }

    @Test
    void bulk_loads_leave_more_equal_stamps_than_a_page_holds() {
        int stamp = table.stamp(3000);
        var rows = new ArrayList<Integer>();
        table.scanByStamp(
                Table.key(stamp, 0), Table.key(stamp, Integer.MAX_VALUE), false, rows::add);
        assertThat(rows).hasSizeGreaterThan(2000);
    }

    @Test
    void an_indexed_value_is_found_where_it_was_seeded_and_where_it_was_written() {
        assertThat(table.lookup(key, "p-0000042")).containsExactly(41);
        table.update(41, Map.of(key, "NEW"), "u", NOW);
        assertThat(table.lookup(key, "P-0000042")).isEmpty();
        assertThat(table.lookup(key, "new")).containsExactly(41);
        table.update(41, Map.of(key, "OTHER"), "u", NOW);
        assertThat(table.lookup(key, "NEW")).isEmpty();
    }

    @Test
    void work_that_fails_leaves_no_trace() {
        var before = scan(false);
        boolean kept =
                org.atomically(() -> {
                    table.update(5, Map.of(key, "X"), "u", NOW);
                    table.insert(Map.of(key, "Y"), "u", NOW);
                    table.delete(9, "u", NOW);
                    table.update(5, Map.of(key, "Z"), "u", NOW);
                    return false;
                });
        assertThat(kept).isFalse();
        assertThat(scan(false)).isEqualTo(before);
        assertThat(table.live()).isEqualTo(7000);
        assertThat(table.column(key).at(5)).isEqualTo("P-0000006");
        assertThat(table.lookup(key, "P-0000006")).containsExactly(5);
        assertThat(table.lookup(key, "Y")).isEmpty();
    }

    @Test
    void a_step_inside_another_is_undone_with_it() {
        assertThatThrownBy(() ->
                        org.atomically(() -> {
                            org.atomically(() -> {
                                table.delete(1, "u", NOW);
                                return true;
                            });
                            throw new IllegalStateException("later");
                        }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(table.isDeleted(1)).isFalse();
    }

    @Test
    void the_same_seed_gives_the_same_records() {
        Org twin =
                new Org(
                        OrgSettings.of("probe", Map.of("Account", 7000, "Contact", 7000)),
                        () -> Values.moment(NOW));
        for (Field field : type.fields()) {
            Object mine = table.column(field).at(4321);
            assertThat(twin.table(type).column(field).at(4321)).as(field.name()).isEqualTo(mine);
        }
    }

    @Test
    void children_are_found_by_their_parent() {
        ObjectType contacts = org.object("Contact");
        Field link = Objects.requireNonNull(contacts.field("AccountId"));
        int[] found = Objects.requireNonNull(org.table(contacts).lookup(link, table.id(12)));
        List<Integer> rows = Arrays.stream(found).boxed().toList();
        assertThat(rows)
                .isNotEmpty()
                .allSatisfy(row ->
                        assertThat(org.table(contacts).column(link).at(row))
                                .isEqualTo(table.id(12)));
    }
}
