package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.json.Json;
import dev.tenon.server.people.Person;
import dev.tenon.server.people.Rights;
import dev.tenon.server.people.Roster;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.tenant.Projects;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The people who may sign in to the console, for whoever has the administrator's key.
public final class PeopleCalls {
    private final Db db;
    private final Roster roster;
    private final Projects projects;
    private final @Nullable Function<Secret, String> links;

    /// @param links makes the address with which somebody chooses a password; null where nobody has
    ///   one
    public PeopleCalls(
            Db db, Roster roster, Projects projects, @Nullable Function<Secret, String> links) {
        this.db = db;
        this.roster = roster;
        this.projects = projects;
        this.links = links;
    }

    Reply list(Request request) {
        Map<ProjectId, String> names = names();
        return Reply.ok(Shapes.list(roster.all(), person -> json(person, names)));
    }

    Reply add(Request request) {
        JsonNode body = request.json();
        String email = Json.required(body, "email");
        var draft =
                new Roster.Draft(email, Json.text(body, "name", email), rights(body, Rights.NONE));
        return invited(201, roster.add(request.by().name(), draft));
    }

    Reply reset(Request request) {
        return invited(200, roster.reset(request.by().name(), person(request)));
    }

    Reply change(Request request) {
        Person person = person(request);
        JsonNode body = request.json();
        var change =
                new Roster.Change(
                        Json.text(body, "name", person.name()),
                        rights(body, person.rights()),
                        Json.flag(body, "active", person.standing().active()));
        Person changed = roster.change(request.by().name(), person, change);
        return Reply.ok(json(changed, names()));
    }

    Reply remove(Request request) {
        roster.remove(request.by().name(), person(request));
        return Reply.empty();
    }

    private Person person(Request request) {
        String given = request.parameter("person");
        return roster.find(given).orElseThrow(() -> Request.notFound("person", given));
    }

    private Rights rights(JsonNode body, Rights before) {
        String role = Json.text(body, "role", before.role());
        if (!role.equals("admin") && !role.equals("member")) throw noSuchRole(role);
        Set<ProjectId> seen = body.hasNonNull("projects") ? projects(body) : before.projects();
        return new Rights(
                role.equals("admin"),
                Json.flag(body, "mayDecide", before.mayDecide() && !before.isAdmin()),
                seen);
    }

    private Set<ProjectId> projects(JsonNode body) {
        var found = new HashSet<ProjectId>();
        for (String name : Json.texts(body, "projects")) {
            found.add(
                    db.asSystem(tx -> projects.find(tx, name))
                            .map(Project::key)
                            .orElseThrow(() -> Request.notFound("project", name)));
        }
        return found;
    }

    private static Refusal noSuchRole(String role) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "person.unknown-role",
                "There is no role \"" + role + "\".",
                "body.role",
                "Use admin or member.");
    }

    private Map<ProjectId, String> names() {
        List<Project> all = db.asSystem(projects::all);
        return all.stream().collect(Collectors.toMap(Project::key, Project::name));
    }

    private Reply invited(int status, Roster.Invited invited) {
        ObjectNode json = json(invited.person(), names());
        if (links != null) {
            json.put("link", links.apply(invited.link()));
            json.put("linkExpireTime", invited.expires().toString());
        }
        return Reply.json(status, json);
    }

    private static ObjectNode json(Person person, Map<ProjectId, String> names) {
        Person.Standing standing = person.standing();
        var seen = new TreeSet<String>();
        person.rights().projects().forEach(key -> seen.add(names.getOrDefault(key, "")));
        ObjectNode json = Json.object();
        json.put("id", person.id().toString());
        json.put("email", person.email());
        json.put("name", person.name());
        json.put("role", person.rights().role());
        json.put("mayDecide", person.rights().mayDecide());
        json.set("projects", Json.array(seen));
        json.put("active", standing.active());
        json.put("hasPassword", standing.hasPassword());
        Json.putIfPresent(json, "identityProvider", standing.issuer());
        json.put("createTime", standing.createdAt().toString());
        Json.putIfPresent(json, "lastSignInTime", standing.signedInAt());
        return json;
    }
}
