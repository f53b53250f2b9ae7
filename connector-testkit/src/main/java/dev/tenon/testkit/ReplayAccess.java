package dev.tenon.testkit;

import dev.tenon.spi.Access;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A provider that answers by a script: each call must be the one the script expects next.
///
/// For one thread. A call that differs fails the test and names the difference; [#verify] fails it
/// when calls are missing.
public final class ReplayAccess implements Access {
    private final Script script;
    private final List<Request> sent = new ArrayList<>();

    private ReplayAccess(Script script) {
        this.script = script;
    }

    /// Plays `script` from its first step.
    public static ReplayAccess of(Script script) {
        return new ReplayAccess(script);
    }

    /// Starts a script.
    public static Script script() {
        return new Script();
    }

    /// Plays the numbered requests and answers of a fixture folder.
    public static ReplayAccess folder(Path folder) {
        return new ReplayAccess(Fixture.of(folder).script());
    }

    @Override
    public Response call(Request request) {
        Optional<Step> step = script.step(sent.size());
        int number = sent.size() + 1;
        sent.add(request);
        if (step.isEmpty()) {
            throw new AssertionError(
                    "Call %d was not expected: %s %s"
                            .formatted(number, request.method(), request.path()));
        }
        List<String> differences = step.get().differences(request);
        if (!differences.isEmpty()) {
            throw new AssertionError(
                    "Call %d is not the one expected:%n  %s"
                            .formatted(number, String.join("\n  ", differences)));
        }
        return step.get().answer().open();
    }

    @Override
    public Map<String, String> metadata() {
        return script.metadata();
    }

    /// The calls made so far.
    public List<Request> sent() {
        return List.copyOf(sent);
    }

    /// What the script still expects.
    public Script rest() {
        return script.from(sent.size());
    }

    /// Fails when the script expects more calls than were made.
    public void verify() {
        script.step(sent.size())
                .ifPresent(step -> {
                    throw new AssertionError(
                            "After %d calls, this one is missing: %s"
                                    .formatted(sent.size(), step.title()));
                });
    }
}
