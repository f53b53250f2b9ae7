package dev.tenon.server.vault;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.spi.ConnectorInfo;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Signs a customer in step by step, with a client of the customer's own where the provider asks
/// for consent. The program that began takes each step itself: it opens the provider's page, gets
/// what the person comes back with from our callback page, and hands it in. Safe for use by many
/// threads.
public final class CustomSignIns {
    private final Db db;
    private final SignIns.Store store;
    private final ConsentFlow flow;
    private final KnownCredentials known;
    private final URI publicUrl;

    /// @param publicUrl where browsers reach this server
    public CustomSignIns(
            Db db,
            SignIns.Store store,
            VaultHttp http,
            Function<String, Optional<ConnectorInfo>> providers,
            KnownCredentials known,
            URI publicUrl,
            InstantSource clock) {
        this.db = db;
        this.store = store;
        this.flow = new ConsentFlow(db, store, http.grants(), providers, clock);
        this.known = known;
        this.publicUrl = publicUrl;
    }

    /// The first step: the connection, where nobody has to be asked; else where the person is sent.
    ///
    /// @param page the origin of the page that asks; empty where none does
    /// @param also joins the transaction that stores a connection
    /// @throws Refusal when what was given is not enough, or the provider does not take it
    public Step begin(
            ProjectId project, SignIns.Ask ask, String page, BiConsumer<Tx, Connection> also) {
        ConnectorInfo info = flow.info(ask.provider());
        if (info.signIn().consent().isEmpty()) {
            return new Step.Connected(known.connect(project, ask, also));
        }
        Secret state = db.inTransaction(project.number(), tx -> flow.begin(tx, project, ask, page));
        SignInStates.Pending pending = pending(project, state.reveal());
        return new Step.Redirect(
                flow.toProvider(pending, state.reveal(), redirectUri()), state.reveal());
    }

    /// The next step, with what the person came back with.
    ///
    /// @param groupRef the group that the session has to be of; empty for any
    /// @param also joins the transaction that stores a connection
    ///
    /// @throws Refusal `sign-in.unknown-state` when the session is over, used up, or not this one
    public Step resume(
            ProjectId project,
            String groupRef,
            String session,
            Map<String, String> callback,
            BiConsumer<Tx, Connection> also) {
        SignInStates.Pending pending = pending(project, session);
        boolean isOf = groupRef.isEmpty() || pending.ask().group().ref().equals(groupRef);
        if (!isOf || !session.equals(callback.get("state"))) throw ConsentFlow.unknown();
        boolean isFirst =
                db.inTransaction(
                        project.number(), tx -> store.states().useSession(tx, project, session));
        if (!isFirst) throw ConsentFlow.unknown();
        return new Step.Connected(flow.complete(pending, callback, redirectUri(), also));
    }

    /// The sign-in of a session, also when it is over.
    public Optional<Begun> begun(ProjectId project, String session) {
        return db.inTransaction(project.number(), tx -> store.states().begun(tx, session))
                .filter(known -> known.project().equals(project));
    }

    private SignInStates.Pending pending(ProjectId project, String session) {
        return db.inTransaction(
                        project.number(), tx -> store.states().session(tx, project, session))
                .orElseThrow(ConsentFlow::unknown);
    }

    private String redirectUri() {
        return publicUrl.resolve("/callbacks/v1/custom-auth/default").toString();
    }

    /// What comes next.
    public sealed interface Step {
        /// The person is sent to `url`, and what they come back with is handed in with `session`.
        record Redirect(URI url, String session) implements Step {
            @Override
            public String toString() {
                return "Redirect(***)";
            }
        }

        /// Nothing.
        record Connected(Connection connection) implements Step {}
    }
}
