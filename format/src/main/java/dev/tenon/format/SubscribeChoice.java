package dev.tenon.format;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was chosen for one object to hear of. What is absent is the manifest's.
///
/// @param objectName the provider's name
/// @param inheritFieldsAndMappings the read object's fields and names apply
/// @param events which events, each the manifest's when absent
/// @param updates the fields whose changes are told; the manifest's when absent
/// @param otherEvents events by the provider's own names; the manifest's when empty
/// @param optimizeQuota use the provider's cheaper way of sending events, where it has one
public record SubscribeChoice(
        String objectName,
        @Nullable String destination,
        boolean inheritFieldsAndMappings,
        Events events,
        SubscribeObject.@Nullable Watch updates,
        List<String> otherEvents,
        boolean optimizeQuota) {
    /// Copies the list.
    public SubscribeChoice {
        otherEvents = List.copyOf(otherEvents);
    }

    /// `true` always, `false` never, absent as the manifest says.
    public record Events(
            @Nullable Boolean create, @Nullable Boolean update, @Nullable Boolean delete) {}
}
