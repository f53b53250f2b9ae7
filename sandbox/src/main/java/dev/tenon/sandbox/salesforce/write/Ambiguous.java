package dev.tenon.sandbox.salesforce.write;

import java.util.List;

/// A key that several records have.
public final class Ambiguous extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> ids;

    Ambiguous(List<String> ids) {
        super("more than one record found for the external id: " + ids);
        this.ids = List.copyOf(ids);
    }

    /// The records.
    public List<String> ids() {
        return ids;
    }
}
