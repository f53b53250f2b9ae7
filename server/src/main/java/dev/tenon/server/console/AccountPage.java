package dev.tenon.server.console;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.api.Reply;
import dev.tenon.server.api.Request;
import dev.tenon.server.people.Accounts;
import dev.tenon.server.people.Person;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.Project;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What people see and change of themselves. Safe for use by many threads.
final class AccountPage {
    static final String PATH = Console.HOME + "/account";

    private final Door door;
    private final Accounts accounts;
    private final Templates templates;
    private final Cookies cookies;

    AccountPage(Door door, Accounts accounts, Templates templates, Cookies cookies) {
        this.door = door;
        this.accounts = accounts;
        this.templates = templates;
        this.cookies = cookies;
    }

    Reply show(Request request, Visitor visitor) {
        String done =
                switch (request.query("done")) {
                    case "name" -> "Your name is changed.";
                    case "password" -> "Your password is changed; other browsers are signed out.";
                    default -> "";
                };
        return page(200, visitor, person(visitor), new Told(null, "", done));
    }

    Reply rename(Request request, Visitor visitor) {
        Door.refuseForeign(request);
        Person person = person(visitor);
        try {
            accounts.rename(person, request.form().getOrDefault("name", ""));
            return Reply.seeOther(PATH + "?done=name").with("Cache-Control", "no-store");
        } catch (Refusal refusal) {
            return refused(refusal, visitor, person, "name");
        }
    }

    Reply changePassword(Request request, Visitor visitor) {
        Door.refuseForeign(request);
        Person person = person(visitor);
        var form = request.form();
        try {
            Person changed =
                    accounts.change(
                            person,
                            new Secret(form.getOrDefault("before", "")),
                            new Secret(form.getOrDefault("password", "")));
            return cookies.signedIn(request, door.admit(changed), PATH + "?done=password");
        } catch (Refusal refusal) {
            return refused(refusal, visitor, person, "password");
        }
    }

    Reply signOutEverywhere(Request request, Visitor visitor) {
        Door.refuseForeign(request);
        accounts.signOutEverywhere(person(visitor));
        return cookies.signedOut(request, SignInPage.PATH);
    }

    private Reply refused(Refusal refusal, Visitor visitor, Person person, String form) {
        Diagnostic why = refusal.diagnostics().getFirst();
        return page(refusal.kind().status(), visitor, person, new Told(why, form, ""));
    }

    private Reply page(int status, Visitor visitor, Person person, Told told) {
        String projects =
                visitor.projects().stream().map(Project::name).collect(Collectors.joining(", "));
        boolean isAdmin = person.rights().isAdmin();
        var view =
                new View(
                        told,
                        person.name(),
                        person.email(),
                        isAdmin ? "All projects" : projects,
                        PeoplePage.role(person.rights()),
                        person.standing().hasPassword());
        return templates.page(status, "account.jte", "My account", visitor, view);
    }

    private static Person person(Visitor visitor) {
        return visitor.person().orElseThrow(AccountPage::noAccount);
    }

    private static Refusal noAccount() {
        return new Refusal(
                Refusal.Kind.NOT_FOUND,
                "console.no-account",
                "You signed in with a key, which has no account.",
                "your session",
                "Sign in with your e-mail address.");
    }

    /// @param projects the names of those that they may see
    record View(
            Told told,
            String name,
            String email,
            String projects,
            String role,
            boolean hasPassword) {}

    /// @param why what was wrong; null when nothing was
    /// @param form which form was refused
    /// @param done what was changed; empty when nothing was
    record Told(@Nullable Diagnostic why, String form, String done) {}
}
