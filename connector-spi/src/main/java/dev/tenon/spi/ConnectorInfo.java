package dev.tenon.spi;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What a connector is, and how the engine signs in to and talks with its provider.
///
/// @param id the provider's name in a manifest, such as `salesforce`
/// @param title the provider's name for people
/// @param baseUrl where API calls go, with `{{name}}` for a connection's metadata
/// @param settings what a customer is asked for before signing in, by name
/// @param signIn how a credential comes to be
/// @param limits how replies tell what is left of a quota
/// @param budgets how many calls the provider takes; what replies tell is believed before it
/// @param check a cheap GET, relative to `baseUrl`, that proves a credential works
public record ConnectorInfo(
        String id,
        String title,
        String baseUrl,
        Map<String, Setting> settings,
        SignIn signIn,
        List<LimitHeader> limits,
        List<Budget> budgets,
        String check) {

    /// Copies its collections.
    public ConnectorInfo {
        settings = Map.copyOf(settings);
        limits = List.copyOf(limits);
        budgets = List.copyOf(budgets);
    }

    /// A number of calls that the provider takes in any stretch of time of a length.
    ///
    /// @param quota the quota class whose calls count
    /// @param per what the calls are counted over
    public record Budget(String quota, Per per, long calls, Duration window) {
        /// Checks itself.
        public Budget {
            if (quota.isEmpty()) throw new IllegalArgumentException("a budget is of a quota");
            if (calls < 1) throw new IllegalArgumentException("at least one call");
            if (window.isNegative() || window.isZero()) {
                throw new IllegalArgumentException("a window has a length");
            }
        }
    }

    /// What calls are counted over.
    public enum Per {
        /// All accounts that are signed in to with one provider app.
        APP,
        /// One account.
        CONNECTION
    }

    /// A value that URLs of this provider need.
    ///
    /// @param title what a person is asked for
    /// @param pattern the whole value must match this regular expression
    /// @param example a value that would do
    /// @param fallback used when nothing is given; may be empty
    /// @param isRequired whether there must be a value
    public record Setting(
            String title, String pattern, String example, String fallback, boolean isRequired) {
        /// A setting that must have a value.
        public Setting(String title, String pattern, String example, String fallback) {
            this(title, pattern, example, fallback, true);
        }
    }

    /// A reply header that tells how much of a quota is used.
    ///
    /// @param header the header's name
    /// @param pattern a regular expression with the groups `used` and `limit`
    /// @param quota the quota class it speaks of
    public record LimitHeader(String header, String pattern, String quota) {}
}
