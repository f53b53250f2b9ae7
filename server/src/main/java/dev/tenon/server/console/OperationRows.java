package dev.tenon.server.console;

import dev.tenon.server.console.InstallationView.Line;
import dev.tenon.server.console.InstallationView.OperationRow;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.operation.Operations.LogLine;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Tells what an operation did.
///
/// @param address of the installation's page
record OperationRows(String address, Instant now) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    OperationRow row(Operation operation) {
        Instant began = TimeId.instantOf(operation.id());
        Instant ended = operation.endedAt();
        return new OperationRow(
                operation.id().toString(),
                address + "/operations/" + operation.id(),
                what(operation.subject()),
                state(operation.status()),
                Wording.when(began, now),
                ended == null ? "" : Wording.span(Duration.between(began, ended)),
                operation.result());
    }

    private static String what(Operation.Subject subject) {
        return switch (subject.action()) {
            case READ ->
                    switch (subject.readType()) {
                        case "backfill" -> "Backfill of " + subject.object();
                        case "sweep" -> "Search for deletions of " + subject.object();
                        case "scheduled" -> "Scheduled read of " + subject.object();
                        default -> "Read of " + subject.object() + " on demand";
                    };
            case WRITE -> "Write to " + subject.object();
            case DELIVERY -> "Delivery of " + subject.object();
        };
    }

    private static Pill state(Operation.Status status) {
        return switch (status) {
            case IN_PROGRESS -> new Pill("Under way", "busy");
            case SUCCESS -> new Pill("Done", "good");
            case FAILURE -> new Pill("Failed", "bad");
        };
    }

    static Line line(LogLine line) {
        return new Line(
                TIME.format(line.at()),
                line.at().toString(),
                line.severity(),
                line.message(),
                line.details().equals("{}") ? "" : line.details());
    }
}
