package dev.tenon.server.vault;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.ConnectorInfo.Setting;
import java.util.Map;
import java.util.regex.Pattern;

/// Keeps the secret of the team's client from hosts that a customer names. Where a provider runs on
/// any host, such as the customer's own, the team's client belongs to one of them, and the app has
/// to say which.
final class HostPin {
    private static final String ANY = "https://any.invalid";

    private HostPin() {}

    /// @throws Refusal `provider-app.host-not-pinned`
    static void check(ConnectorInfo info, ProviderApp app, Map<String, String> settings) {
        String url = info.signIn().tokens().map(tokens -> tokens.obtain().url()).orElse("");
        info.settings()
                .forEach((name, setting) -> {
                    if (!isHost(url, name) || !takesAnyHost(setting)) return;
                    String pinned = app.settings().providerParams().getOrDefault(name, "");
                    if (!pinned.equals(settings.get(name))) throw notPinned(info, name);
                });
    }

    private static boolean isHost(String url, String name) {
        String hole = "\\{\\{(settings\\.)?" + Pattern.quote(name) + "\\}\\}";
        return Pattern.compile("(^|://)" + hole + "([/:?#]|$)").matcher(url).find();
    }

    private static boolean takesAnyHost(Setting setting) {
        return ANY.matches(setting.pattern())
                || ANY.substring("https://".length()).matches(setting.pattern());
    }

    private static Refusal notPinned(ConnectorInfo info, String name) {
        return new Refusal(
                Refusal.Kind.UNPROCESSABLE,
                "provider-app.host-not-pinned",
                info.title()
                        + " may be on any host, and the project's OAuth app does not say that it"
                        + " belongs to this one.",
                "providerMetadata." + name,
                "Put the host into the app's metadata.providerParams."
                        + name
                        + ", so that its secret goes nowhere else; register one app for each host.");
    }
}
