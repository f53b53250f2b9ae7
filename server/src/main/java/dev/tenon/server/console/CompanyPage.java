package dev.tenon.server.console;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.api.Reply;
import dev.tenon.server.api.Request;
import dev.tenon.server.identity.CompanySignIn;
import dev.tenon.server.people.Arrivals;
import dev.tenon.server.people.Person;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// The way to a company's identity provider and back. The cookie of the way there must come back
/// with a browser that another site sends, so it is `Lax`; the session's is not, and so the last
/// step is one that the browser takes by itself from a page of ours. Safe for use by many threads.
final class CompanyPage {
    static final String PATH = SignInPage.PATH + "/company";

    /// Where the provider sends browsers back to.
    static final String BACK = SignInPage.PATH + "/returned";

    private static final String COOKIE = "tenon_company";
    private static final Duration LIFE = Duration.ofMinutes(10);

    private final Door door;
    private final CompanySignIn signIn;
    private final Arrivals arrivals;
    private final Templates templates;
    private final Cookies cookies;

    CompanyPage(Door door, Console.Company company, Templates templates, Cookies cookies) {
        this.door = door;
        this.signIn = company.signIn();
        this.arrivals = company.arrivals();
        this.templates = templates;
        this.cookies = cookies;
    }

    Reply leave(Request request) {
        try {
            var departure = signIn.begin(SignInPage.next(request.query("next")));
            return Reply.seeOther(departure.location())
                    .with("Cache-Control", "no-store")
                    .with("Referrer-Policy", "no-referrer")
                    .with("Set-Cookie", carried(request, departure.cookie(), LIFE));
        } catch (Refusal refusal) {
            return refused(request, refusal);
        }
    }

    Reply comeBack(Request request) {
        try {
            var returned = signIn.finish(said(request), request.cookie(COOKIE), arrivals::use);
            Person person = arrivals.enter(returned.arrival(), request.from());
            var view = new View(person.name(), returned.next());
            return cookies.keep(
                            request,
                            templates.bare(200, "arrived.jte", "Signed in", view),
                            door.admit(person),
                            Sessions.LENGTH)
                    .with("Refresh", "0; url=" + returned.next());
        } catch (Refusal refusal) {
            return refused(request, refusal);
        }
    }

    private static Map<String, String> said(Request request) {
        var said = new HashMap<String, String>();
        for (String name : new String[] {"state", "code", "iss", "error", "error_description"}) {
            if (request.hasQuery(name)) said.put(name, request.query(name));
        }
        return said;
    }

    /// Whatever went wrong, this way is over.
    private Reply refused(Request request, Refusal refusal) {
        Diagnostic why = refusal.diagnostics().getFirst();
        return templates
                .bare(refusal.kind().status(), "company-refused.jte", "Not signed in", why)
                .with("Set-Cookie", carried(request, "", Duration.ZERO));
    }

    private String carried(Request request, String value, Duration length) {
        return cookies.cookie(request, COOKIE, value, "Lax", length);
    }

    /// @param next where the browser goes on to
    record View(String name, String next) {}
}
