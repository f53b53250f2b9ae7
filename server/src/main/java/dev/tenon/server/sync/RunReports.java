package dev.tenon.server.sync;

import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.operation.Operations.Severity;
import dev.tenon.server.records.DatasetId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// What people see of runs: their operations, and the lines of their logs. Safe for use by many
/// threads.
final class RunReports {
    private final Operations operations;
    private final Asks asks;

    RunReports(Operations operations, Asks asks) {
        this.operations = operations;
        this.asks = asks;
    }

    /// The operation of a run; another one when it has failed too often and ended.
    Operation operation(Tx tx, ReadWork work, Track track, Run run) {
        Operation known =
                operations.find(tx, work.id().group().project(), run.operation()).orElseThrow();
        if (known.status() == Operation.Status.IN_PROGRESS) return known;
        Operation next = open(tx, work, track);
        log(
                tx,
                work.id(),
                next.id(),
                Severity.INFO,
                "Goes on where operation "
                        + known.id()
                        + " ended, after "
                        + run.recordsRead()
                        + " records");
        return next;
    }

    /// Ends all that waits for a track: it cannot even begin. People ask for reads and for sweeps
    /// only; nobody waits for the other tracks.
    ///
    /// @return the operations
    List<UUID> refuse(Tx tx, DatasetId id, Track track, String why) {
        if (track != Track.ASKED && track != Track.SWEEP) return List.of();
        List<UUID> all = asks.drop(tx, id, track);
        for (UUID each : all) {
            operations.end(tx, id.group(), each, Operation.Status.FAILURE, why, Json.object());
        }
        return all;
    }

    Operation open(Tx tx, ReadWork work, Track track) {
        return operations.begin(
                tx,
                work.id().group(),
                new Operation.Subject(
                        work.installed().revision().integration(),
                        work.installed().installation().id(),
                        Operation.Action.READ,
                        work.read().objectName(),
                        track.wireName()));
    }

    void end(Tx tx, ReadState state, Track track, Operation.Status status, String result) {
        Run run = state.run(track);
        if (run == null) return;
        ObjectNode metadata = Json.object();
        metadata.putObject("progress")
                .put("recordsProcessed", run.recordsRead())
                .put("recordsEstimatedTotal", run.expected());
        endAll(tx, state.dataset(), run.operation(), status, result, metadata);
        if (status == Operation.Status.SUCCESS) {
            log(tx, state, track, Severity.INFO, result);
        }
    }

    /// Ends the operation of a run, and those of all asks that it answered.
    private void endAll(
            Tx tx,
            DatasetId id,
            UUID operation,
            Operation.Status status,
            String result,
            ObjectNode metadata) {
        Set<UUID> all = new LinkedHashSet<>();
        all.add(operation);
        all.addAll(asks.answered(tx, id, operation));
        for (UUID each : all) operations.end(tx, id.group(), each, status, result, metadata);
    }

    /// The number that records carry as their origin, of an operation that may have ended.
    long numberOf(Tx tx, DatasetId id, UUID operation) {
        return operations
                .find(tx, id.group().project(), operation)
                .map(Operation::number)
                .orElse(0L);
    }

    /// Adds a line to the log of the run under way on a track.
    void log(Tx tx, ReadState state, Track track, Severity severity, String message) {
        Run run = state.run(track);
        if (run != null) log(tx, state.dataset(), run.operation(), severity, message);
    }

    void log(Tx tx, DatasetId id, UUID operation, Severity severity, String message) {
        operations.log(tx, id.group(), operation, severity, message, Json.object());
    }
}
