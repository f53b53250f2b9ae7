package dev.tenon.server.seal;

import dev.tenon.diagnostics.Refusal;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/// Chooses the key-encrypting key by the server's settings: `file:PATH`, `env:NAME`,
/// `vault:https://HOST/transit/keys/NAME` or `awskms:ARN`.
///
/// @param environment where keysets and the credentials for services are
/// @param usual the file that is used when nothing is chosen
public record MasterKeys(Map<String, String> environment, Path usual, InstantSource clock) {
    static final String VAULT = "vault:";
    static final String AWS = "awskms:";
    private static final String FILE = "file:";
    private static final String VARIABLE = "env:";

    /// The key that data keys are sealed under from now on.
    static final Setting NEW = new Setting("--master-key", "TENON_MASTER_KEY");

    /// The key that they were sealed under before.
    static final Setting OLD = new Setting("--old-master-key", "TENON_OLD_MASTER_KEY");

    /// Copies the map.
    public MasterKeys {
        environment = Map.copyOf(environment);
    }

    /// The key to seal with.
    ///
    /// @param option what the command line says; empty for the variable
    /// @throws Refusal `server.bad-setting` or `seal.key-unusable`
    public MasterKey current(String option) {
        return chosen(NEW, option).orElseGet(() -> MasterKey.load("", usual));
    }

    /// The key to open with besides, while keys are exchanged.
    ///
    /// @throws Refusal `server.bad-setting` or `seal.key-unusable`
    public Optional<MasterKey> old(String option) {
        return chosen(OLD, option);
    }

    /// A keyset itself may stand in the variable, and not on a command line, which others can see.
    private Optional<MasterKey> chosen(Setting setting, String option) {
        if (!option.isEmpty()) return Optional.of(parse(setting, option));
        String value = environment.getOrDefault(setting.variable(), "").strip();
        if (value.isEmpty()) return Optional.empty();
        return Optional.of(
                value.startsWith("{") || !value.contains(":")
                        ? KeysetKey.parse(value, setting.variable())
                        : parse(setting, value));
    }

    private MasterKey parse(Setting setting, String choice) {
        int colon = choice.indexOf(':') + 1;
        String rest = choice.substring(colon);
        try {
            return switch (choice.substring(0, colon)) {
                case FILE -> FileKey.in(Path.of(rest));
                case VARIABLE -> KeysetKey.parse(environment.getOrDefault(rest, ""), rest);
                case VAULT -> new TransitKey(url(setting, rest), login(), http(choice));
                case AWS -> new AwsKey(rest, environment, http(choice), clock);
                default -> throw unknown(setting);
            };
        } catch (IllegalArgumentException _) {
            throw unknown(setting);
        }
    }

    private static URI url(Setting setting, String text) {
        return KmsHttp.checked(URI.create(text), setting.toString());
    }

    private KmsHttp http(String place) {
        return new KmsHttp(place, KmsHttp.PATIENCE, clock);
    }

    private TransitKey.Login login() {
        return TransitKey.Login.of(environment);
    }

    /// Does not repeat what was given: it may be the key itself.
    private static Refusal unknown(Setting setting) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "server.bad-setting",
                "This does not say where the key-encrypting key is.",
                setting.toString(),
                "Write file:PATH, env:NAME, vault:https://HOST/transit/keys/NAME or awskms:ARN.");
    }

    /// The two places of a setting.
    record Setting(String option, String variable) {
        @Override
        public String toString() {
            return option + " or " + variable;
        }
    }
}
