package dev.tenon.acceptance.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.acceptance.platform.Product;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a query is answered with is remembered; what changes it shows in the very next query.
@ExtendWith(World.Shared.class)
class ViewsTest {
    private final World world;

    ViewsTest(World world) {
        this.world = world;
    }

    @Test
    void a_deploy_and_a_config_change_show_in_the_next_query() {
        Team team = world.team("views");
        Product product = team.product();
        assertThat(query(product, "title is not null").status()).isEqualTo(200);
        assertThat(query(product, "title is not null").status()).isEqualTo(200);

        product.deploy(
                Team.MANIFEST
                        .replace("mapToName: title", "mapToName: heading")
                        .replace("index: [title,", "index: [heading,"),
                world.sandbox());

        Exchange renamed = query(product, "heading is not null");
        assertThat(renamed.status()).isEqualTo(200);
        assertThat(renamed.reply().body()).contains("\"mappedFields\":{\"heading\":");
        assertThat(query(product, "title is not null").reply().body())
                .contains("query.unknown-field");

        disable(product, team.name("installation"));

        assertThat(query(product, "heading is not null").reply().body())
                .contains("object.disabled");
    }

    private static void disable(Product product, String installation) {
        product.json(
                "PATCH",
                product.path("/integrations/crm/installations/" + installation),
                """
                {"updateMask": ["config.content.read.objects.Account.disabled"], "installation":
                  {"config": {"content": {"read": {"objects": {"Account": {"disabled": true}}}}}}}\
                """);
    }

    private static Exchange query(Product product, String where) {
        String path = "/integrations/crm/objects/company/records?groupRef=acme&limit=1&where=";
        return product.call("GET", product.path(path) + World.escape(where), "", Map.of());
    }
}
