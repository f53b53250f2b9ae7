package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.tenant.AllowedOrigins;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.vault.Begun;
import dev.tenon.server.vault.SignInStates;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Whose windows are told how a sign-in went: those of the pages that its project allows, see
/// [AllowedOrigins]. Safe for use by many threads.
public final class Openers {
    private static final List<String> ANY = List.of("*");
    private static final Pattern ORIGIN = Pattern.compile("https?://[^/?#@\\s]{1,255}");

    private final Db db;
    private final SignInStates states;
    private final Projects projects;

    public Openers(Db db, SignInStates states, Projects projects) {
        this.db = db;
        this.states = states;
        this.projects = projects;
    }

    /// The origin of the page that sends a request; empty where none does.
    static String page(Request request) {
        return request.header("origin").filter(text -> ORIGIN.matcher(text).matches()).orElse("");
    }

    /// Keeps the page whose link a browser followed, where no page has asked for it.
    void opened(String state, Request request) {
        String page = request.header("referer").map(Openers::origin).orElse("");
        if (page.isEmpty()) return;
        db.asSystem(tx -> {
            states.cameFrom(tx, state, page);
            return page;
        });
    }

    private static String origin(String referer) {
        try {
            URI from = URI.create(referer);
            String origin = from.getScheme() + "://" + from.getRawAuthority();
            return ORIGIN.matcher(origin).matches() ? origin : "";
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    /// Who is told how it went. That is no secret: where the project lists no pages, everybody is.
    List<String> ofResult(String state) {
        Optional<Begun> begun = begun(state);
        if (begun.isEmpty()) return ANY;
        AllowedOrigins allowed = allowed(begun.get());
        return allowed.isNone() ? ANY : listed(allowed, begun.get().page());
    }

    /// Who is handed what the provider said, which is worth a connection: the page that began, and
    /// where none is known, those that the project lists. Where it lists none, a page that began
    /// without telling its origin is not told from another.
    ///
    /// @throws Refusal `sign-in.unlisted-page`
    List<String> ofHandOver(Begun begun) {
        AllowedOrigins allowed = allowed(begun);
        String page = begun.page();
        if (!page.isEmpty()) {
            if (allowed.isNone() || allowed.allows(page)) return List.of(page);
            throw unlisted("The page " + page + ", where this sign-in began,");
        }
        if (allowed.isNone()) return ANY;
        List<String> listed = listed(allowed, "");
        if (listed.isEmpty()) throw unlisted("The page where this sign-in began");
        return listed;
    }

    /// A name with a star is no origin that a browser could be told: what it covers is known when
    /// the page is.
    private static List<String> listed(AllowedOrigins allowed, String page) {
        if (allowed.isAny()) return ANY;
        var listed = new ArrayList<>(allowed.exact());
        if (!page.isEmpty() && allowed.allows(page) && !listed.contains(page)) listed.add(page);
        return listed;
    }

    /// The sign-in of a state, if there is one.
    Optional<Begun> begun(String state) {
        return db.asSystem(tx -> states.begun(tx, state));
    }

    private AllowedOrigins allowed(Begun begun) {
        return db.asSystem(tx -> projects.get(tx, begun.project())).origins();
    }

    private static Refusal unlisted(String page) {
        return new Refusal(
                Refusal.Kind.FORBIDDEN,
                "sign-in.unlisted-page",
                page + " is not one that may be told what the provider said.",
                "allowedOrigins",
                "Close this window, and have the team that runs this product list the page: tenon"
                        + " projects origins --add https://app.example.com");
    }
}
