package dev.tenon.connectors;

import dev.tenon.connectors.salesforce.Salesforce;
import dev.tenon.spi.Connector;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Every deep connector, one line each. Stateless; safe for use by many threads.
public final class Connectors {
    private final List<Connector> all;

    /// @param clock what the connectors take for the present moment
    public Connectors(InstantSource clock) {
        this.all = List.of(new Salesforce(clock));
    }

    /// All of them, in the order people see.
    public List<Connector> all() {
        return all;
    }

    /// The connector a manifest calls `id`; empty when there is none of that name.
    public Optional<Connector> find(String id) {
        return all.stream().filter(connector -> connector.info().id().equals(id)).findFirst();
    }
}
