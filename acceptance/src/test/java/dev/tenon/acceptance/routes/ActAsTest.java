package dev.tenon.acceptance.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.acceptance.platform.Patience;
import dev.tenon.acceptance.platform.Product;
import dev.tenon.sandbox.salesforce.schema.Visibility;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What is written as a person is written by that person's own sign-in: the provider says who it
/// was, and lets them write what they may.
@ExtendWith(World.Shared.class)
class ActAsTest {
    private static final String GROUP = "actors";
    private static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: acting
                provider: salesforce
                write:
                  objects: [{ objectName: Account }]
            """;

    private final World world;
    private final Product product;

    ActAsTest(World world) {
        this.world = world;
        this.product = world.team().product();
    }

    @Test
    void a_person_writes_with_their_own_sign_in_and_what_they_may() {
        var deploy = Product.JSON.createObjectNode().put("sourceYaml", MANIFEST);
        product.json("PUT", product.path("/integrations:batch"), deploy.toString());
        product.connect(GROUP, "acme");
        product.json(
                "POST",
                product.path("/integrations/acting/installations"),
                "{\"groupRef\": \"" + GROUP + "\"}");
        String username = world.desk("acme").usernames().get(2);
        world.desk("acme").show("Account", "Phone", username, Visibility.Level.HIDDEN);

        JsonNode unknown = refused(write("ada", "Name", "Nobody's"), 403);
        assertThat(unknown.path("code").asString("")).isEqualTo("consumer.not-connected");
        assertThat(unknown.path("fix").asString(""))
                .contains("tenon connect salesforce --group actors --consumer ada");

        product.followAs(link("bob"), world.desk("large").usernames().getFirst());
        JsonNode elsewhere = refused(write("bob", "Name", "Elsewhere"), 403);
        assertThat(elsewhere.path("code").asString("")).isEqualTo("consumer.other-account");

        product.followAs(link("ada"), username);
        String theirs = written(write("ada", "Name", "Ada's"));
        String nobodys = written(write("", "Name", "Nobody's"));
        assertThat(author(theirs)).isNotEqualTo(author(nobodys));
        JsonNode hidden = refused(write("ada", "Phone", "+1 555"), 422);
        assertThat(hidden.at("/result/errors/0/code").asString(hidden.toString()))
                .contains("write.unknown-field");
        assertThat(written(write("", "Phone", "+1 555"))).isNotEmpty();

        waitsForTheirNextSignIn(username, author(theirs));
    }

    /// Nobody else's writes wait with it.
    private void waitsForTheirNextSignIn(String username, String author) {
        world.revoke("acme", username);
        ObjectNode later = body("ada", "Name", "Later").put("mode", "asynchronous");
        String operation =
                Product.JSON.readTree(write(later).reply().body()).path("operationId").asString("");
        String path = product.path("/writes/" + operation);
        Patience.until(
                Duration.ofSeconds(20),
                "a try with a dead sign-in",
                () ->
                        product.json("GET", product.path("/connections?consumerRef=ada"), "")
                                .toString()
                                .contains("bad_credentials"));
        assertThat(written(write("", "Name", "Meanwhile"))).isNotEmpty();
        assertThat(state(path)).isEqualTo("queued");

        product.followAs(link("ada"), username);

        Patience.until(
                Duration.ofSeconds(20),
                "the write to go on",
                () -> state(path).equals("succeeded"));
        assertThat(author(id(product.json("GET", path, "")))).isEqualTo(author);
    }

    private String state(String path) {
        return product.json("GET", path, "").at("/records/0/state").asString("");
    }

    private Exchange write(String actAs, String field, String value) {
        return write(body(actAs, field, value));
    }

    private Exchange write(ObjectNode body) {
        String path = "/write" + product.path("/integrations/acting/objects/Account");
        return product.call("POST", path, body.toString(), Map.of());
    }

    private static ObjectNode body(String actAs, String field, String value) {
        ObjectNode body = Product.JSON.createObjectNode();
        body.put("groupRef", GROUP).put("type", "create");
        if (!actAs.isEmpty()) body.put("actAs", actAs);
        body.putObject("record").put("Name", "An account").put(field, value);
        return body;
    }

    private static JsonNode refused(Exchange answer, int status) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        return Product.JSON.readTree(answer.reply().body());
    }

    private static String written(Exchange answer) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return id(Product.JSON.readTree(answer.reply().body()));
    }

    private static String id(JsonNode reply) {
        String id = reply.findPath("recordId").asString("");
        assertThat(id).as("%s", reply).isNotEmpty();
        return id;
    }

    /// Who made a record, as the provider tells.
    private String author(String id) {
        return world.desk("acme").record("Account", id).path("CreatedById").asString("");
    }

    private String link(String consumer) {
        ObjectNode ask = Product.JSON.createObjectNode();
        ask.put("projectIdOrName", "default").put("provider", "salesforce");
        ask.put("groupRef", GROUP).put("consumerRef", consumer);
        return product.call("POST", "/v1/oauth-connect", ask.toString(), Map.of()).reply().body();
    }
}
