package dev.tenon.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a provider is asked and what it answers, step by step. Immutable: every method that adds
/// something returns a new script.
public final class Script {
    private final List<Step> steps;
    private final Map<String, String> metadata;

    Script() {
        this(List.of(), Map.of());
    }

    private Script(List<Step> steps, Map<String, String> metadata) {
        this.steps = List.copyOf(steps);
        this.metadata = Map.copyOf(metadata);
    }

    /// Expects a call next. Queries are compared decoded and in any order; a `*` at the end of
    /// `path` stands for any rest.
    public Expected on(String method, String path) {
        return new Expected(this, method, path, "", Map.of());
    }

    /// The connection knows `value` as `name`.
    public Script knowing(String name, String value) {
        var more = new LinkedHashMap<>(metadata);
        more.put(name, value);
        return new Script(steps, more);
    }

    /// The steps of this script, then those of `next`.
    public Script then(Script next) {
        var more = new ArrayList<>(steps);
        more.addAll(next.steps);
        return new Script(more, metadata);
    }

    /// This script without its first `count` steps.
    public Script from(int count) {
        return new Script(steps.subList(count, steps.size()), metadata);
    }

    /// This script with another answer to the step at `index`, counted from 0.
    public Script answering(int index, Answer answer) {
        var changed = new ArrayList<>(steps);
        changed.set(index, steps.get(index).answering(answer));
        return new Script(changed, metadata);
    }

    /// How many calls are expected.
    public int size() {
        return steps.size();
    }

    /// The answer to the step at `index`, counted from 0.
    public Answer answer(int index) {
        return steps.get(index).answer();
    }

    Optional<Step> step(int index) {
        return index < steps.size() ? Optional.of(steps.get(index)) : Optional.empty();
    }

    Map<String, String> metadata() {
        return metadata;
    }

    private Script with(Step step) {
        var more = new ArrayList<>(steps);
        more.add(step);
        return new Script(more, metadata);
    }

    /// A call that is expected and not yet answered.
    ///
    /// @param body the JSON it must carry; empty when any body will do
    /// @param headers it must carry
    public record Expected(
            Script script, String method, String path, String body, Map<String, String> headers) {
        /// Copies its map.
        public Expected {
            headers = Map.copyOf(headers);
        }

        /// The call must carry this JSON, in any order of members.
        public Expected withBody(String json) {
            return new Expected(script, method, path, json, headers);
        }

        /// The call must carry this header.
        public Expected withHeader(String name, String value) {
            var more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Expected(script, method, path, body, more);
        }

        /// It is answered with this text, as JSON.
        public Script reply(int status, String json) {
            return reply(Answer.json(status, json));
        }

        /// It is answered so.
        public Script reply(Answer answer) {
            return script.with(new Step(method, path, body, headers, answer));
        }
    }
}
