package dev.tenon.server.console;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.api.Reply;
import dev.tenon.server.api.Request;
import dev.tenon.server.people.Accounts;
import dev.tenon.server.people.Person;
import dev.tenon.server.seal.Secret;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Where a link leads with which somebody chooses a password. Looking at it uses nothing up, for
/// mail programs look at links too. Safe for use by many threads.
final class WelcomePage {
    static final String PATH = Console.HOME + "/welcome";

    private final Door door;
    private final Accounts accounts;
    private final Templates templates;
    private final Cookies cookies;
    private final boolean hasPasswords;

    /// @param hasPasswords whether people may have one
    WelcomePage(
            Door door,
            Accounts accounts,
            Templates templates,
            Cookies cookies,
            boolean hasPasswords) {
        this.door = door;
        this.accounts = accounts;
        this.templates = templates;
        this.cookies = cookies;
        this.hasPasswords = hasPasswords;
    }

    /// What to give somebody who is to choose a password.
    static String link(URI address, Secret link) {
        return address.toString().replaceAll("/+$", "") + PATH + "?link=" + link.reveal();
    }

    Reply show(Request request) {
        String link = request.query("link");
        return page(200, null, link, invited(link));
    }

    Reply choose(Request request) {
        Door.refuseForeign(request);
        var form = request.form();
        String link = form.getOrDefault("link", "");
        Person person = invited(link);
        try {
            var password = new Secret(form.getOrDefault("password", ""));
            Person chosen = accounts.choose(link, password);
            return cookies.signedIn(request, door.admit(chosen), Console.HOME);
        } catch (Refusal refusal) {
            return page(refusal.kind().status(), refusal.diagnostics().getFirst(), link, person);
        }
    }

    private Person invited(String link) {
        if (!hasPasswords) throw SignInPage.passwordsOff();
        return accounts.invited(link).orElseThrow(Accounts::linkOver);
    }

    private Reply page(int status, @Nullable Diagnostic why, String link, Person person) {
        var view = new View(why, link, person.name(), person.email());
        return templates.bare(status, "welcome.jte", "Choose a password", view);
    }

    /// @param why what was wrong with the password; null at first
    record View(@Nullable Diagnostic why, String link, String name, String email) {
        @Override
        public String toString() {
            return "View(" + email + ", ***)";
        }
    }
}
