package dev.tenon.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.schema.Visibility;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryTest {
    private final Sandbox sandbox =
            Sandbox.start(
                    SandboxSettings.of(
                            0,
                            SalesforceSettings.of(
                                    List.of(
                                            OrgSettings.of(
                                                    "northwind",
                                                    Map.of(
                                                            "Account",
                                                            7000,
                                                            "Contact",
                                                            2500,
                                                            "Opportunity",
                                                            400))))));
    private final SandboxVisitor visitor = new SandboxVisitor(sandbox.uri());

    @BeforeAll
    void sign_in() {
        visitor.signIn("northwind");
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    private List<JsonNode> records(String soql) {
        var reply = visitor.query(soql);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        var records = new ArrayList<JsonNode>();
        reply.json().path("records").forEach(records::add);
        return records;
    }

    private int count(String object, String where) {
        var reply = visitor.query("SELECT COUNT() FROM " + object + " WHERE " + where);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json().path("totalSize").asInt();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Industry = 'energy' | NOT (Industry != 'Energy')",
                "Industry IN ('Energy', 'Retail') | Industry = 'Energy' OR Industry = 'Retail'",
                "Name LIKE 'Alder%' | Name >= 'Alder' AND Name < 'Aldes'",
                "NumberOfEmployees > 5000 | NOT NumberOfEmployees <= 5000",
                "ParentId = null | NOT (ParentId != null)",
                "Active__c = true | Active__c != false",
                "Renewal_Date__c < 2025-01-01 | NOT (Renewal_Date__c >= 2025-01-01)",
                "SystemModstamp > 2026-01-01T00:00:00Z | SystemModstamp >= 2026-01-01T00:00:01Z",
                "SystemModstamp > 2026-01-01T01:00:00+01:00 | SystemModstamp > 2026-01-01T00:00:00.000Z",
                "CreatedDate = LAST_N_DAYS:9000 | CreatedDate != null",
                "Owner.Username = 'admin@northwind.example' | Owner.Username LIKE 'admin@%'",
                "Id NOT IN (SELECT AccountId FROM Contact WHERE AccountId != null) | NOT (Id IN (SELECT AccountId FROM Contact))",
            })
    void two_ways_to_say_the_same_find_the_same(String one, String other) {
        int found = count("Account", one);
        assertThat(found).isPositive().isEqualTo(count("Account", other));
        assertThat(count("Account", "NOT (" + one + ")")).isEqualTo(7000 - found);
    }

    @Test
    void multi_select_values_are_included_or_excluded() {
        int with = count("Contact", "Interests__c INCLUDES ('art;music', 'travel')");
        assertThat(with).isBetween(1, 2499);
        assertThat(count("Contact", "Interests__c EXCLUDES ('art;music', 'travel')"))
                .isEqualTo(2500 - with);
    }

    @Test
    void keyset_pages_by_stamp_meet_every_record_once_although_thousands_share_a_stamp() {
        var seen = new HashSet<String>();
        String soql =
                "SELECT Id, SystemModstamp FROM Account ORDER BY SystemModstamp, Id LIMIT 1000";
        for (List<JsonNode> page = records(soql); !page.isEmpty(); page = records(soql)) {
            page.forEach(record -> assertThat(seen.add(record.path("Id").asString())).isTrue());
            String id = page.getLast().path("Id").asString();
            String stamp = page.getLast().path("SystemModstamp").asString().replace("+0000", "Z");
            soql =
                    "SELECT Id, SystemModstamp FROM Account WHERE (SystemModstamp = %s AND Id > '%s') OR SystemModstamp > %s ORDER BY SystemModstamp, Id LIMIT 1000"
                            .formatted(stamp, id, stamp);
        }
        assertThat(seen).hasSize(7000);
    }

    @Test
    void keyset_pages_by_id_meet_every_record_once() {
        var seen = new HashSet<String>();
        String last = "001000000000000";
        while (true) {
            var page =
                    records(
                            "SELECT Id FROM Account WHERE Id > '"
                                    + last
                                    + "' ORDER BY Id LIMIT 900");
            if (page.isEmpty()) break;
            page.forEach(record -> assertThat(seen.add(record.path("Id").asString())).isTrue());
            last = page.getLast().path("Id").asString();
        }
        assertThat(seen).hasSize(7000);
    }

    @Test
    void rows_are_ordered_by_several_keys_with_nulls_where_asked() {
        var rows =
                records(
                        "SELECT Industry, Name, ParentId FROM Account ORDER BY ParentId NULLS LAST, Industry DESC, Name ASC LIMIT 1500");
        assertThat(rows.getFirst().path("ParentId").isNull()).isFalse();
        assertThat(rows.getLast().path("ParentId").isNull()).isTrue();
        var industries =
                rows.stream()
                        .filter(row -> row.path("ParentId").isNull())
                        .map(row -> row.path("Industry").asString())
                        .toList();
        assertThat(industries).isSortedAccordingTo((left, right) -> right.compareTo(left));
    }

    @Test
    void parents_and_children_are_nested() {
        JsonNode contact =
                records(
                                "SELECT Id, Account.Name, Account.Owner.Name FROM Contact WHERE AccountId != null LIMIT 1")
                        .getFirst();
        assertThat(contact.path("Account").path("attributes").path("type").asString())
                .isEqualTo("Account");
        assertThat(contact.path("Account").path("Owner").path("Name").asString()).isNotBlank();
        JsonNode orphan =
                records("SELECT Id, Account.Name FROM Contact WHERE AccountId = null LIMIT 1")
                        .getFirst();
        assertThat(orphan.path("Account").isNull()).isTrue();
        JsonNode account =
                records(
                                "SELECT Id, (SELECT Id, AccountId FROM Contacts WHERE LastName != null ORDER BY Id) FROM Account LIMIT 1")
                        .getFirst();
        assertThat(account.path("Contacts").path("records").path(0).path("AccountId"))
                .isEqualTo(account.path("Id"));
    }

    @Test
    void functions_group_and_count() {
        var groups =
                records(
                        "SELECT StageName, COUNT(Id) n, SUM(Amount), AVG(Amount) FROM Opportunity GROUP BY StageName ORDER BY COUNT(Id) DESC");
        assertThat(groups).hasSize(6);
        assertThat(groups.stream().mapToInt(group -> group.path("n").asInt()).sum()).isEqualTo(400);
        assertThat(groups.getFirst().has("expr0")).isTrue();
        assertThat(groups.getFirst().path("n").asInt())
                .isGreaterThanOrEqualTo(groups.getLast().path("n").asInt());
    }

    @Test
    void all_fields_are_named_by_one_word() {
        JsonNode all = records("SELECT FIELDS(ALL) FROM Account LIMIT 1").getFirst();
        assertThat(all.path("BillingAddress").path("city").asString())
                .isEqualTo(all.path("BillingCity").asString());
        assertThat(records("SELECT FIELDS(CUSTOM) FROM Account LIMIT 1").getFirst().has("Name"))
                .isFalse();
        assertThat(records("SELECT FIELDS(STANDARD) FROM Account")).hasSize(2000);
    }

    @Test
    void text_is_escaped_as_the_provider_does() {
        var desk = sandbox.org("northwind");
        desk.insert("Account", Map.of("Name", "O'Neill 100%"));
        assertThat(count("Account", "Name = 'O\\'Neill 100%'")).isEqualTo(1);
        assertThat(count("Account", "Name LIKE '%l 100\\%'")).isEqualTo(1);
        desk.delete(
                "Account",
                records("SELECT Id FROM Account WHERE Name = 'O\\'Neill 100%'")
                        .getFirst()
                        .path("Id")
                        .asString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT",
                "SELECT Id",
                "SELECT Id FROM",
                "SELECT Id FROM Account WHERE",
                "SELECT Id FROM Account LIMIT x",
                "SELECT Id FROM Account WHERE Name = 'open",
                "SELECT Id FROM Account WHERE Name ~ 'x'",
                "SELECT Id, FROM Account",
                "SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'",
                "SELECT Id FROM Account ORDER Name",
                "SELECT Id Id FROM Account extra words",
                "SELECT Name, Name FROM Account",
                "SELECT FIELDS(ALL) FROM Account",
                "SELECT Industry, COUNT(Id) FROM Account",
                "SELECT TYPEOF(Id) FROM Account",
                "SELECT * FROM Account",
                ""
            })
    void what_cannot_be_read_is_malformed(String soql) {
        assertRefused(soql, "MALFORMED_QUERY");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT Nme FROM Account | INVALID_FIELD | No such column 'Nme' on entity 'Account'",
                "SELECT Acount.Name FROM Contact | INVALID_FIELD | Didn't understand relationship 'Acount'",
                "SELECT Id FROM Accout | INVALID_TYPE | sObject type 'Accout' is not supported",
                "SELECT Id, (SELECT Id FROM Kontacts) FROM Account | INVALID_TYPE | Didn't understand relationship 'Kontacts'",
                "SELECT Id FROM Account WHERE NumberOfEmployees = 'x' | INVALID_FIELD | must be of type int and should not be enclosed in quotes",
                "SELECT Id FROM Account WHERE CreatedDate > '2026-01-01' | INVALID_FIELD | must be of type dateTime",
                "SELECT Id FROM Account WHERE Name = 5 | INVALID_FIELD | should be enclosed in quotes",
                "SELECT Id FROM Account WHERE Description = 'x' | INVALID_FIELD | can not be filtered in a query call",
                "SELECT Id FROM Account WHERE Id = 'nonsense' | INVALID_QUERY_FILTER_OPERATOR | invalid ID field: nonsense",
                "SELECT Id FROM Account LIMIT 1 OFFSET 2001 | NUMBER_OUTSIDE_VALID_RANGE | Maximum SOQL offset",
            })
    void what_means_nothing_is_refused_with_the_providers_words(
            String soql, String code, String words) {
        assertThat(assertRefused(soql, code)).contains(words);
    }

    private String assertRefused(String soql, String code) {
        var reply = visitor.query(soql);
        assertThat(reply.status()).as(soql + " gave " + reply.text()).isEqualTo(400);
        assertThat(reply.json().path(0).path("errorCode").asString()).isEqualTo(code);
        return reply.json().path(0).path("message").asString();
    }

    @Test
    void a_hidden_field_looks_like_a_misspelt_one() {
        var desk = sandbox.org("northwind");
        desk.show("Account", "Rating", "admin@northwind.example", Visibility.Level.HIDDEN);
        assertThat(assertRefused("SELECT Rating FROM Account", "INVALID_FIELD"))
                .contains("No such column 'Rating'");
        assertThat(visitor.get("/services/data/v60.0/sobjects/Account/describe").text())
                .doesNotContain("\"Rating\"");
        desk.show("Account", "Rating", "admin@northwind.example", Visibility.Level.FULL);
        assertThat(records("SELECT Rating FROM Account LIMIT 1")).hasSize(1);
    }

    @Test
    void pages_have_the_size_that_is_asked_for_within_bounds() {
        assertThat(
                        visitor.query(
                                        "SELECT Id FROM Account",
                                        "Sforce-Query-Options",
                                        "batchSize=250")
                                .json()
                                .path("records")
                                .size())
                .isEqualTo(250);
        assertThat(
                        visitor.query(
                                        "SELECT Id FROM Account",
                                        "Sforce-Query-Options",
                                        "batchSize=7")
                                .json()
                                .path("records")
                                .size())
                .isEqualTo(200);
    }

    @Test
    void an_address_may_be_long_but_not_longer_than_the_provider_allows() {
        String names = "'Alder', ".repeat(700) + "'Beacon'";
        assertThat(visitor.query("SELECT Id FROM Account WHERE Name IN (" + names + ")").status())
                .isEqualTo(200);
        assertThat(
                        visitor.query(
                                        "SELECT Id FROM Account WHERE Name IN ("
                                                + names
                                                + ", "
                                                + names
                                                + ")")
                                .status())
                .isEqualTo(414);
    }

    @Test
    void a_dead_locator_is_refused() {
        String next =
                visitor.query("SELECT Id FROM Account").json().path("nextRecordsUrl").asString();
        sandbox.salesforce().perform("expire-locators", Map.of());
        var refused = visitor.get(next);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path(0).path("errorCode").asString())
                .isEqualTo("INVALID_QUERY_LOCATOR");
    }

    @Test
    void the_eleventh_open_locator_ends_the_one_that_rested_longest() {
        var locators = new ArrayList<String>();
        for (int at = 0; at < 11; at++)
            locators.add(
                    visitor.query("SELECT Id FROM Account")
                            .json()
                            .path("nextRecordsUrl")
                            .asString());
        assertThat(visitor.get(locators.getFirst()).status()).isEqualTo(400);
        assertThat(visitor.get(locators.getLast()).status()).isEqualTo(200);
    }
}
