package dev.tenon.acceptance.platform;

import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.sandbox.fault.FaultAction;
import dev.tenon.sandbox.fault.FaultRule;
import dev.tenon.sandbox.fault.Misfortune;
import dev.tenon.sandbox.salesforce.Unrest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What happens, step by step: at the provider, to the nodes, and by those who use them. The same
/// seed chooses the same steps; how they meet what the nodes do is up to the machine.
final class History {
    private static final Set<Unrest.Kind> RECORDS =
            EnumSet.of(
                    Unrest.Kind.INSERT,
                    Unrest.Kind.UPDATE,
                    Unrest.Kind.DELETE,
                    Unrest.Kind.UNDELETE);
    private static final Set<Unrest.Kind> SCHEMAS = EnumSet.complementOf(EnumSet.copyOf(RECORDS));
    private static final Duration LONGEST_DEATH = Duration.ofSeconds(4);

    private final HistoryWorld world;
    private final Random random;
    private final List<Step> steps = new ArrayList<>();
    private final List<Revival> revivals = new ArrayList<>();

    History(HistoryWorld world, long seed) {
        this.world = world;
        this.random = new Random(seed);
    }

    /// @param of the customer and object, or what else it is about
    /// @param id the record, or empty
    private record Step(Instant at, String of, String what, String id) {}

    private record Revival(Instant at, int node) {}

    /// Lets things happen for some time.
    void happen(Duration time) {
        Instant end = Instant.now().plus(time);
        while (Instant.now().isBefore(end)) {
            step();
            revive();
            LockSupport.parkNanos(Duration.ofMillis(20 + random.nextInt(250)).toNanos());
        }
    }

    private void revive() {
        Instant now = Instant.now();
        revivals.removeIf(due -> {
            if (due.at.isAfter(now)) return false;
            note("node " + due.node, "starts again");
            world.nodes().revive(due.node);
            return true;
        });
    }

    private void step() {
        String customer = one(HistoryWorld.CUSTOMERS);
        String object = one(HistoryWorld.OBJECTS);
        int dice = random.nextInt(100);
        if (dice < 45) {
            unrest(customer, object, 1 + random.nextInt(12), RECORDS);
        } else if (dice < 53) {
            unrest(customer, object, 1, SCHEMAS);
        } else if (dice < 62) {
            misfortune();
        } else if (dice < 68) {
            note("provider", "all goes well again");
            world.sandbox().faults().clear();
            world.sandbox().salesforce().perform("mend-bulk-jobs", Map.of());
        } else if (dice < 73) {
            act(customer);
        } else if (dice < 78) {
            kill();
        } else if (world.nodes().any(random).isPresent()) {
            use(customer, object, dice);
        }
    }

    private void unrest(String customer, String object, int count, Set<Unrest.Kind> kinds) {
        for (Unrest.Step step :
                world.desk(customer).unrest(object, count, random.nextLong(), kinds)) {
            boolean isRecord = RECORDS.contains(step.kind());
            add(
                    new Step(
                            Instant.now(),
                            customer + " " + object,
                            step.kind().wireName() + (isRecord ? "" : " " + step.what()),
                            isRecord ? step.what() : ""));
        }
    }

    private void misfortune() {
        var kinds = EnumSet.noneOf(Misfortune.class);
        for (Misfortune kind : Misfortune.values()) if (random.nextBoolean()) kinds.add(kind);
        if (kinds.isEmpty()) kinds.add(Misfortune.FAIL);
        double rate = 0.05 + random.nextDouble() * 0.35;
        note("provider", "of its answers, " + rate + " " + kinds);
        world.sandbox().faults().clear();
        world.sandbox()
                .faults()
                .add(
                        new FaultRule(
                                "/services/data",
                                "",
                                rate,
                                0,
                                Integer.MAX_VALUE,
                                new FaultAction.Any(kinds),
                                random.nextLong()));
    }

    private void act(String customer) {
        String act =
                one(
                        List.of(
                                "expire-access-tokens",
                                "fail-bulk-jobs",
                                "vanish-bulk-jobs",
                                "expire-locators"));
        note("provider", act);
        world.sandbox().salesforce().perform(act, Map.of("org", customer, "user", ""));
    }

    private void kill() {
        int node = random.nextInt(world.nodes().count());
        if (!world.nodes().kill(node)) return;
        note("node " + node, "is killed");
        long rest = random.nextLong(LONGEST_DEATH.toMillis());
        revivals.add(new Revival(Instant.now().plusMillis(rest), node));
    }

    private void use(String customer, String object, int dice) {
        String who = customer + " " + object;
        String body = "{\"groupRef\": \"" + customer + "\"}";
        String noWait = body.replace("}", ", \"timeoutSeconds\": 0}");
        if (dice < 82) {
            List<String> all = HistoryWorld.optional(object);
            List<String> fields = all.stream().filter(_ -> random.nextBoolean()).toList();
            note(who, "selects " + fields);
            world.select(customer, object, fields);
            note(who, "has selected " + fields);
        } else if (dice < 86) {
            boolean pauses = random.nextBoolean();
            note(customer, pauses ? "pauses" : "goes on");
            asked(
                    "POST",
                    world.installation(customer) + (pauses ? ":pause" : ":unpause"),
                    random.nextBoolean() ? "{\"objects\": [\"" + object + "\"]}" : "");
        } else if (dice < 90) {
            note(who, "asks for all");
            asked(
                    "POST",
                    "/read" + HistoryWorld.object(object),
                    body.replace("}", ", \"mode\": \"async\"}"));
        } else if (dice < 94) {
            note(who, "asks for changes");
            asked("POST", HistoryWorld.object(object) + "/records:refresh", noWait);
        } else if (dice < 97) {
            List<String> ids = world.desk(customer).ids(object, random.nextInt(200), 30);
            note(who, "asks for records by id");
            String list = ids.stream().map(id -> "\"" + id + "\"").collect(Collectors.joining(","));
            asked(
                    "POST",
                    HistoryWorld.object(object) + "/records:refresh",
                    noWait.replace("}", ", \"ids\": [" + list + "]}"));
        } else {
            note(who, "looks at its fields");
            look(customer, object);
        }
    }

    /// Has the provider asked what an object has.
    void look(String customer, String object) {
        String connections = "/v1/projects/default/connections";
        Exchange found = world.ask("GET", connections + "?groupRef=" + customer, "");
        String id = Product.JSON.readTree(found.reply().body()).path(0).path("id").asString("");
        asked("GET", connections + "/" + id + "/objects/" + object + "/fields?refresh=true", "");
    }

    private void asked(String method, String path, String body) {
        Exchange answer = world.ask(method, path, body);
        if (answer.status() >= 300) note("answer", answer.status() + " " + answer.reply().body());
    }

    private <T> T one(List<T> choice) {
        return choice.get(random.nextInt(choice.size()));
    }

    private void note(String of, String what) {
        add(new Step(Instant.now(), of, what, ""));
    }

    private synchronized void add(Step step) {
        steps.add(step);
    }

    /// What happened to a dataset and to its records, for those who follow it.
    Told.Changes of(String customer, String object) {
        String who = customer + " " + object;
        return new Told.Changes() {
            @Override
            public int selection() {
                return count(step -> step.of.equals(who) && step.id.isEmpty());
            }

            @Override
            public long since(String id, Instant moment) {
                return count(step ->
                        step.of.equals(who) && step.id.equals(id) && step.at.isAfter(moment));
            }
        };
    }

    private synchronized int count(Predicate<Step> which) {
        return (int) steps.stream().filter(which).count();
    }

    /// The steps that touched a record, or everything but records.
    synchronized String tell(Set<String> ids) {
        return steps.stream()
                .filter(step -> step.id.isEmpty() || ids.contains(step.id))
                .map(step -> step.at + "  " + step.of + "  " + step.what + "  " + step.id)
                .collect(Collectors.joining("\n"));
    }
}
