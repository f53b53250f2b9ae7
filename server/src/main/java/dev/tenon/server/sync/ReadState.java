package dev.tenon.server.sync;

import dev.tenon.server.records.DatasetId;
import dev.tenon.spi.Position.Checkpoint;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the reading of a dataset stands.
///
/// @param checkpoint where the next run of changes starts; null before the first has ended
/// @param holding what the store holds; null before the backfill has ended
/// @param terms how often what its runs are begun under has changed
/// @param times when it was read
public record ReadState(
        DatasetId dataset,
        @Nullable Checkpoint checkpoint,
        @Nullable Holding holding,
        boolean paused,
        long terms,
        Times times,
        Map<Track, Standing> tracks) {
    /// The tracks in the order in which people want to hear of them.
    private static final List<Track> FOREMOST =
            List.of(Track.BACKFILL, Track.ASKED, Track.CHANGES, Track.SWEEP);

    /// Copies its map. Written out, for other packages pass nulls.
    public ReadState(
            DatasetId dataset,
            @Nullable Checkpoint checkpoint,
            @Nullable Holding holding,
            boolean paused,
            long terms,
            Times times,
            Map<Track, Standing> tracks) {
        this.dataset = dataset;
        this.checkpoint = checkpoint;
        this.holding = holding;
        this.paused = paused;
        this.terms = terms;
        this.times = times;
        this.tracks = Map.copyOf(tracks);
    }

    /// How one track stands.
    public Standing on(Track track) {
        return tracks.getOrDefault(track, Standing.IDLE);
    }

    /// The run under way on a track; null between runs.
    @Nullable Run run(Track track) {
        return on(track).run();
    }

    /// The track whose run people would watch: a backfill before all others.
    public Optional<Track> watched() {
        return FOREMOST.stream().filter(track -> run(track) != null).findFirst();
    }

    /// The run people would watch.
    public Optional<Run> run() {
        return watched().map(this::run);
    }

    /// The standing that needs care most.
    public Standing worst() {
        return FOREMOST.stream()
                .map(this::on)
                .max(
                        Comparator.comparingInt(Standing::failures)
                                .thenComparing(each -> !each.problem().isEmpty()))
                .orElse(Standing.IDLE);
    }

    ReadState with(Track track, Standing standing) {
        var changed = new EnumMap<Track, Standing>(Track.class);
        changed.putAll(tracks);
        changed.put(track, standing);
        return new ReadState(dataset, checkpoint, holding, paused, terms, times, changed);
    }

    ReadState with(Map<Track, Standing> others) {
        return new ReadState(dataset, checkpoint, holding, paused, terms, times, others);
    }

    ReadState with(@Nullable Checkpoint newer) {
        return new ReadState(dataset, newer, holding, paused, terms, times, tracks);
    }

    ReadState with(@Nullable Holding newer) {
        return new ReadState(dataset, checkpoint, newer, paused, terms, times, tracks);
    }

    /// The same, where records are stored with just these fields from now on, whichever track
    /// stores them.
    ReadState mixedWith(Set<String> fields) {
        ReadState mixed = holding == null ? this : with(holding.mixedWith(fields));
        Standing backfill = mixed.on(Track.BACKFILL);
        Run run = backfill.run();
        return run == null
                ? mixed
                : mixed.with(Track.BACKFILL, backfill.with(run.mixedWith(fields)));
    }

    ReadState with(Times newer) {
        return new ReadState(dataset, checkpoint, holding, paused, terms, newer, tracks);
    }

    /// How a track has been going.
    ///
    /// @param run under way; null between runs
    /// @param failures in a row
    /// @param problem of the last failure, in words; empty when there is none
    public record Standing(@Nullable Run run, int failures, String problem) {
        static final Standing IDLE = new Standing(null, 0, "");

        /// Written out, for other packages pass nulls.
        public Standing(@Nullable Run run, int failures, String problem) {
            this.run = run;
            this.failures = failures;
            this.problem = problem;
        }

        Standing with(@Nullable Run newer) {
            return new Standing(newer, failures, problem);
        }

        Standing failed(String why) {
            return new Standing(run, failures + 1, why);
        }
    }

    /// When a dataset was read.
    ///
    /// @param success when a run last ended well
    /// @param freshAt the store holds what the provider had then, or newer; null before the
    ///   backfill has ended
    public record Times(@Nullable Instant success, @Nullable Instant freshAt) {
        static final Times NEVER = new Times(null, null);

        /// Written out, for other packages pass nulls.
        public Times(@Nullable Instant success, @Nullable Instant freshAt) {
            this.success = success;
            this.freshAt = freshAt;
        }

        Times succeeded(Instant now) {
            return new Times(now, freshAt);
        }

        Times fresh(Instant asOf) {
            return new Times(success, freshAt == null || asOf.isAfter(freshAt) ? asOf : freshAt);
        }
    }
}
