package dev.tenon.server.console;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.api.Reply;
import dev.tenon.server.api.Request;
import dev.tenon.server.people.Accounts;
import dev.tenon.server.people.Person;
import dev.tenon.server.people.Roster;
import dev.tenon.server.seal.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Signing in with an address and a password, or with a key, and out again; on a new server, making
/// the first admin. A form of another site is refused, so that nobody can sign a browser in or out
/// from outside. Safe for use by many threads.
final class SignInPage {
    static final String PATH = Console.HOME + "/sign-in";

    /// Pages of the console and nothing else: no other host, no line break.
    private static final Pattern OWN_PAGE =
            Pattern.compile("/console(/(?!/)[\\w/:-]*)?(\\?[\\w%&=.+*~:-]*)?");

    private final Door door;
    private final Roster roster;
    private final Accounts accounts;
    private final Company company;
    private final Templates templates;
    private final Cookies cookies;

    SignInPage(Door door, Console.Access access, Templates templates, Cookies cookies) {
        this.door = door;
        this.roster = access.staff().roster();
        this.accounts = access.staff().accounts();
        this.company = Company.of(access.company());
        this.templates = templates;
        this.cookies = cookies;
    }

    Reply show(Request request) {
        String next = next(request.query("next"));
        if (door.visitor(request).isPresent()) return Reply.seeOther(next);
        return page(200, view(next));
    }

    Reply enter(Request request) {
        Door.refuseForeign(request);
        var form = request.form();
        return form.containsKey("email") ? withPassword(request, form) : withKey(request, form);
    }

    private Reply withPassword(Request request, Map<String, String> form) {
        if (company.isOnly()) throw passwordsOff();
        String next = next(form.getOrDefault("next", ""));
        String email = form.getOrDefault("email", "");
        var password = new Secret(form.getOrDefault("password", ""));
        return switch (accounts.enter(email, password, request.from())) {
            case Accounts.Attempt.Welcome(Person person) ->
                    cookies.signedIn(request, door.admit(person), next);
            case Accounts.Attempt.Refused(Diagnostic why, boolean isTooMany) ->
                    page(isTooMany ? 429 : 401, view(next).refused(why, Form.PASSWORD, form));
        };
    }

    private Reply withKey(Request request, Map<String, String> form) {
        String next = next(form.getOrDefault("next", ""));
        return switch (door.enter(form.getOrDefault("key", "").strip(), request.from())) {
            case Door.Attempt.Welcome(String cookie) -> cookies.signedIn(request, cookie, next);
            case Door.Attempt.Refused(Diagnostic why) ->
                    page(401, view(next).refused(why, Form.KEY, form));
        };
    }

    /// Makes the first admin of a new server, for whoever has the administrator's key.
    Reply first(Request request) {
        Door.refuseForeign(request);
        var form = request.form();
        try {
            if (!door.isAdministrators(form.getOrDefault("key", "").strip())) throw notTheKey();
            Person made =
                    accounts.first(
                            form.getOrDefault("email", ""),
                            form.getOrDefault("name", ""),
                            new Secret(form.getOrDefault("password", "")));
            return cookies.signedIn(request, door.admit(made), Console.HOME);
        } catch (Refusal refusal) {
            return page(
                    refusal.kind().status(),
                    view(Console.HOME).refused(refusal.diagnostics().getFirst(), Form.FIRST, form));
        }
    }

    Reply leave(Request request) {
        Door.refuseForeign(request);
        return cookies.signedOut(request, PATH);
    }

    private View view(String next) {
        boolean isNew = !company.isOnly() && roster.isEmpty();
        Form first = isNew ? Form.FIRST : Form.PASSWORD;
        return new View(null, first, next, isNew, company, "", "");
    }

    private Reply page(int status, View view) {
        return templates.bare(status, "sign-in.jte", view.isNew() ? "Welcome" : "Sign in", view);
    }

    static String next(String wanted) {
        return OWN_PAGE.matcher(wanted).matches() ? wanted : Console.HOME;
    }

    private static Refusal notTheKey() {
        return new Refusal(
                Refusal.Kind.UNAUTHENTICATED,
                "key.unknown",
                "This is not the administrator's key.",
                "the form",
                "Paste what is in the file admin.key of the server's data directory, or in"
                        + " TENON_ADMIN_KEY.");
    }

    /// What is said of passwords where there are none.
    static Refusal passwordsOff() {
        return new Refusal(
                Refusal.Kind.FORBIDDEN,
                "console.passwords-off",
                "Nobody signs in with a password here.",
                "the form",
                "Use your company's identity provider.");
    }

    /// The company's identity provider, as the page shows it.
    ///
    /// @param label empty when there is none
    /// @param isOnly whether it takes the place of passwords
    record Company(String label, boolean isOnly) {
        static Company of(Console.@Nullable Company given) {
            if (given == null) return new Company("", false);
            var settings = given.signIn().settings();
            return new Company(settings.label(), settings.only());
        }

        /// The address of the button.
        String address(String next) {
            return CompanyPage.PATH + "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
        }
    }

    /// What somebody tried to come in with.
    enum Form {
        PASSWORD,
        KEY,
        FIRST
    }

    /// @param why what was wrong; null at first
    /// @param tried what was wrong with it
    /// @param next the page to go on to
    /// @param isNew whether this server has nobody yet
    record View(
            @Nullable Diagnostic why,
            Form tried,
            String next,
            boolean isNew,
            Company company,
            String email,
            String name) {
        /// The same with what was typed, but for secrets.
        View refused(Diagnostic reason, Form form, Map<String, String> typed) {
            return new View(
                    reason,
                    form,
                    next,
                    isNew,
                    company,
                    typed.getOrDefault("email", ""),
                    typed.getOrDefault("name", ""));
        }

        /// Whether the form for this was refused.
        boolean isRefused(Form form) {
            return why != null && tried == form;
        }
    }
}
