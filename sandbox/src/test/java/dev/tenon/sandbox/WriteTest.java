package dev.tenon.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.signin.SignInSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import dev.tenon.sandbox.web.Json;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriteTest {
    private static final String V = "/services/data/v60.0";

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-11-01T10:00:00Z"));
    private final Sandbox sandbox =
            Sandbox.start(
                    new SandboxSettings(
                            "127.0.0.1",
                            0,
                            now::get,
                            new SecureRandom(),
                            new SalesforceSettings(
                                    List.of(
                                            OrgSettings.of(
                                                    "northwind",
                                                    Map.of("Account", 30, "Contact", 30))),
                                    SignInSettings.open(false),
                                    100_000)));
    private final SandboxVisitor visitor = new SandboxVisitor(sandbox.uri());

    @BeforeEach
    void sign_in() {
        visitor.signIn("northwind");
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private String account(int number) {
        return sandbox.org("northwind").ids("Account", number, 1).getFirst();
    }

    @Test
    void a_change_moves_the_stamp_and_is_seen_by_the_next_query() {
        String id = account(3);
        assertThat(
                        visitor.call(
                                        "PATCH",
                                        V + "/sobjects/Account/" + id + "/",
                                        Map.of("Name", "New"))
                                .status())
                .isEqualTo(204);
        var found =
                visitor.query(
                                "SELECT Name, SystemModstamp, LastModifiedBy.Username FROM Account WHERE SystemModstamp >= 2026-11-01T10:00:00Z")
                        .json()
                        .path("records");
        assertThat(found.size()).isEqualTo(1);
        assertThat(found.path(0).path("Name").asString()).isEqualTo("New");
        assertThat(found.path(0).path("SystemModstamp").asString())
                .isEqualTo("2026-11-01T10:00:00.000+0000");
        assertThat(found.path(0).path("LastModifiedBy").path("Username").asString())
                .isEqualTo("admin@northwind.example");
    }

    @Test
    void formulas_follow_what_they_are_made_from() {
        String id = account(1);
        visitor.call(
                "PATCH",
                V + "/sobjects/Account/" + id,
                Map.of("AnnualRevenue", 1000, "NumberOfEmployees", 8));
        assertThat(
                        visitor.get(V + "/sobjects/Account/" + id)
                                .json()
                                .path("Revenue_Per_Employee__c")
                                .asDouble())
                .isEqualTo(125);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | REQUIRED_FIELD_MISSING | Required fields are missing: [LastName]",
                "{\"LastName\":\"x\",\"Nope\":1} | INVALID_FIELD | No such column 'Nope' on sobject of type Contact",
                "{\"LastName\":\"x\",\"CreatedDate\":\"2026-01-01T00:00:00Z\"} | INVALID_FIELD_FOR_INSERT_UPDATE | Unable to create/update fields: CreatedDate",
                "{\"LastName\":\"x\",\"Badge__c\":\"b\"} | INVALID_FIELD_FOR_INSERT_UPDATE | Unable to create/update fields: Badge__c",
                "{\"LastName\":\"x\",\"Email\":\"not mail\"} | INVALID_EMAIL_ADDRESS | Email: invalid email address: not mail",
                "{\"LastName\":\"x\",\"Loyalty__c\":\"Lead\"} | INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST | Loyalty: bad value for restricted picklist field: Lead",
                "{\"LastName\":\"x\",\"FirstName\":\"0123456789012345678901234567890123456789X\"} | STRING_TOO_LONG | (max length=40)",
                "{\"LastName\":\"x\",\"AccountId\":\"rubbish\"} | MALFORMED_ID | id value of incorrect type: rubbish",
                "{\"LastName\":\"x\",\"AccountId\":\"001000000000001\"} | INVALID_CROSS_REFERENCE_KEY | invalid cross reference id",
                "{\"LastName\":\"x\",\"Birthdate\":\"yesterday\"} | JSON_PARSER_ERROR | Cannot deserialize instance of date",
                "{\"LastName\":\"x\",\"Points__c\":\"many\"} | JSON_PARSER_ERROR | Cannot deserialize instance of double",
                "{\"LastName\":\"x\",\"Customer_Ref__c\":\"C-0000001\"} | DUPLICATE_VALUE | duplicate value found: Customer_Ref__c",
                "{\"LastName\":\"x\",\"Id\":\"003000000000001\"} | INVALID_FIELD_FOR_INSERT_UPDATE | cannot specify Id in an insert call",
            })
    void what_does_not_fit_is_refused_as_the_provider_refuses_it(
            String body, String code, String words) {
        var reply =
                visitor.call(
                        "POST",
                        V + "/sobjects/Contact",
                        Json.parse(body.getBytes(StandardCharsets.UTF_8)));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path(0).path("errorCode").asString()).isEqualTo(code);
        assertThat(reply.json().path(0).path("message").asString()).contains(words);
    }

    @Test
    void a_body_that_is_not_json_is_told_with_its_place() {
        var reply = visitor.post(V + "/sobjects/Contact", Map.of("a", "b"));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path(0).path("errorCode").asString())
                .isEqualTo("JSON_PARSER_ERROR");
        assertThat(reply.json().path(0).path("message").asString()).contains("line:1, column:");
    }

    @Test
    void ids_that_are_wrong_unknown_or_deleted_are_told_apart() {
        String gone = account(2);
        assertThat(visitor.call("DELETE", V + "/sobjects/Account/" + gone, Map.of()).status())
                .isEqualTo(204);
        assertThat(visitor.call("DELETE", V + "/sobjects/Account/" + gone, Map.of()).text())
                .isEqualTo(
                        "[{\"message\":\"entity is deleted\",\"errorCode\":\"ENTITY_IS_DELETED\",\"fields\":[]}]");
        assertThat(visitor.get(V + "/sobjects/Account/001zz0000000001").status()).isEqualTo(404);
        assertThat(
                        visitor.get(V + "/sobjects/Account/001zz")
                                .json()
                                .path(0)
                                .path("errorCode")
                                .asString())
                .isEqualTo("MALFORMED_ID");
        assertThat(
                        visitor.queryAll("SELECT Id, IsDeleted FROM Account WHERE IsDeleted = true")
                                .json()
                                .path("records")
                                .path(0)
                                .path("Id")
                                .asString())
                .isEqualTo(gone);
        assertThat(visitor.query("SELECT COUNT() FROM Account").json().path("totalSize").asInt())
                .isEqualTo(29);
    }

    @Test
    void an_upsert_creates_then_updates_and_a_key_of_several_records_is_ambiguous() {
        String path = V + "/sobjects/Account/Product_Id__c/A%2F1";
        assertThat(visitor.call("PATCH", path, Map.of("Name", "A")).status()).isEqualTo(201);
        var second = visitor.call("PATCH", path, Map.of("Name", "B"));
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.json().path("created").asBoolean(true)).isFalse();
        assertThat(
                        visitor.call("PATCH", path, Map.of("Name", "B", "Product_Id__c", "A/1"))
                                .json()
                                .path(0)
                                .path("errorCode")
                                .asString())
                .isEqualTo("INVALID_FIELD");
        assertThat(visitor.get(path).json().path("Name").asString()).isEqualTo("B");
        for (int twice = 0; twice < 2; twice++)
            visitor.call(
                    "POST",
                    V + "/sobjects/Contact",
                    Map.of("LastName", "T", "Email", "twin@mail.example"));
        var several = visitor.get(V + "/sobjects/Contact/Email/twin@mail.example");
        assertThat(several.status()).isEqualTo(300);
        assertThat(several.json().size()).isEqualTo(2);
        assertThat(
                        visitor.call(
                                        "PATCH",
                                        V + "/sobjects/Account/Product_Id__c/none?updateOnly=true",
                                        Map.of("Name", "x"))
                                .status())
                .isEqualTo(404);
        assertThat(
                        visitor.call(
                                        "PATCH",
                                        V + "/sobjects/Account/Industry/x",
                                        Map.of("Name", "x"))
                                .status())
                .isEqualTo(404);
    }

    @Test
    void a_write_on_condition_happens_only_when_the_condition_holds() {
        String path = V + "/sobjects/Account/" + account(4);
        var read = visitor.get(path);
        String tag = read.raw().headers().firstValue("etag").orElseThrow();
        String stamp = read.raw().headers().firstValue("last-modified").orElseThrow();
        assertThat(visitor.get(path, "If-Modified-Since", stamp).status()).isEqualTo(304);
        assertThat(
                        visitor.call(
                                        "PATCH",
                                        path,
                                        Map.of("Name", "1"),
                                        "If-Unmodified-Since",
                                        stamp)
                                .status())
                .isEqualTo(204);
        assertThat(
                        visitor.call(
                                        "PATCH",
                                        path,
                                        Map.of("Name", "2"),
                                        "If-Unmodified-Since",
                                        stamp)
                                .status())
                .isEqualTo(412);
        assertThat(visitor.call("PATCH", path, Map.of("Name", "3"), "If-Match", tag).status())
                .isEqualTo(412);
        assertThat(visitor.get(path).json().path("Name").asString()).isEqualTo("1");
    }

    private static Map<String, Object> subrequest(
            String object, String reference, Map<String, String> body) {
        return Map.of(
                "method",
                "POST",
                "url",
                V + "/sobjects/" + object,
                "referenceId",
                reference,
                "body",
                body);
    }

    @Test
    void a_composite_uses_earlier_answers() {
        var create = subrequest("Account", "acc", Map.of("Name", "Composed"));
        var child = subrequest("Contact", "con", Map.of("LastName", "C", "AccountId", "@{acc.id}"));
        var query =
                Map.of(
                        "method",
                        "GET",
                        "url",
                        V + "/query?q=SELECT+Account.Name+FROM+Contact+WHERE+Id='@{con.id}'",
                        "referenceId",
                        "q");
        var answers =
                visitor.call(
                                "POST",
                                V + "/composite",
                                Map.of("compositeRequest", List.of(create, child, query)))
                        .json()
                        .path("compositeResponse");
        assertThat(
                        answers.path(2)
                                .path("body")
                                .path("records")
                                .path(0)
                                .path("Account")
                                .path("Name")
                                .asString())
                .isEqualTo("Composed");
    }

    @Test
    void a_composite_that_is_all_or_none_takes_everything_back() {
        var create = subrequest("Account", "acc", Map.of("Name", "Composed"));
        var broken = subrequest("Contact", "bad", Map.of());
        var undone =
                visitor.call(
                                "POST",
                                V + "/composite",
                                Map.of(
                                        "allOrNone",
                                        true,
                                        "compositeRequest",
                                        List.of(create, broken)))
                        .json()
                        .path("compositeResponse");
        assertThat(undone.path(0).path("body").path(0).path("errorCode").asString())
                .isEqualTo("PROCESSING_HALTED");
        assertThat(
                        visitor.query("SELECT COUNT() FROM Account WHERE Name = 'Composed'")
                                .json()
                                .path("totalSize")
                                .asInt())
                .isZero();
    }

    @Test
    void a_collection_answers_in_order() {
        var good =
                Map.of(
                        "attributes",
                        Map.of("type", "Contact"),
                        "LastName",
                        "G",
                        "Account",
                        Map.of("Product_Id__c", "P-0000007"));
        var bad = Map.of("attributes", Map.of("type", "Nothing"), "LastName", "G");
        var answer =
                visitor.call(
                                "POST",
                                V + "/composite/sobjects",
                                Map.of("records", List.of(good, bad, good)))
                        .json();
        assertThat(
                        List.of(
                                answer.path(0).path("success").asBoolean(),
                                answer.path(1).path("success").asBoolean(),
                                answer.path(2).path("success").asBoolean()))
                .containsExactly(true, false, true);
        String parent =
                sandbox.org("northwind")
                        .record("Contact", answer.path(0).path("id").asString())
                        .path("AccountId")
                        .asString();
        assertThat(parent).isEqualTo(account(6));
    }

    @Test
    void the_bounds_of_a_collection_are_kept() {
        var good = Map.of("attributes", Map.of("type", "Contact"), "LastName", "G");
        assertThat(
                        visitor.call(
                                        "POST",
                                        V + "/composite/sobjects",
                                        Map.of("records", List.of()))
                                .json()
                                .path(0)
                                .path("message")
                                .asString())
                .isEqualTo("At least 1 record is required");
        var many = Collections.nCopies(201, good);
        assertThat(
                        visitor.call("POST", V + "/composite/sobjects", Map.of("records", many))
                                .status())
                .isEqualTo(400);
    }

    @Test
    void many_records_are_read_by_their_ids_and_a_missing_one_is_null() {
        var some =
                visitor.call(
                                "POST",
                                V + "/composite/sobjects/Account",
                                Map.of(
                                        "ids",
                                        List.of(account(0), "001zz0000000001", account(1)),
                                        "fields",
                                        List.of("Name")))
                        .json();
        assertThat(some.path(1).isNull()).isTrue();
        assertThat(some.path(2).has("Name")).isTrue();
    }

    @Test
    void many_writers_of_one_key_make_one_record() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var replies = new ArrayList<Future<Integer>>();
            for (int writer = 0; writer < 40; writer++) {
                String name = "W" + writer;
                replies.add(
                        threads.submit(() ->
                                visitor.call(
                                                "PATCH",
                                                V + "/sobjects/Account/Product_Id__c/RACE",
                                                Map.of("Name", name))
                                        .status()));
            }
            int created = 0;
            for (var reply : replies) if (reply.get() == 201) created++;
            assertThat(created).isEqualTo(1);
        }
        assertThat(
                        visitor.query("SELECT COUNT() FROM Account WHERE Product_Id__c = 'RACE'")
                                .json()
                                .path("totalSize")
                                .asInt())
                .isEqualTo(1);
    }
}
