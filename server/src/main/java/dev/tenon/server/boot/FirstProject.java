package dev.tenon.server.boot;

import dev.tenon.server.db.Db;
import dev.tenon.server.records.Datasets;
import dev.tenon.server.seal.Seal;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.tenant.Projects;

/// A new server has a project named `default`, so that the first command needs no other before it.
final class FirstProject {
    private static final String NAME = "default";

    private FirstProject() {}

    static void ensure(Db db, Projects projects, Seal seal, Datasets datasets) {
        db.asSystem(tx -> {
            tx.query("select pg_advisory_xact_lock(7203)", _ -> "");
            if (!projects.all(tx).isEmpty()) return tx;
            Project made = projects.create(tx, NAME, "Default", NAME);
            seal.createKey(tx, made.key().number());
            datasets.createPartition(tx, made.key());
            return tx;
        });
    }
}
