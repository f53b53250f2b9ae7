package dev.tenon.server.demo;

import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.salesforce.OrgDesk;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// Shows the backfills' progress until every object holds what the sandbox holds.
final class Backfill {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Client api;
    private final Sandbox sandbox;
    private final Report report;
    private final InstantSource clock;

    Backfill(Client api, Sandbox sandbox, Report report, InstantSource clock) {
        this.api = api;
        this.sandbox = sandbox;
        this.report = report;
        this.clock = clock;
    }

    void watch(List<Customer> customers) {
        report.begin("Backfill");
        long expected = customers.stream().mapToLong(this::expected).sum();
        Instant began = clock.instant();
        Waiting.until(
                clock,
                PATIENCE,
                () -> "the backfill, status " + api.get(Demo.project("/status")),
                () -> {
                    JsonNode status = api.get(Demo.project("/status"));
                    long records = records(status);
                    double seconds =
                            Math.max(
                                    0.001,
                                    Duration.between(began, clock.instant()).toMillis() / 1000.0);
                    report.progress(line(records, expected, seconds));
                    Waiting.pause(Duration.ofMillis(300));
                    return records >= expected && isQuiet(status)
                            ? java.util.Optional.of(status)
                            : java.util.Optional.empty();
                });
        report.endProgress();
        double seconds = Duration.between(began, clock.instant()).toMillis() / 1000.0;
        report.summary().put("records", expected);
        report.summary().put("backfillSeconds", seconds);
        report.summary().put("recordsPerSecond", Math.round(expected / seconds));
        report.verified(
                "backfill",
                String.format(
                        Locale.ROOT, "%,d records, %,.0f a second", expected, expected / seconds));
    }

    private long expected(Customer customer) {
        OrgDesk org = sandbox.org(customer.ref());
        long standard = live(org, "Account") + live(org, "Contact");
        return standard + live(org, "Subscription__c");
    }

    private static long records(JsonNode status) {
        long records = 0;
        for (JsonNode installation : status.path("results")) {
            for (JsonNode object : installation.path("objects"))
                records += object.path("records").asLong(0);
        }
        return records;
    }

    private static boolean isQuiet(JsonNode status) {
        for (JsonNode installation : status.path("results")) {
            for (JsonNode object : installation.path("objects")) {
                if (object.path("state").asString("").equals("backfill")) return false;
            }
        }
        return true;
    }

    private static String line(long records, long expected, double seconds) {
        double rate = records / seconds;
        long remaining = rate < 1 ? 0 : Math.round((expected - records) / rate);
        return String.format(
                Locale.ROOT,
                "%,d of %,d records, %,.0f a second, about %d s remaining",
                records,
                expected,
                rate,
                remaining);
    }

    private static long live(OrgDesk org, String object) {
        OrgDesk.Count count = org.counts().get(object);
        return count == null ? 0 : count.live();
    }
}
