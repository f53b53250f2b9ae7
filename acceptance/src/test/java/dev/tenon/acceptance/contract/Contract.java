package dev.tenon.acceptance.contract;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.ValidationReport;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Judges exchanges by the description that the server serves. A request that was accepted must be
/// described: path, parameters, body. A reply must always be: status, content type, body. Safe for
/// use by many threads.
public final class Contract {
    /// A path of the API, standing for all when a reply is about no path at all.
    private static final String ANY_PATH = "/v1/projects/any";

    private final String text;
    private final OpenApiInteractionValidator validator;
    private final List<Operation> operations;

    private Contract(String text) {
        this.text = text;
        OpenAPI api = Objects.requireNonNull(parsed(text).getOpenAPI());
        this.validator =
                OpenApiInteractionValidator.createFor(api)
                        .withLevelResolver(
                                LevelResolver.create()
                                        .withLevel(
                                                "validation.request.parameter.query.unexpected",
                                                ValidationReport.Level.ERROR)
                                        .build())
                        .build();
        this.operations = Operation.all(api);
    }

    /// The description that is packed into the server.
    public static Contract ofThisBuild() {
        try (InputStream in =
                Contract.class.getResourceAsStream("/dev/tenon/server/openapi.yaml")) {
            if (in == null) throw new AssertionError("the server has no openapi.yaml");
            return new Contract(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// What a parser of OpenAPI files says of the description.
    static SwaggerParseResult parsed(String text) {
        var options = new ParseOptions();
        options.setResolve(true);
        return new OpenAPIV3Parser().readContents(text, List.of(), options);
    }

    /// The description itself.
    public String text() {
        return text;
    }

    /// Every operation, in the order of the description.
    public List<Operation> operations() {
        return operations;
    }

    /// The operation that answers at a path; none when the description has none there.
    public Optional<Operation> operation(String method, String path) {
        return operations.stream().filter(each -> each.answers(method, path)).findFirst();
    }

    /// Everything in which an exchange and the description differ; empty when nothing does.
    public List<String> faults(Exchange exchange) {
        var faults = new ArrayList<String>();
        if (exchange.isAccepted() && isDescribed(exchange)) {
            faults.addAll(texts(validator.validateRequest(request(exchange))));
        }
        faults.addAll(replyFaults(exchange));
        return faults;
    }

    /// Everything in which a reply and the description differ, whatever was asked.
    public List<String> replyFaults(Exchange exchange) {
        if (isDescribed(exchange)) return replyFaults(exchange, exchange.method(), exchange.path());
        boolean isPreflight = exchange.method().equals("OPTIONS");
        if (isPreflight && exchange.status() == 204) return List.of();
        if (isPreflight && exchange.status() == 403) return replyFaults(exchange, "GET", ANY_PATH);
        // Where nothing answers, only a problem may say so.
        return exchange.status() == 404 || exchange.status() == 400
                ? replyFaults(exchange, "GET", ANY_PATH)
                : List.of("the description has no such path or method");
    }

    private boolean isDescribed(Exchange exchange) {
        return operation(exchange.method(), exchange.path()).isPresent();
    }

    private List<String> replyFaults(Exchange exchange, String method, String path) {
        var reply = SimpleResponse.Builder.status(exchange.status());
        exchange.reply().headers().forEach((name, values) -> reply.withHeader(name, values));
        if (!exchange.reply().body().isEmpty()) reply.withBody(exchange.reply().body());
        return texts(
                validator.validateResponse(path, Request.Method.valueOf(method), reply.build()));
    }

    private static Request request(Exchange exchange) {
        var request =
                new SimpleRequest.Builder(
                        Request.Method.valueOf(exchange.method()), exchange.path());
        exchange.request().headers().forEach((name, values) -> request.withHeader(name, values));
        for (String pair : exchange.query().split("&", -1)) {
            if (pair.isEmpty()) continue;
            String[] parts = pair.split("=", 2);
            String value = parts.length == 2 ? decoded(parts[1]) : "";
            request.withQueryParam(decoded(parts[0]), value);
        }
        if (!exchange.request().body().isEmpty()) request.withBody(exchange.request().body());
        return request.build();
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static List<String> texts(ValidationReport report) {
        return report.getMessages().stream()
                .filter(message -> message.getLevel() == ValidationReport.Level.ERROR)
                .map(message -> message.getKey() + ": " + message.getMessage())
                .toList();
    }
}
