package dev.tenon.acceptance.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.sandbox.Sandbox;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.salesforce.AuthenticationType;
import org.apache.camel.component.salesforce.SalesforceComponent;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.component.salesforce.api.dto.AbstractDescribedSObjectBase;
import org.apache.camel.component.salesforce.api.dto.CreateSObjectResult;
import org.apache.camel.component.salesforce.api.dto.GlobalObjects;
import org.apache.camel.component.salesforce.api.dto.SObjectDescription;
import org.apache.camel.component.salesforce.api.dto.SaveSObjectResult;
import org.apache.camel.component.salesforce.api.dto.UpsertSObjectResult;
import org.apache.camel.component.salesforce.api.dto.Version;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// camel-salesforce makes its usual calls; it puts a slash behind every path.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CamelSalesforceTest {
    private static final String ACCOUNT =
            "sObjectName=Account&sObjectClass=" + Account.class.getName();

    private final Sandbox sandbox = SampleOrgs.start();
    private final CamelContext camel = new DefaultCamelContext();
    private final ProducerTemplate calls = camel.createProducerTemplate();

    @BeforeAll
    void sign_in() throws Exception {
        var salesforce = new SalesforceComponent();
        salesforce.setAuthenticationType(AuthenticationType.REFRESH_TOKEN);
        salesforce.setLoginUrl(sandbox.uri().toString());
        salesforce.setInstanceUrl(sandbox.uri().toString());
        salesforce.setClientId("camel-app");
        salesforce.setClientSecret("secret");
        salesforce.setRefreshToken(
                new ConsentDriver(sandbox.uri(), "camel-app").refreshToken("northwind"));
        salesforce.setPackages(Account.class.getPackageName());
        camel.addComponent("salesforce", salesforce);
        camel.start();
        calls.start();
    }

    @AfterAll
    void stop() throws Exception {
        camel.close();
        sandbox.close();
    }

    @Test
    void it_reads_versions_objects_and_a_description() {
        List<?> versions = calls.requestBody("salesforce:getVersions", null, List.class);
        assertThat(versions).hasSize(12).first().isInstanceOf(Version.class);
        var objects = calls.requestBody("salesforce:getGlobalObjects", null, GlobalObjects.class);
        assertThat(objects.getSobjects()).extracting("name").contains("Account", "Subscription__c");
        var account =
                calls.requestBody(
                        "salesforce:getDescription?sObjectName=Account",
                        null,
                        SObjectDescription.class);
        assertThat(account.getKeyPrefix()).isEqualTo("001");
        assertThat(account.getFields())
                .extracting("name")
                .contains("Id", "SystemModstamp", "Product_Id__c");
    }

    @Test
    void it_queries_page_by_page() {
        var page =
                calls.requestBody(
                        "salesforce:query?sObjectClass=" + AccountPage.class.getName(),
                        "SELECT Id, Name, Industry FROM Account",
                        AccountPage.class);
        assertThat(page.getTotalSize()).isGreaterThanOrEqualTo(SampleOrgs.ACCOUNTS);
        assertThat(page.getDone()).isFalse();
        var rest =
                calls.requestBody(
                        "salesforce:queryMore?sObjectClass=" + AccountPage.class.getName(),
                        page.getNextRecordsUrl(),
                        AccountPage.class);
        assertThat(rest.getDone()).isTrue();
        assertThat(page.getRecords().size() + rest.getRecords().size())
                .isEqualTo(page.getTotalSize());
    }

    @Test
    void it_writes_one_record_through_its_life() {
        var created =
                calls.requestBody(
                        "salesforce:createSObject?" + ACCOUNT,
                        named("Camel", "Energy"),
                        CreateSObjectResult.class);
        assertThat(created.getSuccess()).isTrue();
        var changed = new Account();
        changed.setIndustry("Retail");
        changed.setId(created.getId());
        calls.requestBody("salesforce:updateSObject?" + ACCOUNT, changed);
        var read =
                calls.requestBody(
                        "salesforce:getSObject?" + ACCOUNT, created.getId(), Account.class);
        assertThat(read.getIndustry()).isEqualTo("Retail");
        calls.requestBody("salesforce:deleteSObject?" + ACCOUNT, created.getId());
        assertThatThrownBy(() ->
                        calls.requestBody(
                                "salesforce:getSObject?" + ACCOUNT, created.getId(), Account.class))
                .isInstanceOf(CamelExecutionException.class)
                .hasRootCauseInstanceOf(SalesforceException.class)
                .rootCause()
                .hasMessageContaining("ENTITY_IS_DELETED");
    }

    @Test
    void it_upserts_by_an_external_id() {
        String upsert = "salesforce:upsertSObject?sObjectIdName=Product_Id__c&" + ACCOUNT;
        var first = calls.requestBody(upsert, keyed("Upserted"), UpsertSObjectResult.class);
        var second = calls.requestBody(upsert, keyed("Upserted again"), UpsertSObjectResult.class);
        assertThat(first.getCreated()).isTrue();
        assertThat(second.getCreated()).isFalse();
        assertThat(second.getId()).isEqualTo(first.getId());
    }

    @Test
    void it_writes_collections() {
        var records = new ArrayList<AbstractDescribedSObjectBase>();
        for (int at = 0; at < 200; at++) records.add(named("Collected " + at, "Energy"));
        List<?> results =
                calls.requestBody(
                        "salesforce:compositeCreateSObjectCollections", records, List.class);
        assertThat(results)
                .hasSize(200)
                .allSatisfy(
                        result -> assertThat(((SaveSObjectResult) result).getSuccess()).isTrue());
    }

    private static Account keyed(String name) {
        Account account = named(name, "Energy");
        account.setProduct_Id__c("CAMEL-1");
        return account;
    }

    private static Account named(String name, String industry) {
        var account = new Account();
        account.setIndustry(industry);
        account.setName(name);
        return account;
    }
}
