package dev.tenon.format;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads one integration and checks what its parts must be to each other.
final class IntegrationShape {
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_DISPLAY_NAME = 100;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private final ProviderNames providers;
    private final Notes notes;

    IntegrationShape(ProviderNames providers, Notes notes) {
        this.providers = providers;
        this.notes = notes;
    }

    /// The integration; of no use when an error was noted.
    Integration read(Fields fields) {
        String name = name(fields);
        String displayName = displayName(fields);
        String provider = provider(fields);
        String module = fields.text("module");
        Read read = readSection(fields);
        Write write = writeSection(fields, read);
        Subscribe subscribe = subscribeSection(fields, read);
        Proxy proxy = proxy(fields);
        WatchSchema watchSchema = new WatchSchemaShape(notes).read(fields.object("watchSchema"));
        fields.done();
        boolean empty =
                !fields.isBroken()
                        && !fields.has("read")
                        && !fields.has("write")
                        && !fields.has("subscribe")
                        && !fields.has("proxy");
        if (empty) {
            notes.error(
                    fields.place(),
                    "nothing-to-do",
                    "Integration \"%s\" neither reads, writes, subscribes nor proxies."
                            .formatted(name),
                    "Add read, write, subscribe or proxy.");
        }
        var integration =
                new Integration(
                        name,
                        displayName,
                        provider,
                        module,
                        read,
                        write,
                        subscribe,
                        proxy,
                        watchSchema);
        new ProviderRules(providers, notes).check(integration, fields);
        return integration;
    }

    private String name(Fields fields) {
        String name = fields.requiredText("name", "name: crm");
        if (name.isEmpty()) return name;
        if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
            notes.error(
                    fields.placeOf("name"),
                    "bad-name",
                    "\"%s\" cannot be the name of an integration.".formatted(name),
                    "Use at most %d letters, digits, \"-\", \"_\" and \".\", and begin with a"
                                    .formatted(LONGEST_NAME)
                            + " letter or digit.");
        }
        return name;
    }

    private @Nullable String displayName(Fields fields) {
        String displayName = fields.text("displayName");
        if (displayName != null && displayName.length() > LONGEST_DISPLAY_NAME) {
            notes.error(
                    fields.placeOf("displayName"),
                    "too-long",
                    "The display name has %d characters.".formatted(displayName.length()),
                    "Use at most %d.".formatted(LONGEST_DISPLAY_NAME));
        }
        return displayName;
    }

    private String provider(Fields fields) {
        String provider = fields.requiredText("provider", "provider: salesforce");
        if (!provider.isEmpty() && !providers.knows(provider)) {
            notes.error(
                    fields.placeOf("provider"),
                    "unknown-provider",
                    "There is no provider \"%s\".".formatted(provider),
                    Nearest.advice(
                            providers.nearest(provider),
                            "Run \"tenon providers\" to see them all."));
        }
        return provider;
    }

    private @Nullable Read readSection(Fields integration) {
        Fields section = integration.object("read");
        if (section == null) return null;
        var objects = new ArrayList<ReadObject>();
        var seen = new HashSet<String>();
        for (Written item : objectsOf(section)) {
            Fields fields = Fields.of(item, notes);
            ReadObject object = new ReadShape(notes).read(fields);
            noteDuplicate(fields, "objectName", object.objectName(), seen);
            Rename rename = object.rename();
            if (rename != null && !rename.mapToName().equalsIgnoreCase(object.objectName())) {
                noteDuplicate(fields, "mapToName", rename.mapToName(), seen);
            }
            objects.add(object);
        }
        section.done();
        return objects.isEmpty() ? null : new Read(objects);
    }

    private @Nullable Write writeSection(Fields integration, @Nullable Read read) {
        Fields section = integration.object("write");
        if (section == null) return null;
        var objects = new ArrayList<WriteObject>();
        var seen = new HashSet<String>();
        for (Written item : objectsOf(section)) {
            Fields fields = Fields.of(item, notes);
            WriteObject object = new WriteShape(notes, read).read(fields);
            noteDuplicate(fields, "objectName", object.objectName(), seen);
            objects.add(object);
        }
        section.done();
        return objects.isEmpty() ? null : new Write(objects);
    }

    private @Nullable Subscribe subscribeSection(Fields integration, @Nullable Read read) {
        Fields section = integration.object("subscribe");
        if (section == null) return null;
        var objects = new ArrayList<SubscribeObject>();
        var seen = new HashSet<String>();
        for (Written item : objectsOf(section)) {
            Fields fields = Fields.of(item, notes);
            SubscribeObject object = new SubscribeShape(notes, read).read(fields);
            noteDuplicate(fields, "objectName", object.objectName(), seen);
            objects.add(object);
        }
        section.done();
        return objects.isEmpty() ? null : new Subscribe(objects);
    }

    private List<Written> objectsOf(Fields section) {
        List<Written> items = section.list("objects");
        if (!section.has("objects")) section.missing("objects", "objects: [{objectName: contact}]");
        else if (section.any("objects") instanceof Written.Row row && row.items().isEmpty()) {
            notes.error(
                    row.place(),
                    "empty-list",
                    "The list of objects is empty.",
                    "Add an object, or remove the section.");
        }
        return items;
    }

    private void noteDuplicate(Fields fields, String key, String name, Set<String> seen) {
        if (name.isEmpty() || seen.add(name.toLowerCase(Locale.ROOT))) return;
        notes.error(
                fields.placeOf(key),
                "duplicate-object",
                "There is already an object named \"%s\" here (case does not count)."
                        .formatted(name),
                "Remove one of them, or give it another mapToName.");
    }

    private @Nullable Proxy proxy(Fields integration) {
        Fields fields = integration.object("proxy");
        if (fields == null) return null;
        Boolean enabled = fields.flag("enabled");
        if (!fields.has("enabled")) fields.missing("enabled", "enabled: true");
        boolean useModule = fields.flag("useModule", false);
        fields.done();
        return new Proxy(enabled != null && enabled, useModule);
    }
}
