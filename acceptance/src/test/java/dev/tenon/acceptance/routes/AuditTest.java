package dev.tenon.acceptance.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.acceptance.contract.Operation;
import dev.tenon.acceptance.platform.Product;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Every change is noted in the transaction that makes it: while the audit log takes nothing,
/// nothing can be changed. The cases are made from the description, so that an operation that is
/// added there is in them.
@ExtendWith(World.Shared.class)
class AuditTest {
    /// What is not noted, and why.
    private static final Map<String, String> NOT_NOTED =
            Map.of(
                    "planIntegrations", "changes nothing",
                    "uploadSource", "keeps a file for the deploy that follows, which is noted",
                    "oauthConnect", "makes a link; that a customer signed in is noted",
                    "oauthUpdate", "makes a link; that a customer signed in is noted",
                    "customAuthConnect", "makes a link; that a customer signed in is noted",
                    "triggerRead", "is an operation, with a log of its own",
                    "refreshRecords", "is an operation, with a log of its own",
                    "sweepObject", "is an operation, with a log of its own",
                    "writeRecords", "is a write, with a record of its own");

    /// Noted too, but there is nothing held for them here: [Deletions] sees to those. What is of
    /// the server and not of a project is noted in another log.
    private static final Set<String> SEEN_ELSEWHERE =
            Set.of(
                    "releaseHeldDeletion",
                    "discardHeldDeletion",
                    "addPerson",
                    "updatePerson",
                    "deletePerson",
                    "resetPerson",
                    "rotateKeys");

    private final World world;
    private final List<String> failures = new ArrayList<>();

    AuditTest(World world) {
        this.world = world;
    }

    @Test
    void nothing_is_changed_that_cannot_be_noted() {
        Map<String, String> spare = spares();
        world.tables()
                .run(
                        """
                        create function refuse() returns trigger language plpgsql as
                          $$ begin raise exception 'the audit log takes nothing'; end $$;
                        create trigger refuse before insert on audit
                          for each row execute function refuse()\
                        """);
        try {
            Map<String, String> before = world.tables().digests();
            for (Operation operation : changes()) {
                Exchange exchange = send(operation, spare);
                if (exchange.status() != 503) failures.add(operation.id() + ": " + exchange);
            }
            assertThat(failures).isEmpty();
            assertThat(world.tables().digests()).isEqualTo(before);
        } finally {
            world.tables().run("drop trigger refuse on audit; drop function refuse");
        }
    }

    @Test
    void a_change_is_noted_once_with_whose_key_it_was() {
        Map<String, String> spare = spares();
        String key = world.team().key("full");
        for (String id : List.of("changeTopic", "updateJwtKey", "updateInstallation")) {
            for (Operation operation : changes()) {
                if (!operation.id().equals(id)) continue;
                long before = world.tables().auditEntries();
                Exchange exchange = send(operation, spare, key);
                assertThat(exchange.status()).as("%s", exchange).isLessThan(300);
                assertThat(world.tables().auditEntries()).as(id).isEqualTo(before + 1);
                assertThat(world.tables().text("select actor from audit order by entry desc"))
                        .isEqualTo("key/" + key.split("_", 3)[1]);
            }
        }
    }

    /// A callback that is posted sends the browser on, to what is noted.
    private List<Operation> changes() {
        return world.contract().operations().stream()
                .filter(operation -> !operation.method().equals("GET"))
                .filter(operation -> !NOT_NOTED.containsKey(operation.id()))
                .filter(operation -> !SEEN_ELSEWHERE.contains(operation.id()))
                .filter(operation -> !operation.path().startsWith("/callbacks/"))
                .toList();
    }

    /// What nothing depends on, so that it could be deleted.
    private Map<String, String> spares() {
        world.team().product().connect("spare", "acme");
        JsonNode found =
                world.team()
                        .product()
                        .json(
                                "GET",
                                world.team().product().path("/connections?groupRef=spare"),
                                "");
        var spares = new HashMap<String, String>();
        spares.put("connection", found.path(0).path("id").asString(""));
        spares.put("rollbackIntegration", rolled());
        spares.put("retryWrite", failedWrite());
        spares.put("deleteDestinationRoute", destinationRoute());
        return spares;
    }

    /// An integration with a revision to go back to.
    private String rolled() {
        String manifest = Team.MANIFEST.replace("name: crm", "name: rolled");
        for (String each : List.of(manifest, manifest.replace("title", "label"))) {
            ObjectNode source = Product.JSON.createObjectNode().put("sourceYaml", each);
            post("PUT", "/integrations:batch", source);
        }
        return "rolled";
    }

    /// A write that could be sent again.
    private String failedWrite() {
        Product product = world.team().product();
        String body =
                """
                {"groupRef": "acme", "type": "update",
                 "record": {"id": "001000000000000AAA", "title": "Nobody"}}\
                """;
        String path = "/write" + product.path("/integrations/crm/objects/Account");
        String reply = product.call("POST", path, body, Map.of()).reply().body();
        return Product.JSON.readTree(reply).path("operationId").asString("");
    }

    private String destinationRoute() {
        ObjectNode route = Product.JSON.createObjectNode();
        route.put("topicId", world.team().name("topic"));
        route.put("destinationId", world.team().name("destination"));
        return post("POST", "/topic-destination-routes", route).path("id").asString("");
    }

    private JsonNode post(String method, String rest, ObjectNode body) {
        Product product = world.team().product();
        return product.json(method, product.path(rest), body.toString());
    }

    private Exchange send(Operation operation, Map<String, String> spare) {
        return send(operation, spare, world.adminKey());
    }

    private Exchange send(Operation operation, Map<String, String> spare, String key) {
        String target = world.team().target(operation, names(operation, spare));
        return world.send(operation, target, body(operation), key);
    }

    /// What stands for the names of a path.
    private static Map<String, String> names(Operation operation, Map<String, String> spare) {
        String own = spare.get(operation.id());
        return own == null ? spare : Map.of(operation.pathNames().getLast(), own);
    }

    private String body(Operation operation) {
        if (operation.json().isEmpty()) return "";
        ObjectNode body = world.team().example(operation);
        if (body.has("groupRef")) {
            body.put("groupRef", operation.id().equals("createInstallation") ? "spare" : "acme");
        }
        body.remove("connectionId");
        switch (operation.id()) {
            case "batchUpsertIntegrations" ->
                    body.put("sourceYaml", Team.MANIFEST.replace("name: crm", "name: audited"));
            case "createProject" -> body.put("name", "audited");
            case "createDestination", "createTopic" -> body.put("name", "audited");
            case "createEventRoute" ->
                    body.put("eventType", "read.backfill.done")
                            .put("topicId", world.team().name("topic"));
            case "createDestinationRoute" ->
                    body.put("topicId", world.team().name("topic"))
                            .put("destinationId", world.team().name("destination"));
            default -> body.remove("connectionId");
        }
        return body.toString();
    }
}
