package dev.tenon.connectors.salesforce;

import dev.tenon.connectors.json.JsonTree;
import dev.tenon.connectors.salesforce.SalesforceCalls.Reply;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Writer.Operation;
import dev.tenon.spi.Writer.Problem;
import dev.tenon.spi.Writer.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What became of each record of a write, by the answer to it.
final class WriteAnswers {
    private static final String ROLLED_BACK = "ALL_OR_NONE_OPERATION_ROLLED_BACK";
    private static final int CREATED = 201;
    private static final int NO_CONTENT = 204;
    private static final int SEVERAL = 300;

    private final SalesforceErrors errors;

    WriteAnswers(SalesforceErrors errors) {
        this.errors = errors;
    }

    /// The results of a collection, in order; empty when the answer speaks of the request as a
    /// whole. What counts is the shape, for some releases answer 400 where others answer 200.
    ///
    /// @throws ProviderException.Garbled when there are not as many results as records
    Optional<List<Result>> toCollection(Reply reply, Operation operation, int records) {
        JsonNode tree = JsonTree.tryRead(reply.body()).orElse(null);
        boolean isPerRecord = tree != null && tree.isArray() && tree.path(0).has("success");
        if (tree == null || !isPerRecord) {
            if (reply.isSuccess()) throw garbled("a result for each record");
            return Optional.empty();
        }
        if (tree.size() != records) throw garbled(records + " results, not " + tree.size());
        var results = new ArrayList<Result>();
        for (JsonNode each : tree) results.add(result(each, isNew(operation, reply)));
        return Optional.of(settled(results));
    }

    /// The result of a single write; empty when the request was refused.
    Optional<Result> toSingle(Reply reply, Operation operation, String recordId) {
        if (!reply.isSuccess()) return Optional.empty();
        boolean isSilent = reply.status() == NO_CONTENT || reply.body().length == 0;
        if (isSilent && operation != Operation.CREATE) {
            return Optional.of(new Result.Succeeded(recordId, false));
        }
        JsonNode tree = JsonTree.read(reply.body());
        if (!tree.has("success")) throw garbled("what became of the record");
        return Optional.of(result(tree, isNew(operation, reply)));
    }

    /// The result of a record that was refused with `refusal`.
    Result refused(Reply reply, ProviderException refusal, boolean retryable) {
        List<Problem> problems = errors.problems(reply.body());
        if (!problems.isEmpty()) return new Result.Failed(problems, retryable);
        String code = reply.status() == SEVERAL ? "DUPLICATE_EXTERNAL_ID" : refusal.code();
        var problem = new Problem(code, refusal.getMessage(), List.of());
        return new Result.Failed(List.of(problem), retryable);
    }

    /// Whether a record is new whose result does not say so: only those of upserts do.
    private static boolean isNew(Operation operation, Reply reply) {
        return operation == Operation.CREATE || reply.status() == CREATED;
    }

    /// `count` records that were not sent because a neighbour could not be.
    List<Result> rolledBack(int count) {
        var problem =
                new Problem(
                        ROLLED_BACK,
                        "Not sent: another record of the batch was refused.",
                        List.of());
        return Collections.nCopies(count, new Result.Failed(List.of(problem), false));
    }

    private Result result(JsonNode tree, boolean isNew) {
        if (tree.path("success").booleanValue(false)) {
            String id = tree.path("id").stringValue("");
            if (id.isEmpty()) throw garbled("the id of a record that was written");
            boolean isCreated = tree.path("created").booleanValue(isNew);
            return new Result.Succeeded(id, isCreated);
        }
        var problems = new ArrayList<Problem>();
        tree.path("errors").forEach(each -> errors.problem(each).ifPresent(problems::add));
        if (problems.isEmpty()) throw garbled("why a record was refused");
        return new Result.Failed(problems, problems.stream().allMatch(errors::isRetryable));
    }

    /// A record that was undone for its neighbours' sake may succeed later only when all that was
    /// wrong with them may pass.
    private static List<Result> settled(List<Result> results) {
        boolean isHopeless =
                results.stream()
                        .anyMatch(it ->
                                it instanceof Result.Failed failed
                                        && !isRolledBack(failed)
                                        && !failed.retryable());
        return results.stream()
                .map(it ->
                        it instanceof Result.Failed failed && isRolledBack(failed)
                                ? new Result.Failed(failed.problems(), !isHopeless)
                                : it)
                .toList();
    }

    private static boolean isRolledBack(Result.Failed failed) {
        return failed.problems().getFirst().code().equals(ROLLED_BACK);
    }

    private static ProviderException.Garbled garbled(String expected) {
        return new ProviderException.Garbled(
                new ProviderException.Said(
                        "GARBLED", "Salesforce was expected to answer " + expected + ".", ""));
    }
}
