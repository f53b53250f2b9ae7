package dev.tenon.server.vault;

import dev.tenon.server.db.Db;
import dev.tenon.server.seal.Secret;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.SignIn;
import dev.tenon.spi.SignIn.Field;
import dev.tenon.spi.SignIn.Identity;
import dev.tenon.spi.SignIn.Placement;
import dev.tenon.spi.SignIn.Proof;
import dev.tenon.spi.SignIn.Scheme;
import dev.tenon.spi.SignIn.Signature;
import dev.tenon.spi.SignIn.TokenCall;
import dev.tenon.spi.SignIn.TokenEndpoint;
import dev.tenon.spi.SignIn.TokenReply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Acorn, a provider of every kind, and a desk where customers connect to it.
final class Acorn implements AutoCloseable {
    static final Proof BEARER = Proof.bearer(List.of(new SignIn.ExpirySign(401, "")));

    final Provider provider = new Provider();
    final Desk desk;

    Acorn(Db db, Path keys) {
        this.desk = new Desk(db, keys);
    }

    @Override
    public void close() {
        desk.close();
        provider.close();
    }

    static ConnectorInfo info(SignIn signIn, String check) {
        return new ConnectorInfo(
                "acorn",
                "Acorn",
                "https://{{subdomain}}.acorn.example/api",
                Map.of(
                        "subdomain",
                        new ConnectorInfo.Setting("Subdomain", "[a-z0-9-]+", "northwind", "acme")),
                signIn,
                List.of(),
                List.of(),
                check);
    }

    static SignIn given(Scheme scheme, List<Field> fields, Placement... placements) {
        return new SignIn(
                scheme,
                fields,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new Proof(List.of(placements), Signature.NONE, List.of()));
    }

    static SignIn exchanged(Scheme scheme, List<Field> fields, TokenCall call) {
        TokenReply reply = TokenReply.oauth2(Set.of(), Identity.NONE, Duration.ofHours(1));
        return new SignIn(
                scheme,
                fields,
                Optional.empty(),
                Optional.empty(),
                Optional.of(new TokenEndpoint(call, call, Optional.empty(), reply, Duration.ZERO)),
                BEARER);
    }

    static SignIns.Ask ask(Map<String, String> secrets, @Nullable UUID connection) {
        var hidden = new HashMap<String, Secret>();
        secrets.forEach((name, value) -> hidden.put(name, new Secret(value)));
        return new SignIns.Ask(
                "acorn",
                new SignIns.Named("bolt", "Bolt"),
                Optional.empty(),
                "",
                Map.of(),
                hidden,
                null,
                connection);
    }

    Connection connect(ConnectorInfo info, Map<String, String> secrets) {
        return desk.known(provider.url(), info)
                .connect(desk.project, ask(secrets, null), Desk.NOTHING_MORE);
    }

    /// What a call of a connection looks like to the provider.

    CallProofs.Shown call(ConnectorInfo info, Connection connection) {
        Credentials.Token token = desk.node().token(connection, info);
        var bare =
                new CallProofs.Outgoing(
                        "GET", URI.create(token.base(info) + "/deals?a=b"), "", new byte[0]);
        return CallProofs.show(info.signIn().proof(), token, bare, desk.clock.instant());
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    int connections() {
        return desk.get(tx -> desk.connections().all(tx, desk.project).size());
    }
}
