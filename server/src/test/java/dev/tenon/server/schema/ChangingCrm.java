package dev.tenon.server.schema;

import dev.tenon.spi.Access;
import dev.tenon.spi.Connector;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.Discovery;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.ObjectInfo;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Reader;
import dev.tenon.spi.SignIn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A CRM whose objects change under our hands. Takes names in any case. For use by one thread.
public final class ChangingCrm implements Connector, Discovery {
    /// Whether the next questions are refused.
    public boolean busy;

    /// Whether descriptions leave all out, while the list of objects does not.
    boolean hasGap;

    int described;
    private final Map<String, List<FieldInfo>> objects =
            new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /// A text field.
    public static FieldInfo text(String name) {
        return Schematic.text(name);
    }

    /// A choice of these values, with the labels `Label of …`.
    public static FieldInfo choice(String name, String... values) {
        return Schematic.choice(name, values);
    }

    /// Makes an object what these fields say.
    public ChangingCrm with(String object, FieldInfo... fields) {
        objects.put(object, Arrays.asList(fields));
        return this;
    }

    /// Takes an object away.
    public void drop(String object) {
        objects.remove(object);
    }

    @Override
    public ConnectorInfo info() {
        var signIn =
                SignIn.oauth2(
                        SignIn.Consent.oauth2("https://crm.example/authorize", List.of()),
                        SignIn.TokenEndpoint.oauth2(
                                "https://crm.example/token",
                                "",
                                SignIn.TokenReply.oauth2(
                                        Set.of(), SignIn.Identity.NONE, Duration.ofHours(1))),
                        List.of());
        return new ConnectorInfo(
                "fake",
                "Fake CRM",
                "https://crm.example",
                Map.of(),
                signIn,
                List.of(),
                List.of(),
                "/");
    }

    @Override
    public Discovery discovery(Access access) {
        return this;
    }

    @Override
    public Reader reader(Access access) {
        throw new UnsupportedOperationException("nothing is read here");
    }

    @Override
    public List<ObjectInfo> objects() {
        refuseWhenBusy();
        var all = new ArrayList<ObjectInfo>();
        objects.keySet().forEach(name -> all.add(Schematic.object(name, name)));
        return all;
    }

    @Override
    public Map<String, ObjectSchema> describe(Set<String> names) {
        refuseWhenBusy();
        described++;
        var found = new HashMap<String, ObjectSchema>();
        if (hasGap) return found;
        for (String name : objects.keySet()) {
            for (String asked : names) {
                if (!asked.equalsIgnoreCase(name)) continue;
                found.put(asked, new ObjectSchema(Schematic.object(name, name), objects.get(name)));
            }
        }
        return found;
    }

    private void refuseWhenBusy() {
        if (!busy) return;
        throw new ProviderException.Busy(
                new ProviderException.Said("HTTP 503", "later", ""), Duration.ofSeconds(30));
    }
}
