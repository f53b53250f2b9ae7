package dev.tenon.server.cli;

import dev.tenon.server.cli.remote.Address;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// The object of an installation that a command is about.
final class ObjectChoice {
    @Mixin private InstallationChoice installation = new InstallationChoice();

    @Parameters(
            index = "1",
            paramLabel = "OBJECT",
            description = "The object, by your name or the provider's.")
    private String object = "";

    String group() {
        return installation.group();
    }

    private String integration() {
        return installation.integration();
    }

    /// In words.
    String text() {
        return object + " of " + integration() + " for " + group();
    }

    /// The object itself on one part of the API, such as `/read/v1`.
    Address under(Desk desk, String root) {
        return desk.under(root, "/integrations/{}/objects/{}", integration(), object);
    }

    /// Something to be done with it, such as `:sweep`.
    Address then(Desk desk, String what) {
        return desk.inProject("/integrations/{}/objects/{}" + what, integration(), object);
    }

    /// Its stored records.
    Address records(Desk desk) {
        return desk.inProject("/integrations/{}/objects/{}/records", integration(), object)
                .with("groupRef", group());
    }

    /// One stored record.
    Address oneRecord(Desk desk, String id) {
        return desk.inProject("/integrations/{}/objects/{}/records/{}", integration(), object, id)
                .with("groupRef", group());
    }

    /// Its change feed.
    Address changes(Desk desk) {
        return desk.inProject("/integrations/{}/objects/{}/changes", integration(), object)
                .with("groupRef", group());
    }
}
