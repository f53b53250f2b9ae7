package dev.tenon.server.delivery;

import dev.tenon.spi.Access;
import dev.tenon.spi.Connector;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.Discovery;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.FieldInfo.FieldType;
import dev.tenon.spi.ObjectInfo;
import dev.tenon.spi.Reader;
import dev.tenon.spi.SignIn;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A CRM that says what it has, and is asked for nothing else.
final class SilentCrm implements Connector, Discovery {
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
        return List.of(contact());
    }

    @Override
    public Map<String, ObjectSchema> describe(Set<String> objects) {
        var name =
                new FieldInfo(
                        "Name",
                        "Name",
                        FieldType.TEXT,
                        "string",
                        Set.of(),
                        0,
                        List.of(),
                        List.of());
        return Map.of("Contact", new ObjectSchema(contact(), List.of(name)));
    }

    private static ObjectInfo contact() {
        return new ObjectInfo(
                "Contact",
                "Contact",
                false,
                Set.of(ObjectInfo.Ability.READ),
                Set.of(),
                ObjectInfo.Deletes.FEED);
    }
}
