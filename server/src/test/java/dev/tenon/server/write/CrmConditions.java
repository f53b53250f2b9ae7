package dev.tenon.server.write;

import dev.tenon.server.testing.TestClock;
import dev.tenon.spi.Writer;
import dev.tenon.spi.Writer.Comparison;
import dev.tenon.spi.Writer.Condition;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How [FakeCrm] keeps conditions, and when its records last changed. As long as nothing is said it
/// keeps none, and does not tell of times. For use by one thread at a time.
final class CrmConditions {
    static final String VERSION = "Version";

    private final Set<Condition.Kind> honoured = EnumSet.noneOf(Condition.Kind.class);
    private final Map<String, Instant> changed = new HashMap<>();
    private final Map<String, Integer> versions = new HashMap<>();
    private final List<List<String>> glances = new ArrayList<>();
    private Comparison comparison = Comparison.NONE;
    private int several;
    private InstantSource clock = () -> TestClock.START;

    /// It checks these itself, for records that are sent alone.
    CrmConditions honours(Condition.Kind... kinds) {
        honoured.addAll(List.of(kinds));
        return this;
    }

    /// It checks them as well for so many records that are sent at once.
    CrmConditions takesSeveral(int most) {
        several = most;
        return this;
    }

    /// It tells when its records last changed.
    CrmConditions tellsTimes(InstantSource by) {
        clock = by;
        comparison = new Comparison(true, comparison.versionField());
        return this;
    }

    /// Its records have a field with their version.
    CrmConditions tellsVersions() {
        comparison = new Comparison(comparison.hasTime(), VERSION);
        return this;
    }

    /// A record looks as if it had last changed then.
    void changedAt(String id, Instant moment) {
        changed.put(id, moment);
    }

    /// Which records were asked for without any field, call by call.
    List<List<String>> glances() {
        return glances;
    }

    Set<Condition.Kind> honoured() {
        return honoured;
    }

    Comparison comparison() {
        return comparison;
    }

    void touch(String id) {
        changed.put(id, clock.instant());
        versions.merge(id, 1, Integer::sum);
    }

    void looked(Set<String> fields, List<String> ids) {
        if (fields.isEmpty()) glances.add(ids);
    }

    @Nullable Instant shown(String id) {
        return comparison.hasTime() ? changed.get(id) : null;
    }

    String version(String id) {
        return "v" + versions.getOrDefault(id, 0);
    }

    List<Writer.Offer> offers(Writer.Offer many, Writer.Offer one) {
        if (several == 0) return List.of(many, one);
        var some = new Writer.Offer("several", several, many.maxBytes(), false, many.repeat());
        return List.of(many, some.withConditions(honoured), one);
    }

    /// A condition that would be passed over is a fault of the caller.
    void check(Writer.Batch batch, Writer.Item item) {
        Condition condition = item.condition();
        boolean isCarried =
                condition == null
                        || (!batch.path().equals("many") && honoured.contains(condition.kind()));
        if (!isCarried) throw new AssertionError("not carried by " + batch.path());
    }

    boolean holds(Writer.Item item) {
        String id = String.valueOf(item.recordId());
        return switch (item.condition()) {
            case Condition.IfMatch(String version) -> version.equals(version(id));
            case Condition.IfUnmodifiedSince(Instant since) ->
                    !changed.getOrDefault(id, Instant.MIN).isAfter(since);
            case null -> true;
        };
    }
}
