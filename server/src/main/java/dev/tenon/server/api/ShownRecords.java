package dev.tenon.server.api;

import dev.tenon.server.json.Json;
import dev.tenon.server.tenant.Scope;
import dev.tenon.server.write.WriteReply;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The records in answers to writes whose condition did not hold: a key that may not read is told
/// that they have changed, and not what they are.
final class ShownRecords {
    private static final String CURRENT = "current";
    private static final Set<Scope> READERS = Set.of(Scope.READ);

    private ShownRecords() {}

    static Reply reply(Caller caller, WriteReply reply) {
        if (caller.may(READERS)) return Reply.json(reply.status(), reply.body());
        JsonNode json = Json.parseForeign(reply.body());
        return json instanceof ObjectNode object
                ? Reply.json(reply.status(), without(object))
                : Reply.json(reply.status(), reply.body());
    }

    static ObjectNode write(Caller caller, ObjectNode write) {
        return caller.may(READERS) ? write : without(write);
    }

    private static ObjectNode without(ObjectNode answer) {
        if (answer.get("result") instanceof ObjectNode result) result.remove(CURRENT);
        for (String list : List.of("results", "records")) {
            for (JsonNode each : answer.path(list)) {
                if (each instanceof ObjectNode record) record.remove(CURRENT);
            }
        }
        return answer;
    }
}
