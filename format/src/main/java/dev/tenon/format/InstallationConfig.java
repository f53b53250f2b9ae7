package dev.tenon.format;

import static java.util.Collections.unmodifiableMap;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was chosen for one installation; lies over the manifest. See [EffectiveConfig].
///
/// @param provider as written in the manifest; absent means the manifest's
/// @param read absent means the manifest as it stands, present but empty means nothing is read
/// @param write absent means the manifest as it stands
/// @param subscribe absent means the manifest as it stands
/// @param proxy whether calls are passed through; absent means the manifest's
public record InstallationConfig(
        @Nullable String provider,
        @Nullable ReadChoices read,
        @Nullable WriteChoices write,
        @Nullable SubscribeChoices subscribe,
        @Nullable Boolean proxy) {
    /// The manifest as it stands.
    public static final InstallationConfig EMPTY =
            new InstallationConfig(null, null, null, null, null);

    /// The objects to read by the provider's names, in the order given.
    public record ReadChoices(Map<String, ReadChoice> objects) {
        /// Copies the map.
        public ReadChoices {
            objects = unmodifiableMap(new LinkedHashMap<>(objects));
        }
    }

    /// The objects to write by the provider's names, in the order given.
    public record WriteChoices(Map<String, WriteChoice> objects) {
        /// Copies the map.
        public WriteChoices {
            objects = unmodifiableMap(new LinkedHashMap<>(objects));
        }
    }

    /// The objects to hear of by the provider's names, in the order given.
    public record SubscribeChoices(Map<String, SubscribeChoice> objects) {
        /// Copies the map.
        public SubscribeChoices {
            objects = unmodifiableMap(new LinkedHashMap<>(objects));
        }
    }
}
