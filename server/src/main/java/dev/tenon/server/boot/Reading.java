package dev.tenon.server.boot;

import dev.tenon.server.api.Decisions;
import dev.tenon.server.api.Forecasts;
import dev.tenon.server.api.ObjectViews;
import dev.tenon.server.api.ProjectCalls;
import dev.tenon.server.api.QuotaCalls;
import dev.tenon.server.api.ReadCalls;
import dev.tenon.server.console.Console;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.outbound.AccountBudgets;
import dev.tenon.server.quota.Quotas;
import dev.tenon.server.records.Datasets;
import dev.tenon.server.records.RecordStore;
import dev.tenon.server.sync.Freshness;
import dev.tenon.server.sync.HeldDeletions;
import dev.tenon.server.sync.Reads;
import dev.tenon.server.sync.SetAside;
import dev.tenon.server.sync.Timetable;
import dev.tenon.server.tenant.Audit;
import dev.tenon.server.tenant.Groups;

/// The part of the [Server] that reads, and shows people how reads stand.
final class Reading {
    private final News.Ground ground;
    private final News.Sources sources;
    private final Datasets datasets;
    private final HeldDeletions held;
    private final SetAside aside;
    private final Reads reads;
    private final Freshness freshness;

    Reading(News.Ground ground, News.Sources sources, Kept kept, Reads.Provider provider) {
        this.ground = ground;
        this.sources = sources;
        this.datasets = kept.datasets();
        this.held = new HeldDeletions(ground.ids(), ground.clock());
        this.aside = new SetAside(ground.clock());
        var stores =
                new Reads.Stores(
                        datasets,
                        kept.records(),
                        sources.installations(),
                        sources.connections(),
                        kept.operations(),
                        held,
                        aside);
        this.reads =
                new Reads(
                        ground.db(),
                        ground.jobs(),
                        stores,
                        provider,
                        kept.timetable(),
                        ground.clock());
        this.freshness =
                new Freshness(ground.db(), ground.jobs(), reads, kept.operations(), ground.clock());
    }

    Reads reads() {
        return reads;
    }

    Freshness freshness() {
        return freshness;
    }

    Forecasts forecasts(Quotas quotas, AccountBudgets budgets) {
        return new Forecasts(
                new Forecasts.Stores(
                        reads,
                        datasets,
                        sources.connections(),
                        sources.providers(),
                        quotas,
                        budgets),
                ground.clock());
    }

    Decisions decisions(Groups groups, Audit audit) {
        return new Decisions(
                ground.db(),
                reads,
                ground.jobs(),
                new Decisions.Stores(held, datasets, groups, audit));
    }

    ReadCalls calls(ProjectCalls projects, ObjectViews views, Decisions decisions) {
        return new ReadCalls(
                ground.db(),
                projects,
                views,
                new ReadCalls.Engines(reads, freshness, ground.jobs()),
                new ReadCalls.Stores(held, aside, decisions));
    }

    /// What the console shows of reads.
    static Console.Features features(Decisions decisions, QuotaCalls quotas, Forecasts forecasts) {
        return new Console.Features(
                decisions::newest,
                decisions::release,
                decisions::discard,
                quotas::of,
                forecasts::inWords);
    }

    /// Where what is read is kept, and when it is read.
    record Kept(
            Datasets datasets, RecordStore records, Operations operations, Timetable timetable) {}
}
