package dev.tenon.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.spi.Connector;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class ConnectorsTest {
    private final Connectors connectors = new Connectors(InstantSource.system());

    @Test
    void each_connector_is_found_by_its_own_id_and_no_id_is_taken_twice() {
        assertThat(connectors.all()).isNotEmpty();
        assertThat(connectors.all()).extracting(it -> it.info().id()).doesNotHaveDuplicates();
        for (Connector connector : connectors.all()) {
            assertThat(connectors.find(connector.info().id())).containsSame(connector);
        }
    }

    @Test
    void an_id_that_nobody_has_finds_nothing() {
        assertThat(connectors.find("salesfroce")).isEmpty();
        assertThat(connectors.find("")).isEmpty();
    }
}
