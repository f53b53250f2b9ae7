package dev.tenon.acceptance.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.report.ValidationReport;
import com.atlassian.oai.validator.schema.SchemaValidator;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The description is valid OpenAPI, and good enough to be the public reference.
class DescriptionTest {
    private final Contract contract = Contract.ofThisBuild();
    private final OpenAPI written =
            Objects.requireNonNull(Contract.parsed(contract.text()).getOpenAPI());

    @Test
    void it_is_valid_openapi() {
        assertThat(Contract.parsed(contract.text()).getMessages()).isEmpty();
    }

    @Test
    void every_operation_says_what_it_is_for_and_who_may_call_it() {
        Set<String> tags = new HashSet<>();
        written.getTags().forEach(tag -> tags.add(tag.getName()));
        var ids = new HashSet<String>();
        for (Operation operation : contract.operations()) {
            var definition = operation.definition();
            assertThat(ids.add(operation.id())).as("id of %s is its own", operation).isTrue();
            assertThat(operation.id()).as("%s", operation).matches("[a-z][A-Za-z]+");
            assertThat(definition.getSummary()).as("%s", operation).isNotBlank();
            assertThat(definition.getDescription()).as("%s", operation).endsWith(".");
            assertThat(tags).as("%s", operation).containsAll(definition.getTags());
            assertThat(operation.access())
                    .as("%s", operation)
                    .isIn("public", "key", "project", "admin");
        }
    }

    @Test
    void what_is_public_needs_no_key_and_everything_else_does() {
        for (Operation operation : contract.operations()) {
            var security = operation.definition().getSecurity();
            boolean needsNoKey = security != null && security.isEmpty();
            assertThat(needsNoKey)
                    .as("%s", operation)
                    .isEqualTo(operation.access().equals("public"));
        }
    }

    @Test
    void parameters_are_described_and_those_of_the_path_are_all_there() {
        for (Operation operation : contract.operations()) {
            var inPath = new TreeSet<String>();
            operation
                    .parameters()
                    .forEach(parameter -> {
                        assertThat(parameter.getDescription())
                                .as("%s of %s", parameter.getName(), operation)
                                .isNotBlank();
                        if (parameter.getIn().equals("path")) inPath.add(parameter.getName());
                    });
            assertThat(inPath).as("%s", operation).containsAll(operation.pathNames());
        }
    }

    @Test
    void errors_are_problems_and_no_operation_owns_up_to_a_500() {
        for (Operation operation : contract.operations()) {
            for (var reply : operation.definition().getResponses().entrySet()) {
                assertThat(reply.getKey()).as("%s", operation).matches("[2-5]\\d\\d");
                if (Integer.parseInt(reply.getKey()) < 400) continue;
                assertThat(reply.getKey()).as("%s", operation).isNotEqualTo("500");
                Set<String> types = reply.getValue().getContent().keySet();
                assertThat(types)
                        .as("%s %s", operation, reply.getKey())
                        .containsAnyOf("application/problem+json", "text/html", "application/json");
            }
        }
    }

    @Test
    void every_body_has_an_example() {
        for (Operation operation : contract.operations()) {
            operation
                    .json()
                    .ifPresent(
                            json -> assertThat(json.getExample()).as("%s", operation).isNotNull());
        }
        written.getPaths()
                .forEach((path, item) ->
                        item.readOperationsMap()
                                .forEach((method, definition) ->
                                        definition
                                                .getResponses()
                                                .forEach((status, reply) ->
                                                        shown(
                                                                method + " " + path,
                                                                status,
                                                                reply))));
    }

    private void shown(String operation, String status, ApiResponse reply) {
        Content content = reply.getContent();
        if (content == null) return;
        content.forEach((type, media) ->
                assertThat(example(media)).as("%s %s %s", operation, status, type).isNotNull());
    }

    /// At the media type, at the schema, or at the schema of the elements.
    private @Nullable Object example(MediaType media) {
        if (media.getExample() != null) return media.getExample();
        Schema<?> schema = media.getSchema();
        Schema<?> one = schema.getItems() == null ? schema : schema.getItems();
        if (one.get$ref() == null) return one.getExample();
        return component(one.get$ref()).getExample();
    }

    private Schema<?> component(String reference) {
        String name = reference.substring(reference.lastIndexOf('/') + 1);
        return Objects.requireNonNull(written.getComponents().getSchemas().get(name), name);
    }

    @Test
    void every_example_is_as_its_schema_says() {
        var validator =
                new SchemaValidator(
                        written, new com.atlassian.oai.validator.report.MessageResolver());
        var faults = new ArrayList<String>();
        written.getComponents()
                .getSchemas()
                .forEach((name, schema) ->
                        faults.addAll(faults(validator, name, schema, schema.getExample())));
        for (Operation operation : contract.operations()) {
            operation
                    .json()
                    .ifPresent(json ->
                            faults.addAll(
                                    faults(
                                            validator,
                                            operation.toString(),
                                            json.getSchema(),
                                            json.getExample())));
        }
        assertThat(faults).isEmpty();
    }

    private static List<String> faults(
            SchemaValidator validator, String where, Schema<?> schema, @Nullable Object example) {
        if (example == null) return List.of();
        String text = Json.mapper().valueToTree(example).toString();
        return validator
                .validate(() -> Json.mapper().readTree(text), schema, "")
                .getMessages()
                .stream()
                .map(ValidationReport.Message::getMessage)
                .map(message -> where + ": " + message)
                .toList();
    }

    @Test
    @SuppressWarnings("rawtypes") // The model's own maps hold raw schemas.
    void replies_name_all_their_members() {
        Map<String, Schema> schemas = written.getComponents().getSchemas();
        Set<String> asked = Set.of("Source", "Pause", "ConfigContent");
        schemas.forEach((name, schema) -> {
            if (asked.contains(name) || schema.getProperties() == null) return;
            assertThat(schema.getAdditionalProperties()).as(name).isEqualTo(false);
        });
    }
}
