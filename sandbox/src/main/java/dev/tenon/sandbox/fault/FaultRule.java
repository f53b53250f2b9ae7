package dev.tenon.sandbox.fault;

import dev.tenon.sandbox.web.Call;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// When something goes wrong, and what.
///
/// @param path a regular expression that a part of the path must match
/// @param method upper case, or empty for any
/// @param probability from 0 to 1, of each matching call
/// @param skip how many matching calls go well first
/// @param times how many calls go wrong then
/// @param action what goes wrong
/// @param seed decides which calls and, where the action leaves it open, what; null for the
///   sandbox's own randomness
public record FaultRule(
        String path,
        String method,
        double probability,
        int skip,
        int times,
        FaultAction action,
        @Nullable Long seed) {
    /// Checks the numbers and the expression.
    ///
    /// @throws IllegalArgumentException saying what is wrong
    public FaultRule {
        Pattern.compile(path);
        if (!(probability > 0 && probability <= 1))
            throw new IllegalArgumentException(
                    "probability is above 0 and at most 1: " + probability);
        if (skip < 0 || times < 1)
            throw new IllegalArgumentException("skip is at least 0 and times at least 1");
    }

    /// One by the sandbox's own randomness.
    public FaultRule(
            String path,
            String method,
            double probability,
            int skip,
            int times,
            FaultAction action) {
        this(path, method, probability, skip, times, action, null);
    }

    /// A fault of the next call whose path matches.
    public static FaultRule once(String path, FaultAction action) {
        return new FaultRule(path, "", 1, 0, 1, action);
    }

    /// A fault of every call whose path matches, until cleared.
    public static FaultRule always(String path, FaultAction action) {
        return new FaultRule(path, "", 1, 0, Integer.MAX_VALUE, action);
    }

    boolean matches(Call call) {
        boolean sameMethod = method.isEmpty() || method.equalsIgnoreCase(call.method());
        return sameMethod && Pattern.compile(path).matcher(call.path()).find();
    }
}
