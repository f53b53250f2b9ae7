package dev.tenon.format;

import dev.tenon.format.Plan.KeyChange;
import dev.tenon.format.Plan.ObjectChange;
import dev.tenon.format.Plan.Warning;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What to think about when an object changes.
final class PlanAdvice {
    private final String integration;
    private final boolean destructive;

    PlanAdvice(String integration, boolean destructive) {
        this.integration = integration;
        this.destructive = destructive;
    }

    void advise(ObjectChange change, List<Warning> warnings) {
        String where = "%s.%s.%s".formatted(integration, change.section(), change.objectName());
        switch (change.kind()) {
            case REMOVED -> warnings.add(removal(change, where));
            case CHANGED -> change.keys().forEach(key -> advise(key, where, warnings));
            case ADDED, UNCHANGED, KEPT -> {}
        }
    }

    private Warning removal(ObjectChange change, String where) {
        if (destructive) {
            return new Warning(
                    "plan.object-removed",
                    where,
                    "Object \"%s\" goes: its %s stops for every installation; nothing stored is"
                                    .formatted(change.objectName(), change.section())
                            + " erased.",
                    "Make sure that nobody needs it.");
        }
        return new Warning(
                "plan.needs-destructive",
                where,
                "The manifest takes object \"%s\" away from %s."
                        .formatted(change.objectName(), change.section()),
                "Put it back, or allow a destructive deploy.");
    }

    private static void advise(KeyChange key, String where, List<Warning> warnings) {
        if (key.path().equals("schedule")) adviseSchedule(key, where, warnings);
        else if (key.path().startsWith("backfill")) {
            warnings.add(
                    new Warning(
                            "plan.backfill-later",
                            where,
                            "The backfill changes for new installations; existing ones have theirs"
                                    + " behind them.",
                            "Start a read of the full history where you need one."));
        } else if (key.path().startsWith("requiredFields") && key.before() == null) {
            warnings.add(
                    new Warning(
                            "plan.field-added",
                            where,
                            "A required field is new: %s.".formatted(key.after()),
                            "Records that do not change get it with the next full read only; a"
                                    + " field that customers choose waits for their choice."));
        } else if (key.path().equals("mapToName")) {
            warnings.add(
                    new Warning(
                            "plan.renamed",
                            where,
                            "The product's name of the object changes.",
                            "Change queries and receivers that use the old name."));
        }
    }

    private static void adviseSchedule(KeyChange key, String where, List<Warning> warnings) {
        Optional<Schedule> before = schedule(key.before());
        Optional<Schedule> after = schedule(key.after());
        if (after.isEmpty()) {
            warnings.add(
                    new Warning(
                            "plan.unscheduled",
                            where,
                            "The object is no longer read by itself.",
                            "Trigger its reads, or give it a schedule."));
            return;
        }
        boolean faster =
                before.isEmpty()
                        || after.get().shortestGap().compareTo(before.get().shortestGap()) < 0;
        if (!faster) return;
        warnings.add(
                new Warning(
                        "plan.faster-schedule",
                        where,
                        "The object is read more often: every %s at the shortest."
                                .formatted(Span.write(after.get().shortestGap())),
                        "Make sure that the provider's quota allows it for every customer."));
    }

    private static Optional<Schedule> schedule(@Nullable JsonNode json) {
        if (json == null) return Optional.empty();
        try {
            return Optional.of(Schedule.parse(json.asString()));
        } catch (Schedule.Malformed malformed) {
            throw new IllegalStateException("a deployed schedule is malformed", malformed);
        }
    }
}
