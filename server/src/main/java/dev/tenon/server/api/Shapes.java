package dev.tenon.server.api;

import dev.tenon.format.ManifestJson;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.delivery.Destination;
import dev.tenon.server.deploy.DeployedRevision;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.operation.Operations.LogLine;
import dev.tenon.server.tenant.ApiKeys.ApiKey;
import dev.tenon.server.tenant.Consumer;
import dev.tenon.server.tenant.Group;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.tenant.Scope;
import dev.tenon.server.vault.ProviderApp;
import dev.tenon.server.vault.ProviderApps;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The compatible JSON of the control plane's things.
final class Shapes {
    private Shapes() {}

    static <T> ArrayNode list(Iterable<T> things, Function<T, ? extends JsonNode> shape) {
        ArrayNode array = Json.array();
        things.forEach(thing -> array.add(shape.apply(thing)));
        return array;
    }

    static ObjectNode project(Project project) {
        ObjectNode json = Json.object();
        json.put("id", project.id().toString());
        json.put("name", project.name());
        json.put("appName", project.appName());
        json.put("orgId", project.orgId());
        json.set("allowedOrigins", Json.array(project.origins().patterns()));
        json.put("createTime", project.createdAt().toString());
        json.put("updateTime", project.updatedAt().toString());
        ObjectNode entitlements = json.putObject("entitlements");
        entitlements.putObject("brandingRemoval").put("value", true);
        entitlements.putObject("logRetentionDays").put("value", 30);
        return json;
    }

    static ObjectNode apiKey(ApiKey key, String projectId) {
        ObjectNode json = Json.object();
        json.put("key", key.id());
        json.put("label", key.label());
        json.set(
                "scopes", Json.array(key.scopes().stream().map(Scope::wireName).sorted().toList()));
        json.put("projectId", projectId);
        json.put("active", key.active());
        json.put("rateLimit", key.rateLimit());
        json.put("createTime", key.createdAt().toString());
        return json;
    }

    static ObjectNode integration(DeployedRevision integration, String projectId) {
        ObjectNode json = Json.object();
        json.put("id", integration.integration().toString());
        json.put("projectId", projectId);
        json.put("name", integration.name());
        json.put("provider", integration.content().provider());
        json.put("createTime", integration.times().createdAt().toString());
        json.put("updateTime", integration.times().updatedAt().toString());
        json.set("latestRevision", revision(integration));
        return json;
    }

    static ObjectNode revision(DeployedRevision integration) {
        ObjectNode json = Json.object();
        json.put("id", integration.revision().id().toString());
        json.put("number", integration.revision().number());
        json.put("specVersion", integration.revision().specVersion());
        json.put("createTime", integration.revision().createdAt().toString());
        json.set("content", ManifestJson.write(integration.content()));
        return json;
    }

    static ObjectNode providerApp(ProviderApp app, String projectId) {
        ObjectNode json = Json.object();
        json.put("id", app.id().toString());
        json.put("projectId", projectId);
        json.put("provider", app.provider());
        json.put("clientId", app.client().id());
        json.set("scopes", Json.array(app.scopes()));
        json.put("externalRef", app.externalRef());
        json.set("metadata", ProviderApps.json(app.settings()));
        json.put("createTime", app.times().createdAt().toString());
        json.put("updateTime", app.times().updatedAt().toString());
        return json;
    }

    static ObjectNode group(Group group, String projectId) {
        ObjectNode json = Json.object();
        json.put("groupRef", group.ref());
        json.put("groupName", group.name());
        json.put("projectId", projectId);
        json.put("createTime", group.createdAt().toString());
        return json;
    }

    static ObjectNode consumer(Consumer consumer, String projectId) {
        ObjectNode json = Json.object();
        json.put("consumerRef", consumer.ref());
        json.put("consumerName", consumer.name());
        json.put("projectId", projectId);
        json.put("createTime", consumer.createdAt().toString());
        return json;
    }

    /// @param withSecrets whether to show the signing key
    static ObjectNode destination(Destination destination, String projectId, boolean withSecrets) {
        ObjectNode json = Json.object();
        json.put("id", destination.id().toString());
        json.put("projectId", projectId);
        json.put("name", destination.name());
        json.put("type", "webhook");
        ObjectNode metadata = json.putObject("metadata");
        metadata.put("url", destination.url());
        ObjectNode headers = metadata.putObject("headers");
        destination
                .headers()
                .forEach((name, value) -> headers.put(name, withSecrets ? value : "***"));
        json.put("status", destination.health().active() ? "active" : "disabled");
        Json.putIfPresent(json, "failingSince", destination.health().failingSince());
        json.put("createTime", destination.times().createdAt().toString());
        json.put("updateTime", destination.times().updatedAt().toString());
        if (withSecrets) {
            json.putObject("secrets")
                    .put("webhookSigningKey", destination.keys().getFirst().reveal());
        }
        return json;
    }

    static ObjectNode operation(Operation operation, String projectId) {
        ObjectNode json = Json.object();
        json.put("id", operation.id().toString());
        json.put("projectId", projectId);
        json.put("integrationId", operation.subject().integration().toString());
        json.put("installationId", operation.subject().installation().toString());
        json.put("actionType", operation.subject().action().wireName());
        json.put("status", operation.status().wireName());
        json.put("result", operation.result());
        ObjectNode metadata = operation.metadata().deepCopy();
        metadata.putArray("objects").add(operation.subject().object());
        if (!operation.subject().readType().isEmpty()) {
            metadata.put("readType", operation.subject().readType());
        }
        json.set("metadata", metadata);
        json.put("createTime", TimeId.instantOf(operation.id()).toString());
        Json.putIfPresent(json, "endTime", operation.endedAt());
        return json;
    }

    static ObjectNode log(LogLine line, String operationId) {
        ObjectNode json = Json.object();
        json.put("timestamp", line.at().toString());
        json.put("severity", line.severity());
        ObjectNode message = json.putObject("message");
        message.put("msg", line.message());
        if (line.severity().equals("error")) message.put("error", line.message());
        message.put("operation_id", operationId);
        message.set("details", Json.parse(line.details()));
        return json;
    }
}
