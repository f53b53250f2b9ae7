package dev.tenon.server.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.db.Db;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.Writer.Association;
import dev.tenon.spi.Writer.AssociationLabel;
import dev.tenon.spi.Writer.Item;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Records that are written together with what they are associated with.
@ExtendWith(TestDatabase.class)
final class AssociationsTest {
    private static final String TO_7 =
            """
            [{"to": {"id": "7"}, "types": [
              {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 279}]}]\
            """;
    private static final Association WITH_7 =
            new Association("7", List.of(new AssociationLabel("HUBSPOT_DEFINED", 279)));

    private final Customer customer;
    private final FakeCrm crm;

    AssociationsTest(Db db) {
        customer = Customer.of(db);
        crm = customer.crm;
    }

    @AfterEach
    void close() {
        customer.close();
    }

    @Test
    void a_connector_that_takes_associations_is_given_them_also_after_a_restart() {
        crm.takeAssociations();
        UUID operation =
                customer.accept(
                        "Note",
                        "{\"type\": \"create\", \"record\": {\"Title\": \"a\"}, \"associations\": "
                                + TO_7
                                + "}");
        customer.restart();
        customer.work("Note");

        assertThat(customer.result(operation).orElseThrow().successes()).isEqualTo(1);
        assertThat(crm.sent.getFirst().items().getFirst().associations()).containsExactly(WITH_7);
    }

    @Test
    void records_with_associations_go_by_a_way_that_takes_them_and_the_others_as_ever() {
        crm.takeAssociations();

        WriteResult result =
                customer.write(
                        "Note",
                        """
                        {"type": "create", "batch": [
                          {"record": {"Title": "a"}},
                          {"record": {"Title": "b"}, "associations": %1$s},
                          {"record": {"Title": "c"}},
                          {"record": {"Title": "d"}, "associations": %1$s}]}\
                        """
                                .formatted(TO_7));

        assertThat(result.successes()).isEqualTo(4);
        assertThat(crm.sent)
                .extracting(call -> call.path() + " " + call.items().size())
                .containsExactly("many 2", "one 1", "one 1");
        assertThat(crm.sent.getFirst().items())
                .extracting(Item::associations)
                .containsOnly(List.of());
    }

    @Test
    void all_or_none_of_several_need_a_way_that_takes_associations_together() {
        crm.takeAssociations();

        WriteResult result =
                customer.write(
                        "Note",
                        """
                        {"type": "create", "batchPolicy": {"allOrNone": true}, "batch": [
                          {"record": {"Title": "a"}, "associations": %s},
                          {"record": {"Title": "b"}}]}\
                        """
                                .formatted(TO_7));

        assertThat(crm.sent).isEmpty();
        assertThat(result.records())
                .extracting(record -> record.problems().getFirst().diagnostic().code())
                .containsExactly("write.no-associations", "write.held-back");
    }

    @Test
    void an_association_alone_is_something_to_write() {
        crm.takeAssociations();
        crm.put("C7", java.util.Map.of());

        WriteResult result =
                customer.write(
                        "Note",
                        "{\"type\": \"update\", \"record\": {\"id\": \"C7\"}, \"associations\": "
                                + TO_7
                                + "}");

        assertThat(result.successes()).isEqualTo(1);
        assertThat(crm.sent.getFirst().items().getFirst().associations()).containsExactly(WITH_7);
    }

    @Test
    void a_connector_that_takes_none_refuses_the_record_and_not_its_neighbour() {
        WriteResult result =
                customer.write(
                        "Note",
                        """
                        {"type": "create", "batch": [
                          {"record": {"Title": "a"}, "associations": %s},
                          {"record": {"Title": "b"}}]}\
                        """
                                .formatted(TO_7));

        assertThat(result.successes()).isEqualTo(1);
        assertThat(crm.sent).singleElement().satisfies(call -> assertThat(call.items()).hasSize(1));
        assertThat(result.records().getFirst().problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.diagnostic().code()).isEqualTo("write.no-associations");
                    assertThat(problem.diagnostic().where())
                            .isEqualTo("body.batch[0].record.associations");
                    assertThat(problem.diagnostic().fix()).contains("reference field");
                });
    }
}
