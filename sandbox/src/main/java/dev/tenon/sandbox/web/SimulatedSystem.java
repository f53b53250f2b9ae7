package dev.tenon.sandbox.web;

import java.util.List;
import java.util.Map;

/// One simulated provider. Called by many threads at once.
public interface SimulatedSystem {
    /// The provider's name in the catalog, such as `salesforce`.
    String name();

    /// Whether a path, such as `/services/data`, is this provider's.
    boolean serves(String path);

    /// Answers a call that [#serves] claimed; never throws for a caller's mistake.
    Answer answer(Call call);

    /// The class of a call for the statistics, such as `query`.
    String kindOf(Call call);

    /// Does something that happens inside the provider, such as expiring all locators.
    ///
    /// @throws IllegalArgumentException when it cannot do `act`, naming the acts it can do
    void perform(String act, Map<String, String> with);

    /// Lines for the landing page: what there is to sign in to.
    List<String> summary();
}
