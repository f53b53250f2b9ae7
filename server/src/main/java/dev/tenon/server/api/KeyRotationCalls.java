package dev.tenon.server.api;

import dev.tenon.server.json.Json;
import dev.tenon.server.seal.Rotation;
import dev.tenon.server.seal.RotationProgress;
import dev.tenon.server.seal.Status;
import dev.tenon.server.tenant.Audit;
import dev.tenon.server.tenant.ProjectId;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The exchange of the keys that secrets are sealed under.
public final class KeyRotationCalls {
    private final Rotation rotation;
    private final Audit audit;

    public KeyRotationCalls(Rotation rotation, Audit audit) {
        this.rotation = rotation;
        this.audit = audit;
    }

    Reply begin(Request request) {
        JsonNode body = request.json();
        boolean master = Json.flag(body, "master", false);
        boolean atOnce = Json.flag(body, "atOnce", false);
        String by = request.by().name();
        if (master) {
            rotation.beginMaster();
        } else {
            rotation.begin(
                    atOnce,
                    (tx, project) ->
                            audit.note(
                                    tx,
                                    new ProjectId(project),
                                    by,
                                    "keys.rotation-began",
                                    "data key",
                                    Map.of("atOnce", Boolean.toString(atOnce))));
        }
        return Reply.json(202, shape(rotation.status()));
    }

    Reply status(Request request) {
        return Reply.ok(shape(rotation.status()));
    }

    private static ObjectNode shape(Status status) {
        ObjectNode json = Json.object();
        ObjectNode master = json.putObject("masterKey").put("place", status.master().place());
        Json.putIfPresent(master, "rewrapAskedAt", status.master().askedAt());
        master.put("waiting", status.master().waiting());
        ObjectNode server = json.putObject("serverKey").put("keys", status.server().keys());
        Json.putIfPresent(server, "retireAfter", status.server().retireAfter());
        ArrayNode projects = json.putArray("results");
        for (Status.OfProject each : status.projects()) projects.add(shape(each));
        return json;
    }

    private static ObjectNode shape(Status.OfProject project) {
        RotationProgress.Row at = project.at();
        ObjectNode json = Json.object();
        json.put("project", at.name());
        json.put("state", at.state().name().toLowerCase(Locale.ROOT));
        json.put("keys", at.keys());
        json.put("resealed", at.resealed());
        json.put("left", project.left());
        json.put("unopened", at.unopened());
        json.put("startedAt", at.startedAt().toString());
        json.put("retireAfter", at.retireAfter().toString());
        Json.putIfPresent(json, "endedAt", at.endedAt());
        return json;
    }
}
