package dev.tenon.connectors.salesforce;

import dev.tenon.spi.Writer.Problem;
import dev.tenon.spi.Writer.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Why a row of a job was refused, as its column `sf__Error` says it: the code, the words and the
/// fields between colons, with two dashes at the end, once for each fault. What the codes ask for
/// stands in the table of [Reaction], as for every other answer.
final class RowErrors {
    private static final Pattern FAULT =
            Pattern.compile(
                    "([A-Z][A-Z0-9_]+):(.*?):([\\w., ]*?)--(?=\\s*(?:$|[A-Z][A-Z0-9_]+:))",
                    Pattern.DOTALL);
    private static final Pattern CODE = Pattern.compile("([A-Z][A-Z0-9_]+):");

    private final SalesforceErrors errors;

    RowErrors(SalesforceErrors errors) {
        this.errors = errors;
    }

    /// The result of a row that was refused.
    Result.Failed failed(String error) {
        List<Problem> problems = problems(error);
        return new Result.Failed(problems, problems.stream().allMatch(errors::isRetryable));
    }

    private static List<Problem> problems(String error) {
        var problems = new ArrayList<Problem>();
        Matcher fault = FAULT.matcher(error);
        while (fault.find()) {
            problems.add(
                    SalesforceErrors.problem(
                            fault.group(1), fault.group(2), fields(fault.group(3))));
        }
        return problems.isEmpty() ? List.of(whole(error)) : problems;
    }

    private static List<String> fields(String text) {
        String fields = text.strip();
        return fields.isEmpty() ? List.of() : List.of(fields.split("[ ,]+"));
    }

    /// A fault that is written in some other way.
    private static Problem whole(String error) {
        Matcher code = CODE.matcher(error);
        return code.lookingAt()
                ? SalesforceErrors.problem(code.group(1), error.substring(code.end()), List.of())
                : SalesforceErrors.problem("UNKNOWN", error, List.of());
    }
}
