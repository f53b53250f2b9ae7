package dev.tenon.server.console;

import dev.tenon.format.EffectiveRead;
import dev.tenon.server.console.InstallationView.Delivery;
import dev.tenon.server.console.InstallationView.ObjectName;
import dev.tenon.server.console.InstallationView.ObjectRow;
import dev.tenon.server.console.InstallationView.Progress;
import dev.tenon.server.console.InstallationView.Trouble;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Tells how the objects of one installation stand, and what to do about what is wrong.
///
/// @param place what commands in the advice name
/// @param isSignedIn whether the connection works
/// @param isPaused whether the whole installation rests
record ObjectRows(Place place, boolean isSignedIn, boolean isPaused, Instant now) {
    /// Jobs that wait to be woken are parked centuries away.
    private static final int FAR_AWAY_DAYS = 365 * 50;

    private static final int PATIENCE = 3;

    /// @param read what the config says of the object; null when it is no longer read
    /// @param forecast how long its backfill will take; empty when nobody knows
    ObjectRow row(ObjectList.Entry entry, @Nullable EffectiveRead read, String forecast) {
        String mapped = read == null ? entry.name() : read.mappedName();
        ObjectList.Feed feed = entry.feed();
        return new ObjectRow(
                new ObjectName(mapped, mapped.equals(entry.name()) ? "" : entry.name()),
                state(entry, read),
                progress(entry.run(), forecast),
                Wording.count(entry.records()),
                Wording.when(entry.course().lastSuccessAt(), now),
                rests(entry, read) || entry.run().isUnderWay() ? null : next(entry.due()),
                feed == null
                        ? null
                        : new Delivery(
                                feed.destination(), Wording.count(feed.pending()), feed.problem()),
                trouble(entry, mapped));
    }

    private Pill state(ObjectList.Entry entry, @Nullable EffectiveRead read) {
        ObjectList.Course course = entry.course();
        if (read == null) return new Pill("Not read any more", "rest");
        if (read.disabled()) return new Pill("Switched off", "rest");
        if (!isSignedIn) return Health.NEEDS_SIGN_IN.pill();
        if (isPaused || course.isPaused()) return Health.PAUSED.pill();
        boolean gaveUp = course.failures() > 0 && !entry.run().isUnderWay();
        if (gaveUp || course.failures() >= PATIENCE) return Health.FAILING.pill();
        if (!course.problem().isEmpty()) return Health.WAITING.pill();
        return switch (entry.run().kind()) {
            case "backfill" -> Health.BACKFILLING.pill();
            case "changes" -> new Pill("Reading what changed", "busy");
            case "asked" -> new Pill("Reading on demand", "busy");
            case "sweep" -> new Pill("Looking for deletions", "busy");
            default ->
                    course.lastSuccessAt() == null
                            ? Health.WAITING.pill()
                            : new Pill("Up to date", "good");
        };
    }

    private boolean rests(ObjectList.Entry entry, @Nullable EffectiveRead read) {
        return read == null
                || read.disabled()
                || !isSignedIn
                || isPaused
                || entry.course().isPaused();
    }

    private static @Nullable Progress progress(ObjectList.Run run, String forecast) {
        if (!run.isUnderWay()) return null;
        if (run.expected() <= 0) return new Progress(0, 0, Wording.count(run.read()) + " so far");
        long most = Math.max(run.read(), run.expected());
        String words =
                Wording.count(run.read())
                        + " of "
                        + Wording.count(most)
                        + " ("
                        + run.read() * 100 / most
                        + " %)"
                        + (forecast.isEmpty() ? "" : ", " + forecast);
        return new Progress(run.read(), most, words);
    }

    private Wording.@Nullable When next(@Nullable Instant due) {
        if (due == null || due.isAfter(now.plus(FAR_AWAY_DAYS, ChronoUnit.DAYS))) return null;
        return Wording.when(due.isBefore(now) ? now : due, now);
    }

    private @Nullable Trouble trouble(ObjectList.Entry entry, String mapped) {
        String problem = entry.course().problem();
        if (problem.isEmpty()) return null;
        return new Trouble(problem, fix(entry, mapped));
    }

    private String fix(ObjectList.Entry entry, String mapped) {
        if (!isSignedIn) return place.signIn();
        Wording.When next = next(entry.due());
        String again = next == null ? "" : " It is tried again " + next.words() + ".";
        if (entry.run().isUnderWay() && entry.course().failures() < PATIENCE) {
            return "Nothing needs to be done." + again;
        }
        return "Mend what the message names, then run “tenon read "
                + place.integration()
                + " "
                + mapped
                + " --group "
                + place.group()
                + "”."
                + again;
    }

    /// Where an installation is, in the words of the command line.
    ///
    /// @param group the customer's ref
    record Place(String provider, String integration, String group) {
        String signIn() {
            return "Have the customer sign in again: “tenon connect "
                    + provider
                    + " --group "
                    + group
                    + "” shows a link.";
        }
    }
}
