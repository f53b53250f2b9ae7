package dev.tenon.server.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.server.db.Db;
import dev.tenon.server.testing.Customer;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.ProviderException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestDatabase.class)
class SchemasTest {
    private static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: crm
                provider: fake
                read:
                  objects:
                    - objectName: Contact
                      requiredFields: [{ fieldName: Name }]
            """;

    private final ChangingCrm crm = new ChangingCrm();
    private final List<String> told = new ArrayList<>();
    private Customer customer;

    @BeforeEach
    void begin(Db db, @TempDir Path keys) {
        crm.with("Contact", Schematic.text("Name"), Schematic.text("Email"));
        crm.with("Lead", Schematic.text("Name"));
        customer = new Customer(db, keys, crm, MANIFEST, "{\"provider\": \"fake\"}");
        customer.schemas.listen((_, _, object, drift) ->
                drift.changes()
                        .forEach(change ->
                                told.add(
                                        (object
                                                        + " "
                                                        + DriftJson.kind(change)
                                                        + " "
                                                        + DriftJson.field(change))
                                                .strip())));
    }

    @AfterEach
    void end() {
        customer.close();
    }

    private void discover(String... objects) {
        customer.clock.advance(Duration.ofMillis(2));
        customer.schemas.discover(customer.connection(), crm, Set.of(objects));
    }

    private void list() {
        customer.clock.advance(Duration.ofMillis(2));
        customer.schemas.objects(customer.connection(), crm);
    }

    private List<SchemaHistory.Entry> history() {
        var all = new SchemaHistory.Filter(null, null, "", "");
        return customer.get(
                tx -> customer.history.list(tx, customer.group.project(), all, null, 1_000));
    }

    @Test
    void what_is_described_for_the_first_time_is_no_change() {
        discover("Contact");
        list();

        assertThat(told).isEmpty();
        assertThat(history()).isEmpty();
    }

    @Test
    void fields_that_come_go_and_change_are_told_and_kept() {
        discover("Contact");
        crm.with("Contact", Schematic.choice("Name", "a"), Schematic.text("Phone"));

        discover("Contact");

        assertThat(told)
                .containsExactlyInAnyOrder(
                        "Contact fieldCreated Phone",
                        "Contact fieldDeleted Email",
                        "Contact fieldChanged Name");
        assertThat(history())
                .extracting(SchemaHistory.Entry::kind)
                .containsExactlyInAnyOrder("fieldCreated", "fieldDeleted", "fieldChanged");
        assertThat(history().stream().map(SchemaHistory.Entry::drift).distinct()).hasSize(1);
    }

    @Test
    void what_was_told_is_not_told_again() {
        discover("Contact");
        crm.with("Contact", Schematic.text("Name"));
        discover("Contact");
        discover("Contact");

        assertThat(told).containsExactly("Contact fieldDeleted Email");
    }

    @Test
    void a_field_that_is_gone_for_an_hour_is_told_when_it_goes_and_when_it_is_back() {
        discover("Contact");
        crm.with("Contact", Schematic.text("Name"));
        discover("Contact");
        crm.with("Contact", Schematic.text("Name"), Schematic.text("Email"));
        discover("Contact");

        assertThat(told)
                .containsExactly("Contact fieldDeleted Email", "Contact fieldCreated Email");
    }

    @Test
    void the_listener_finds_the_new_description_remembered() {
        discover("Contact");
        crm.with("Contact", Schematic.text("Name"));
        customer.schemas.listen((tx, connection, object, _) ->
                told.add(
                        "remembered "
                                + customer.schemas
                                        .remembered(tx, connection, object)
                                        .orElseThrow()
                                        .fields()
                                        .size()));

        discover("Contact");

        assertThat(told).contains("remembered 1");
    }

    @Test
    void a_listener_that_fails_leaves_the_change_to_be_found_again() {
        discover("Contact");
        crm.with("Contact", Schematic.text("Name"));
        var fails = new ArrayList<>(List.of("once"));
        customer.schemas.listen((_, _, _, _) -> {
            if (!fails.isEmpty()) throw new IllegalStateException(fails.removeFirst());
        });

        assertThatThrownBy(() -> discover("Contact")).isInstanceOf(IllegalStateException.class);
        assertThat(history()).isEmpty();
        discover("Contact");

        assertThat(history()).hasSize(1);
    }

    @Test
    void a_description_that_fails_changes_nothing() {
        discover("Contact");
        crm.busy = true;

        assertThatThrownBy(() -> discover("Contact")).isInstanceOf(ProviderException.Busy.class);
        crm.busy = false;
        discover("Contact");

        assertThat(told).isEmpty();
    }

    @Test
    void a_description_without_any_fields_is_not_believed() {
        discover("Contact");
        crm.with("Contact");

        var found = customer.schemas.discover(customer.connection(), crm, Set.of("Contact"));

        assertThat(found)
                .hasEntrySatisfying("Contact", known -> assertThat(known.fields()).hasSize(2));
        assertThat(told).isEmpty();
    }

    @Test
    void an_object_that_is_listed_and_not_described_is_a_gap_and_no_change() {
        discover("Contact");
        crm.hasGap = true;

        discover("Contact");

        assertThat(told).isEmpty();
    }

    @Test
    void an_object_that_vanishes_is_told_once_and_again_when_it_is_back() {
        list();
        discover("Contact");
        crm.drop("Contact");
        discover("Contact");
        discover("Contact");
        list();
        assertThat(told).containsExactly("Contact objectVanished");

        crm.with("Contact", Schematic.text("Name"), Schematic.text("Phone"));
        discover("Contact");
        list();
        discover("Contact");

        assertThat(told.subList(1, told.size()))
                .containsExactlyInAnyOrder(
                        "Contact objectAppeared",
                        "Contact fieldCreated Phone",
                        "Contact fieldDeleted Email");
    }

    @Test
    void objects_that_come_and_go_between_two_lists_are_kept_in_the_history() {
        list();
        crm.drop("Lead");
        crm.with("Deal", Schematic.text("Name"));

        list();
        list();

        assertThat(history())
                .extracting(entry -> entry.kind() + " " + entry.subject().object())
                .containsExactlyInAnyOrder("objectVanished Lead", "objectAppeared Deal");
    }

    @Test
    void an_object_that_a_list_finds_gone_and_back_is_told_to_those_who_use_it() {
        list();
        discover("Lead");
        crm.drop("Lead");
        list();
        crm.with("Lead", Schematic.text("Name"));
        list();
        discover("Lead");

        assertThat(told).containsExactly("Lead objectVanished", "Lead objectAppeared");
    }

    @Test
    void an_object_known_by_two_spellings_changes_once_and_is_told_for_each() {
        discover("Contact");
        discover("contact");
        crm.with("Contact", Schematic.text("Name"));

        discover("contact");
        discover("Contact");

        assertThat(told)
                .containsExactlyInAnyOrder(
                        "Contact fieldDeleted Email", "contact fieldDeleted Email");
        assertThat(history()).hasSize(1);
    }

    @Test
    void signing_in_again_asks_anew_and_tells_the_difference() {
        discover("Contact");
        crm.with("Contact", Schematic.text("Name"));
        int before = crm.described;
        customer.schemas.describe(customer.connection(), crm, "Contact");
        assertThat(crm.described).isEqualTo(before);

        customer.get(tx -> {
            customer.schemas.expire(tx, customer.connection());
            return tx;
        });
        customer.schemas.describe(customer.connection(), crm, "Contact");

        assertThat(told).containsExactly("Contact fieldDeleted Email");
    }

    @Test
    void the_history_is_listed_newest_first_a_page_at_a_time_and_by_what_is_asked_for() {
        discover("Contact", "Lead");
        crm.with("Contact", Schematic.text("Name"));
        discover("Contact");
        crm.with("Lead", Schematic.text("Name"), Schematic.text("Score"));
        discover("Lead");
        var project = customer.group.project();
        var all = new SchemaHistory.Filter(customer.group, null, "fake", "");

        var first = customer.get(tx -> customer.history.list(tx, project, all, null, 1));
        var second =
                customer.get(
                        tx -> customer.history.list(tx, project, all, first.getFirst().id(), 1));
        var leads =
                customer.get(tx ->
                        customer.history.list(
                                tx,
                                project,
                                new SchemaHistory.Filter(null, null, "", "Lead"),
                                null,
                                10));
        var others =
                customer.get(tx ->
                        customer.history.list(
                                tx,
                                project,
                                new SchemaHistory.Filter(null, UUID.randomUUID(), "", ""),
                                null,
                                10));

        assertThat(first.getFirst().subject().field()).isEqualTo("Score");
        assertThat(second.getFirst().subject().field()).isEqualTo("Email");
        assertThat(leads).hasSize(1);
        assertThat(others).isEmpty();
    }
}
