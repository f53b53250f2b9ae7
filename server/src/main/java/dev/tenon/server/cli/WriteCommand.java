package dev.tenon.server.cli;

import dev.tenon.server.cli.remote.Answer;
import dev.tenon.server.cli.remote.Unreachable;
import dev.tenon.server.cli.screen.Progress;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `tenon write`: writes records to the provider.
@Command(
        name = "write",
        description = {
            "Write records to the provider.",
            "Repeating a command with the same --idempotency-key writes nothing twice."
        })
final class WriteCommand extends ServerCommand {
    @Mixin private ObjectChoice object = new ObjectChoice();
    @Mixin private WriteSource source = new WriteSource();

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "INPUT",
            description = "A dash stands for --file -.")
    private @Nullable String input;

    @Option(
            names = "--type",
            required = true,
            paramLabel = "TYPE",
            description = "create, update, upsert or delete.")
    private WriteType type = WriteType.create;

    @Option(
            names = "--external-id",
            paramLabel = "FIELD",
            description = "The field that tells records apart when upserting.")
    private @Nullable String externalId;

    @Option(
            names = "--act-as",
            paramLabel = "CONSUMER",
            description = "Write with the connection of this person of the group.")
    private @Nullable String actAs;

    @Mixin private WriteCondition condition = new WriteCondition();

    @Option(
            names = "--async",
            description = "Be answered when the write is stored, not when it is done.")
    private boolean async;

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "Makes repeating this command safe (a new one).")
    private @Nullable String idempotencyKey;

    WriteCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(Desk desk) {
        source.take(input);
        Optional<String> fault = source.fault(type);
        if (fault.isEmpty()) fault = condition.fault(type, source.isMany());
        if (fault.isPresent()) throw usage(fault.get());
        List<ObjectNode> records = source.records(desk.terminal());
        String key = idempotencyKey == null ? UUID.randomUUID().toString() : idempotencyKey;
        var tally = new WriteTally();
        try {
            sendAll(desk, records, key, tally);
        } catch (Unreachable away) {
            desk.terminal()
                    .note(
                            "The server may have the write. To repeat it safely, add"
                                    + " --idempotency-key "
                                    + key);
            throw away;
        }
        if (desk.json()) {
            desk.terminal().json(tally.json(source.isMany()));
        } else {
            tally.show(desk, type.wireName() + " " + object.text(), source.isMany());
        }
        return tally.failures() == 0 ? ExitCode.OK : ExitCode.REFUSED;
    }

    private void sendAll(Desk desk, List<ObjectNode> records, String key, WriteTally tally) {
        int most = type.mostAtOnce(async);
        var progress = new Progress(desk.terminal());
        for (int from = 0, request = 1; from < records.size(); from += most, request++) {
            List<ObjectNode> part = records.subList(from, Math.min(from + most, records.size()));
            boolean isBatch = source.isMany() && type != WriteType.delete;
            String own = request == 1 ? key : key + "-" + request;
            tally.add(send(desk, body(part, isBatch), own), part.size(), isBatch);
            if (records.size() > most) progress.show(from + part.size(), records.size());
        }
        progress.end();
    }

    private ObjectNode body(List<ObjectNode> records, boolean isBatch) {
        ObjectNode body = Json.object();
        body.put("groupRef", object.group());
        body.put("type", type.wireName());
        body.put("mode", async ? "asynchronous" : "synchronous");
        Json.putIfPresent(body, "externalIdField", externalId);
        Json.putIfPresent(body, "actAs", actAs);
        condition.put(body);
        if (!isBatch) {
            body.set("record", records.getFirst());
            return body;
        }
        ArrayNode batch = body.putArray("batch");
        records.forEach(each -> batch.addObject().set("record", each));
        return body;
    }

    /// A refusal by the provider is an answer too: it says what became of each record.
    private JsonNode send(Desk desk, ObjectNode body, String key) {
        Answer answer =
                desk.remote()
                        .send(
                                "POST",
                                object.under(desk, "/write/v1"),
                                body,
                                Map.of("Idempotency-Key", key));
        boolean isRefusal = answer.status() == 422 || answer.status() == 412;
        boolean isResult = isRefusal && answer.isJson() && !answer.isProblem();
        if (isResult || (answer.isSuccess() && answer.isJson())) return answer.json();
        throw desk.remote().refusal(answer);
    }
}
