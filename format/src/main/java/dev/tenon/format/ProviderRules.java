package dev.tenon.format;

import java.util.List;

/// What only some providers can do.
final class ProviderRules {
    private static final int SALESFORCE_SUBSCRIPTIONS = 5;
    private static final int CALENDAR_DAYS = 28;

    private final ProviderNames providers;
    private final Notes notes;

    ProviderRules(ProviderNames providers, Notes notes) {
        this.providers = providers;
        this.notes = notes;
    }

    void check(Integration integration, Fields fields) {
        String provider = providers.canonical(integration.provider());
        boolean calendar =
                provider.equals("google-calendar")
                        || (provider.equals("google") && "calendar".equals(integration.module()));
        if (provider.equals("salesforce")) checkCount(integration, fields);
        if (!provider.equals("hubspot")) checkAssociations(integration, fields);
        List<ReadObject> objects = integration.readObjects();
        for (int i = 0; i < objects.size(); i++) {
            ReadObject object = objects.get(i);
            Place place = fields.placeOfItem("read", i);
            if (provider.equals("snowflake")) checkFullHistory(object, place);
            if (calendar && object.objectName().equals("events")) checkCalendar(object, place);
        }
    }

    private void checkCount(Integration integration, Fields fields) {
        int count = integration.subscribeObjects().size();
        if (count <= SALESFORCE_SUBSCRIPTIONS) return;
        refuse(
                fields.placeOf("subscribe"),
                "Salesforce lets at most %d objects be subscribed to; these are %d."
                        .formatted(SALESFORCE_SUBSCRIPTIONS, count),
                "Keep the objects whose changes cannot wait for a scheduled read.");
    }

    private void checkAssociations(Integration integration, Fields fields) {
        List<SubscribeObject> objects = integration.subscribeObjects();
        for (int i = 0; i < objects.size(); i++) {
            SubscribeObject object = objects.get(i);
            if (object.associations() == null) continue;
            Place place = fields.placeOfItem("subscribe", i);
            refuse(
                    place,
                    "\"associationChangeEvent\" of \"%s\" is known of HubSpot only."
                            .formatted(object.objectName()),
                    "Remove it.");
        }
    }

    private void checkFullHistory(ReadObject object, Place place) {
        if (!(object.backfill() instanceof Backfill.Days)) return;
        refuse(
                place,
                "Snowflake object \"%s\" can be backfilled as a whole only."
                        .formatted(object.objectName()),
                "Write fullHistory: true, or remove the backfill.");
    }

    private void checkCalendar(ReadObject object, Place place) {
        boolean fine =
                switch (object.backfill()) {
                    case Backfill.None() -> true;
                    case Backfill.Days(int days) -> days <= CALENDAR_DAYS;
                    case Backfill.FullHistory() -> false;
                };
        if (fine) return;
        refuse(
                place,
                "Google Calendar events can be backfilled for at most %d days."
                        .formatted(CALENDAR_DAYS),
                "Write days: %d or fewer.".formatted(CALENDAR_DAYS));
    }

    private void refuse(Place place, String what, String fix) {
        notes.error(place, "provider-rule", what, fix);
    }
}
