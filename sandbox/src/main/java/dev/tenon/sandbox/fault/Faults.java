package dev.tenon.sandbox.fault;

import dev.tenon.sandbox.web.Call;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// The rules in force. Each call may trip several; they apply in the order they were added. Any
/// thread may use it.
public final class Faults {
    private final RandomGenerator random;
    private final Map<String, Armed> armed = new LinkedHashMap<>();
    private int made;

    /// No rules; `random` decides for those that have no seed of their own.
    public Faults(RandomGenerator random) {
        this.random = random;
    }

    private static final class Armed {
        private final FaultRule rule;
        private final RandomGenerator random;
        private int matched;
        private int tripped;

        private Armed(FaultRule rule, RandomGenerator ofAll) {
            this.rule = rule;
            Long seed = rule.seed();
            this.random = seed == null ? ofAll : new SplittableRandom(seed);
        }
    }

    /// A rule and what it did.
    ///
    /// @param id names it
    /// @param rule the rule
    /// @param matched calls it matched
    /// @param tripped calls it spoilt
    public record Standing(String id, FaultRule rule, int matched, int tripped) {}

    /// Puts a rule in force; answers its id.
    public synchronized String add(FaultRule rule) {
        String id = "fault-" + ++made;
        armed.put(id, new Armed(rule, random));
        return id;
    }

    /// All rules and what they did.
    public synchronized List<Standing> standing() {
        var all = new ArrayList<Standing>();
        armed.forEach((id, one) -> all.add(new Standing(id, one.rule, one.matched, one.tripped)));
        return all;
    }

    /// Ends all rules.
    public synchronized void clear() {
        armed.clear();
    }

    /// Ends one rule; answers whether there was one.
    public synchronized boolean clear(String id) {
        return armed.remove(id) != null;
    }

    /// What goes wrong with this call; usually nothing.
    public synchronized List<FaultAction> strike(Call call) {
        if (armed.isEmpty()) return List.of();
        var actions = new ArrayList<FaultAction>();
        for (Armed one : armed.values()) {
            if (!one.rule.matches(call)) continue;
            one.matched++;
            boolean due = one.matched > one.rule.skip() && one.tripped < one.rule.times();
            if (!due || one.random.nextDouble() >= one.rule.probability()) continue;
            one.tripped++;
            actions.add(one.rule.action().drawn(one.random));
        }
        return actions;
    }
}
