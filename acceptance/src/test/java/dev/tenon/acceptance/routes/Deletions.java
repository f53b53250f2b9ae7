package dev.tenon.acceptance.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.platform.Patience;
import dev.tenon.acceptance.platform.Product;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A customer loses more than half of their accounts at once: what a sweep then holds is discarded
/// first, and released when the next sweep finds the same.
final class Deletions {
    private static final String PROJECT = "/v1/projects/default";
    private static final String COMPANY = PROJECT + "/integrations/crm/objects/company";

    private final World world;
    private final Product product;

    Deletions(World world) {
        this.world = world;
        this.product = world.team().product();
    }

    void walk() {
        product.connect("large", "large");
        product.install("large");
        Patience.until(Duration.ofMinutes(1), "the large backfill", () -> records() == 240);
        List<String> ids = product.store("large", "company").keySet().stream().limit(130).toList();
        ids.forEach(this::delete);

        sweep();
        JsonNode held = held();
        assertThat(held.path("records").asInt()).isEqualTo(130);
        assertThat(held.path("groupRef").asString("")).isEqualTo("large");
        decide(held, "discard");
        assertThat(records()).isEqualTo(240);

        sweep();
        decide(held(), "release");
        Patience.until(Duration.ofMinutes(1), "the deletions", () -> records() == 110);
        assertThat(ask("GET", "/held-deletions?status=discarded&limit=1", "").path("results"))
                .hasSize(1);
    }

    private long records() {
        return product.object("large", "Account").path("records").asLong(0);
    }

    private void delete(String id) {
        URI place = world.sandbox().resolve("/admin/orgs/large/records/Account/" + id);
        try (var http = HttpClient.newHttpClient()) {
            var reply =
                    http.send(
                            HttpRequest.newBuilder(place).DELETE().build(),
                            HttpResponse.BodyHandlers.discarding());
            assertThat(reply.statusCode()).isEqualTo(204);
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private void sweep() {
        String operation =
                product.json("POST", COMPANY + ":sweep", "{\"groupRef\":\"large\"}")
                        .path("operationId")
                        .asString("");
        Patience.until(
                Duration.ofMinutes(1),
                "the sweep",
                () ->
                        ask("GET", "/operations/" + operation, "")
                                .path("status")
                                .asString("")
                                .equals("success"));
    }

    private JsonNode held() {
        JsonNode list = ask("GET", "/held-deletions?status=held", "").path("results");
        assertThat(list).hasSize(1);
        return list.get(0);
    }

    private void decide(JsonNode held, String decision) {
        String id = held.path("id").asString("");
        ask("POST", "/held-deletions/" + id + ":" + decision, "");
        assertThat(ask("GET", "/audit?action=held-deletion.&subject=" + id, "").path("results"))
                .hasSize(1);
    }

    private JsonNode ask(String method, String path, String body) {
        return product.json(method, PROJECT + path, body);
    }
}
