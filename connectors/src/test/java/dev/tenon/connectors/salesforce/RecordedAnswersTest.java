package dev.tenon.connectors.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.connectors.json.JsonTree;
import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.FieldInfo.FieldType;
import dev.tenon.spi.FieldInfo.Trait;
import dev.tenon.spi.ObjectInfo.Ability;
import dev.tenon.spi.Position;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Reader;
import dev.tenon.spi.Writer;
import dev.tenon.spi.Writer.Operation;
import dev.tenon.spi.Writer.Problem;
import dev.tenon.spi.Writer.Result;
import dev.tenon.testkit.Answer;
import dev.tenon.testkit.ReadRun;
import dev.tenon.testkit.ReplayAccess;
import dev.tenon.testkit.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordedAnswersTest {
    private static final Pattern ID = Pattern.compile("\"((?:0|a0)[0-9A-Za-z]{16,17})\"");

    @BeforeEach
    void skipsWhereThereAreNoRecordings() {
        Recording.needed();
    }

    @Test
    void a_standard_object_is_described() {
        ObjectSchema account = describe("Account", "metadata/read/accounts-sampled.json");

        assertThat(account.object().custom()).isFalse();
        assertThat(account.object().abilities()).containsExactlyInAnyOrder(Ability.values());
        Map<String, FieldInfo> fields = byName(account);
        assertThat(fields).containsOnlyKeys("Name", "PhotoUrl", "CreatedById", "CreatedDate");
        assertThat(field(fields, "Name").is(Trait.REQUIRED)).isTrue();
        assertThat(field(fields, "Name").maxLength()).isEqualTo(255);
        assertThat(field(fields, "CreatedById").type()).isEqualTo(FieldType.REFERENCE);
        assertThat(field(fields, "CreatedById").references()).containsExactly("User");
        assertThat(field(fields, "CreatedDate").is(Trait.READ_ONLY)).isTrue();
    }

    @Test
    void a_custom_object_and_its_custom_fields_are_described() {
        ObjectSchema thing =
                describe("TestObject15__c", "metadata/read/custom-object-with-custom-fields.json");

        assertThat(thing.object().custom()).isTrue();
        Map<String, FieldInfo> fields = byName(thing);
        assertThat(field(fields, "Id").is(Trait.KEY)).isTrue();
        assertThat(field(fields, "MailBox__c").type()).isEqualTo(FieldType.EMAIL);
        assertThat(field(fields, "MailBox__c").is(Trait.CUSTOM)).isTrue();
        assertThat(field(fields, "Interests__c").type()).isEqualTo(FieldType.CHOICES);
        assertThat(field(fields, "Interests__c").choices()).isNotEmpty();
    }

    @Test
    void an_object_that_cannot_be_made_or_deleted_says_so() {
        ObjectSchema organization =
                describe("Organization", "metadata/read/organization-sampled.json");

        assertThat(organization.object().abilities())
                .containsExactlyInAnyOrder(Ability.READ, Ability.CHANGES, Ability.UPDATE);
        assertThat(field(byName(organization), "Latitude").type()).isEqualTo(FieldType.DECIMAL);
        assertThat(field(byName(organization), "DefaultAccountAccess").type())
                .isEqualTo(FieldType.CHOICE);
    }

    @Test
    void records_are_read() {
        ReadRun run = read("read-opportunity-with-account.json");

        assertThat(run.ids()).containsExactly("006ak00000OQ4RxAAL", "006ak00000OQ4RyAAL");
        assertThat(run.records().get("006ak00000OQ4RxAAL")).contains("50000.00");
        assertThat(run.isComplete()).isTrue();
    }

    @Test
    void children_inside_a_record_are_part_of_it_and_not_records_of_their_own() {
        ReadRun run = read("read-opportunity-with-contacts.json");

        assertThat(run.ids()).containsExactly("006ak00000OQ4RxAAL");
        String record = Objects.requireNonNull(run.records().get("006ak00000OQ4RxAAL"));
        assertThat(
                        JsonTree.read(record.getBytes(StandardCharsets.UTF_8))
                                .path("OpportunityContactRoles")
                                .path("records")
                                .size())
                .isEqualTo(2);
    }

    @Test
    void records_without_the_id_that_was_asked_for_are_garbled() {
        assertThatThrownBy(() -> read("read-list-leads.json"))
                .isInstanceOf(ProviderException.Garbled.class);
    }

    @Test
    void an_unknown_field_or_object_is_named() {
        assertThat(changed("unknown-field.json").names()).containsExactly("AccountNumer");
        assertThat(changed("unknown-object.json").names()).containsExactly("Accout");
    }

    @Test
    void collections_that_succeed() {
        assertThat(write(Operation.CREATE, 200, "batch/create/contacts/success.json"))
                .containsExactly(
                        new Result.Succeeded("003ak00000luKU1AAM", true),
                        new Result.Succeeded("003ak00000luKU2AAM", true));
        assertThat(write(Operation.UPDATE, 200, "batch/update/contacts/success.json"))
                .containsExactly(
                        new Result.Succeeded("003ak00000jvIfpAAE", false),
                        new Result.Succeeded("003ak00000jvIfqAAE", false));
    }

    @Test
    void a_record_that_is_rolled_back_for_a_hopeless_neighbour_is_not_retried() {
        for (int status : List.of(200, 400)) {
            List<Result> created =
                    write(
                            Operation.CREATE,
                            status,
                            "batch/create/contacts/partial-but-allOrNone.json");
            assertThat(codes(created))
                    .containsExactly("REQUIRED_FIELD_MISSING", "ALL_OR_NONE_OPERATION_ROLLED_BACK");
            assertThat(created)
                    .allMatch(it -> it instanceof Result.Failed failed && !failed.retryable());
        }
        assertThat(
                        codes(
                                write(
                                        Operation.UPDATE,
                                        200,
                                        "batch/update/contacts/partial-but-allOrNone.json")))
                .containsExactly("ALL_OR_NONE_OPERATION_ROLLED_BACK", "INVALID_FIELD");
    }

    @Test
    void records_that_are_all_refused_each_say_why() {
        assertThat(
                        codes(
                                write(
                                        Operation.UPDATE,
                                        200,
                                        "batch/update/contacts/err-each-no-ids.json")))
                .containsExactly("MISSING_ARGUMENT", "MISSING_ARGUMENT");
    }

    @Test
    void a_collection_that_is_refused_as_a_whole_is_thrown() {
        assertThatThrownBy(() ->
                        write(Operation.CREATE, 400, "batch/create/contacts/err-bad-request.json"))
                .isInstanceOf(ProviderException.Invalid.class)
                .hasMessageContaining("At least 1 record");
    }

    @Test
    void single_writes() {
        assertThat(single(Operation.CREATE, 201, "create-ok.json"))
                .isEqualTo(new Result.Succeeded("001ak00000OQTieAAH", true));
        assertThat(codes(List.of(single(Operation.UPSERT, 400, "invalid-field-upsert.json"))))
                .containsExactly("INVALID_FIELD_FOR_INSERT_UPDATE");
        assertThat(codes(List.of(single(Operation.CREATE, 200, "success-with-errors.json"))))
                .containsExactly("MALFORMED_ID");
        assertThat(codes(List.of(single(Operation.DELETE, 404, "crm/delete/not-found.json"))))
                .containsExactly("ENTITY_IS_DELETED");
        assertThat(
                        codes(
                                List.of(
                                        single(
                                                Operation.CREATE,
                                                400,
                                                "metadata/write/err-duplicate-permission-assignment.json"))))
                .containsExactly("DUPLICATE_VALUE");
    }

    @Test
    void the_ids_of_the_recordings_are_real_by_their_checksum() throws IOException {
        var ids = new TreeSet<String>();
        for (Path file : Recording.answers()) {
            Matcher found = ID.matcher(Files.readString(file));
            while (found.find()) if (found.group(1).length() == 18) ids.add(found.group(1));
        }

        assertThat(ids).hasSizeGreaterThan(20);
        assertThat(ids).allMatch(id -> id.endsWith(checksum(id)));
    }

    /// The last three characters tell which of the first fifteen are capitals.
    private static String checksum(String id) {
        var checksum = new StringBuilder();
        for (int part = 0; part < 3; part++) {
            int capitals = 0;
            for (int place = 0; place < 5; place++) {
                if (Character.isUpperCase(id.charAt(part * 5 + place))) capitals |= 1 << place;
            }
            checksum.append("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345".charAt(capitals));
        }
        return checksum.toString();
    }

    private static ObjectSchema describe(String object, String recording) {
        Script script =
                Org.script()
                        .on("POST", Org.API + "/composite")
                        .reply(200, Recording.answer(recording));
        ObjectSchema schema =
                Org.CONNECTOR
                        .discovery(ReplayAccess.of(script))
                        .describe(Set.of(object))
                        .get(object);
        return Objects.requireNonNull(schema);
    }

    private static ReadRun read(String recording) {
        return read(Answer.json(200, Recording.answer(recording)));
    }

    private static ReadRun read(Answer answer) {
        Script script =
                Org.described("Opportunity", "Id:id", "Name:string")
                        .on("GET", Org.API + "/query?q=*")
                        .reply(answer);
        var request =
                new Reader.ReadRequest(
                        "Opportunity",
                        Set.of("Name"),
                        new Position.Beginning(null),
                        List.of(),
                        2_000);
        return ReadRun.of(Org.CONNECTOR, ReplayAccess.of(script), request);
    }

    private static ProviderException.SchemaChanged changed(String recording) {
        String body = Recording.answer(recording);
        try {
            read(Answer.json(400, body));
        } catch (ProviderException.SchemaChanged changed) {
            return changed;
        }
        throw new AssertionError("nothing was thrown for " + body);
    }

    private static List<Result> write(Operation operation, int status, String recording) {
        String method = operation == Operation.CREATE ? "POST" : "PATCH";
        Script script =
                Org.script()
                        .on(method, Org.API + "/composite/sobjects")
                        .reply(status, Recording.answer(recording));
        String id = operation == Operation.CREATE ? null : "003ak00000jvIfpAAE";
        var item = new Writer.Item(id, Map.of("LastName", "Dyer"));
        return send(script, "collection", operation, List.of(item, item));
    }

    private static Result single(Operation operation, int status, String recording) {
        String method =
                switch (operation) {
                    case CREATE -> "POST";
                    case UPDATE, UPSERT -> "PATCH";
                    case DELETE -> "DELETE";
                };
        Script script =
                Org.script()
                        .on(method, Org.API + "/sobjects/Contact*")
                        .reply(status, Recording.answer(recording));
        var item = new Writer.Item("003ak00000jvIfpAAE", Map.of("Key__c", "k"));
        return send(script, "single", operation, List.of(item)).getFirst();
    }

    private static List<Result> send(
            Script script, String path, Operation operation, List<Writer.Item> items) {
        String key = operation == Operation.UPSERT ? "Key__c" : null;
        var batch = new Writer.Batch(path, "Contact", operation, key, false, Map.of(), items);
        return Org.CONNECTOR.writer(ReplayAccess.of(script)).orElseThrow().send(batch);
    }

    private static List<String> codes(List<Result> results) {
        return results.stream()
                .map(it ->
                        it instanceof Result.Failed failed
                                ? failed.problems().stream()
                                        .map(Problem::code)
                                        .collect(Collectors.joining(","))
                                : "succeeded")
                .toList();
    }

    private static Map<String, FieldInfo> byName(ObjectSchema schema) {
        return schema.fields().stream()
                .collect(Collectors.toMap(FieldInfo::name, Function.identity()));
    }

    private static FieldInfo field(Map<String, FieldInfo> fields, String name) {
        return Objects.requireNonNull(fields.get(name), name);
    }
}
