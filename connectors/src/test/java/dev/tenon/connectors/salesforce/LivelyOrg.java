package dev.tenon.connectors.salesforce;

import dev.tenon.spi.Access;
import dev.tenon.testkit.Answer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// An org in memory whose people keep working while it is read: between any two calls time passes
/// and records are made, changed and deleted, some by transactions that commit minutes late.
///
/// It understands the conditions this connector writes, and fails on any other.
final class LivelyOrg implements Access {
    private static final Pattern QUERY =
            Pattern.compile(
                    "SELECT (.+) FROM Thing(?: WHERE (.+?))?(?: ORDER BY ([\\w, ]+?))?(?: LIMIT (\\d+))?");
    private static final Pattern TIE =
            Pattern.compile(
                    "\\(\\(SystemModstamp = (\\S+) AND Id (<=?|>=?) '(\\w+)'\\) OR SystemModstamp ([<>]) \\S+\\)");
    private static final Pattern TIME = Pattern.compile("SystemModstamp (>=|<=) (\\S+)");
    private static final Pattern ID = Pattern.compile("Id (>|<=) '(\\w+)'");
    private static final Duration LATEST = Duration.ofMinutes(9);

    private final RandomGenerator random;
    private final Map<String, Thing> things = new TreeMap<>();
    private Instant now = Org.NOW;
    private int made;
    private boolean isAtRest;

    LivelyOrg(RandomGenerator random, int size) {
        this.random = random;
        for (int number = 0; number < size; number++) make(Org.NOW.minusSeconds(random.nextInt(4)));
    }

    private record Thing(String id, Instant modified, int version, boolean isDeleted) {}

    /// The org's clock.
    Instant now() {
        return now;
    }

    /// Everybody goes home, and what they did becomes old enough to be read.
    void rest() {
        isAtRest = true;
        now = now.plusSeconds(10);
    }

    /// The versions of all live records, by id.
    Map<String, Integer> live() {
        return things.values().stream()
                .filter(thing -> !thing.isDeleted())
                .collect(Collectors.toMap(Thing::id, Thing::version));
    }

    /// What happens in a moment in an org.
    void work() {
        now = now.plusMillis(random.nextInt(2_000));
        for (int act = random.nextInt(4); act > 0; act--) {
            Instant stamp =
                    now.minusSeconds(
                            random.nextInt(5) == 0 ? random.nextLong(LATEST.toSeconds()) : 0);
            if (random.nextInt(3) == 0) make(stamp);
            else change(stamp, random.nextInt(3) == 0);
        }
    }

    private void make(Instant stamp) {
        String id = Org.id(made++);
        things.put(id, new Thing(id, seconds(stamp), 0, false));
    }

    /// A stamp never goes back behind the one it replaces.
    private void change(Instant stamp, boolean isDelete) {
        var live = new ArrayList<>(live().keySet());
        if (live.isEmpty()) return;
        live.sort(Comparator.naturalOrder());
        Thing old = things.get(live.get(random.nextInt(live.size())));
        if (old == null) return;
        Instant later = old.modified().isAfter(stamp) ? old.modified() : seconds(stamp);
        things.put(old.id(), new Thing(old.id(), later, old.version() + 1, isDelete));
    }

    private static Instant seconds(Instant moment) {
        return Instant.ofEpochSecond(moment.getEpochSecond());
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of();
    }

    @Override
    public Response call(Request request) {
        if (!isAtRest) work();
        String path = URLDecoder.decode(request.path(), StandardCharsets.UTF_8);
        if (path.endsWith("/composite")) return Answer.json(200, described()).open();
        int question = path.indexOf("?q=");
        Matcher query = QUERY.matcher(path.substring(question + 3));
        if (!query.matches()) throw new AssertionError("not understood: " + path);
        return Answer.json(200, page(query, path.startsWith(Org.API + "/queryAll"))).open();
    }

    private static String described() {
        String answer =
                Org.answer("Thing", "Id:id", "SystemModstamp:datetime", "IsDeleted:boolean");
        return "{\"compositeResponse\":[" + answer + "]}";
    }

    private String page(Matcher query, boolean isAll) {
        List<String> fields = List.of(query.group(1).split(",", -1));
        String where = query.group(2) == null ? "" : query.group(2);
        boolean isByTime = query.group(3).startsWith("SystemModstamp");
        Comparator<Thing> byTime = Comparator.comparing(Thing::modified);
        Comparator<Thing> byId = Comparator.comparing(Thing::id);
        Comparator<Thing> order = isByTime ? byTime.thenComparing(byId) : byId;
        boolean isFalling = query.group(3).equals("SystemModstamp DESC,Id DESC");
        if (!isFalling && query.group(3).contains(" ")) throw new AssertionError(query.group(3));
        List<String> records =
                things.values().stream()
                        .filter(thing -> isAll || !thing.isDeleted())
                        .filter(condition(where))
                        .sorted(isFalling ? order.reversed() : order)
                        .limit(query.group(4) == null ? 2_000 : Integer.parseInt(query.group(4)))
                        .map(thing -> json(thing, fields))
                        .toList();
        return Org.page(records.toArray(String[]::new));
    }

    private static String json(Thing thing, List<String> fields) {
        var members = new HashMap<String, String>();
        for (String field : fields) {
            members.put(
                    field,
                    switch (field) {
                        case "Id" -> "\"" + thing.id() + "\"";
                        case "SystemModstamp" -> "\"" + thing.modified() + "\"";
                        default -> String.valueOf(thing.version());
                    });
        }
        return members.entrySet().stream()
                .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static Predicate<Thing> condition(String where) {
        Predicate<Thing> all = _ -> true;
        String rest = where;
        Matcher tie = TIE.matcher(rest);
        while (tie.find()) {
            Instant moment = Instant.parse(tie.group(1));
            String id = tie.group(3);
            String sign = tie.group(2);
            boolean isAfter = tie.group(4).equals(">");
            if (isAfter != sign.startsWith(">")) throw new AssertionError("two ways: " + where);
            all =
                    all.and(thing ->
                            thing.modified().equals(moment)
                                    ? compared(thing.id().compareTo(id), sign)
                                    : thing.modified().isAfter(moment) == isAfter);
        }
        rest = tie.replaceAll("");
        for (String part : rest.split(" AND ", -1))
            if (!part.isBlank()) all = all.and(simple(part.strip()));
        return all;
    }

    private static Predicate<Thing> simple(String part) {
        if (part.equals("IsDeleted = true")) return Thing::isDeleted;
        Matcher time = TIME.matcher(part);
        if (time.matches()) {
            Instant moment = Instant.parse(time.group(2));
            return thing -> compared(thing.modified().compareTo(moment), time.group(1));
        }
        Matcher id = ID.matcher(part);
        if (id.matches()) return thing -> compared(thing.id().compareTo(id.group(2)), id.group(1));
        throw new AssertionError("not understood: " + part);
    }

    private static boolean compared(int order, String operator) {
        return switch (operator) {
            case "<" -> order < 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            case "<=" -> order <= 0;
            default -> throw new AssertionError(operator);
        };
    }
}
