package dev.tenon.connectors.salesforce;

import static dev.tenon.connectors.salesforce.Org.id;
import static dev.tenon.connectors.salesforce.Org.page;
import static dev.tenon.connectors.salesforce.Org.query;
import static dev.tenon.connectors.salesforce.Org.queryAll;
import static dev.tenon.connectors.salesforce.Org.record;

import dev.tenon.spi.Connector;
import dev.tenon.spi.Position;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Reader;
import dev.tenon.spi.Writer;
import dev.tenon.testkit.Answer;
import dev.tenon.testkit.ConnectorContract;
import dev.tenon.testkit.ConnectorScenario;
import dev.tenon.testkit.Script;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class SalesforceContractTest extends ConnectorContract {
    @Override
    protected Connector connector() {
        return Org.CONNECTOR;
    }

    @Override
    protected ConnectorScenario.Read backfill() {
        Script script =
                Org.described(
                                "Account",
                                "Id:id",
                                "Name:string",
                                "SystemModstamp:datetime",
                                "IsDeleted:boolean")
                        .on(
                                "GET",
                                query(
                                        "SELECT Id,SystemModstamp,Name FROM Account ORDER BY Id LIMIT 2"))
                        .reply(200, page(record(1, "01:00:00", ""), record(2, "02:00:00", "")))
                        .on("GET", after(2))
                        .reply(200, page(record(3, "03:00:00", ""), record(4, "02:00:00", "")))
                        .on("GET", after(4))
                        .reply(200, page(record(5, "01:00:00", "")));
        return new ConnectorScenario.Read(
                request(new Position.Beginning(null)),
                script,
                List.of(id(1), id(2), id(3), id(4), id(5)),
                List.of());
    }

    private static String after(int number) {
        return query(
                "SELECT Id,SystemModstamp,Name FROM Account WHERE Id > '"
                        + id(number)
                        + "' ORDER BY Id LIMIT 2");
    }

    @Override
    protected Optional<ConnectorScenario.Read> incremental() {
        Script script =
                Org.script()
                        .on("GET", Org.API + "/query?q=*")
                        .reply(200, page(record(1, "11:00:00", ""), record(6, "11:00:00", "")))
                        .on("GET", Org.API + "/query?q=*")
                        .reply(200, page())
                        .on("GET", queryAll("*"))
                        .reply(200, page(record(2, "11:30:00", "")));
        return Optional.of(
                new ConnectorScenario.Read(
                        request(SalesforceReaderTest.since("2026-05-01T10:00:00Z", true)),
                        script,
                        List.of(id(1), id(6)),
                        List.of(id(2))));
    }

    @Override
    protected ConnectorScenario.Discover discovery() {
        Script list =
                Org.script()
                        .on("GET", Org.API + "/sobjects")
                        .reply(
                                200,
                                """
                                {"encoding":"UTF-8","maxBatchSize":200,"sobjects":[
                                 {"name":"Account","label":"Account","queryable":true,"replicateable":true},
                                 {"name":"Thing__c","label":"Thing","custom":true,"queryable":true},
                                 {"name":"Old","label":"Old","queryable":true,"deprecatedAndHidden":true}]}
                                """);
        Script describe =
                Org.script()
                        .on("POST", Org.API + "/composite")
                        .reply(
                                200,
                                """
                                {"compositeResponse":[%s,{"httpStatusCode":404,"referenceId":"Nowhere",
                                 "body":[{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}]}]}
                                """
                                        .formatted(Org.answer("Account", "Id:id", "Name:string")));
        return new ConnectorScenario.Discover(
                list,
                Set.of("Account", "Thing__c"),
                describe,
                "Account",
                "Nowhere",
                Set.of("Id", "Name"));
    }

    @Override
    protected Optional<ConnectorScenario.Write> write() {
        Script script =
                Org.script()
                        .on("POST", Org.API + "/composite/sobjects")
                        .reply(
                                200,
                                """
                                [{"id":"%s","success":true,"errors":[]},
                                 {"success":false,"errors":[{"statusCode":"REQUIRED_FIELD_MISSING",
                                  "message":"Required fields are missing: [Name]","fields":["Name"]}]}]
                                """
                                        .formatted(id(1)));
        var batch =
                new Writer.Batch(
                        "collection",
                        "Account",
                        Writer.Operation.CREATE,
                        null,
                        false,
                        Map.of(),
                        List.of(
                                new Writer.Item(null, Map.of("Name", "Acme")),
                                new Writer.Item(null, Map.of())));
        return Optional.of(new ConnectorScenario.Write(batch, script, List.of(true, false)));
    }

    @Override
    protected List<ConnectorScenario.Refused> refusals() {
        return List.of(
                refused(
                        "the session has expired",
                        401,
                        "INVALID_SESSION_ID",
                        "Session expired or invalid: " + SECRET,
                        ProviderException.Expired.class),
                refused(
                        "the daily calls are spent",
                        403,
                        "REQUEST_LIMIT_EXCEEDED",
                        "TotalRequests Limit exceeded. Bearer " + SECRET,
                        ProviderException.QuotaSpent.class),
                refused(
                        "too many calls run at once",
                        403,
                        "REQUEST_LIMIT_EXCEEDED",
                        "ConcurrentRequests (Concurrent API) Limit exceeded.",
                        ProviderException.Busy.class),
                refused(
                        "the user may not",
                        403,
                        "INSUFFICIENT_ACCESS",
                        "no rights for session_id=" + SECRET,
                        ProviderException.Forbidden.class),
                refused(
                        "a field is gone",
                        400,
                        "INVALID_FIELD",
                        "No such column 'Name' on sobject of type Account",
                        ProviderException.SchemaChanged.class),
                new ConnectorScenario.Refused(
                        "maintenance",
                        Answer.text(
                                503, "text/html", "<html><title>Down</title>" + SECRET + "</html>"),
                        ProviderException.Busy.class),
                new ConnectorScenario.Refused(
                        "a page of HTML with status 200",
                        Answer.text(200, "text/html", "<html></html>"),
                        ProviderException.Garbled.class),
                new ConnectorScenario.Refused(
                        "an empty body",
                        Answer.text(200, "application/json", ""),
                        ProviderException.Garbled.class),
                new ConnectorScenario.Refused(
                        "the line is cut",
                        Answer.unreachable(true),
                        ProviderException.Unreachable.class));
    }

    private static ConnectorScenario.Refused refused(
            String title,
            int status,
            String code,
            String message,
            Class<? extends ProviderException> reaction) {
        String body = "[{\"errorCode\":\"" + code + "\",\"message\":\"" + message + "\"}]";
        return new ConnectorScenario.Refused(title, Answer.json(status, body), reaction);
    }

    @Override
    protected int callsBeforeRecords() {
        return 1;
    }

    @Override
    protected Map<String, String> limitHeaders() {
        return Map.of(
                "Sforce-Limit-Info", "api-usage=18/5000, per-app-api-usage=17/250(appName=tenon)");
    }

    private static Reader.ReadRequest request(Position position) {
        return new Reader.ReadRequest("Account", Set.of("Name"), position, List.of(), 2);
    }
}
