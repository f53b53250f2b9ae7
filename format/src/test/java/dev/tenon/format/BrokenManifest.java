package dev.tenon.format;

import java.util.List;
import java.util.stream.Stream;

/// The manifest with every key, and one edit that spoils it.
///
/// @param old what is replaced, where it stands first
/// @param spoiled what takes its place
/// @param rule the rule that must speak
/// @param line of the finding, counted in lines from where the edit begins
/// @param schemaToo whether the JSON Schema must refuse it as well
record BrokenManifest(String old, String spoiled, String rule, int line, boolean schemaToo) {
    String source() {
        String whole = Manifests.everyKey();
        int start = whole.indexOf(old);
        if (start < 0) throw new IllegalStateException("nothing to replace: " + old);
        return whole.substring(0, start) + spoiled + whole.substring(start + old.length());
    }

    int expectedLine() {
        String whole = Manifests.everyKey();
        String before = whole.substring(0, whole.indexOf(old));
        return 1 + (int) before.chars().filter(c -> c == '\n').count() + line;
    }

    private static BrokenManifest both(String old, String spoiled, String rule, int line) {
        return new BrokenManifest(old, spoiled, rule, line, true);
    }

    private static BrokenManifest reader(String old, String spoiled, String rule, int line) {
        return new BrokenManifest(old, spoiled, rule, line, false);
    }

    private static final String TEN = "schedule: \"*/10 * * * *\"";
    private static final String DAYS = "days: 30";

    /// Refused by the reader and, where it can, by the schema.
    static List<BrokenManifest> errors() {
        return Stream.of(top(), objects(), storage(), writesAndEvents(), restOfTheFile())
                .flatMap(List::stream)
                .toList();
    }

    private static List<BrokenManifest> top() {
        return List.of(
                both("1.0.0", "2.0.0", "unknown-version", 0),
                both("1.0.0", "1.0", "wrong-type", 0),
                both("name: crm", "title: crm", "missing-key", 0),
                both("name: crm", "name: my crm", "bad-name", 0),
                both("name: crm", "name: " + "x".repeat(65), "bad-name", 0),
                both("Customers", "x".repeat(101), "too-long", 0),
                reader("hubspot", "hubspto", "unknown-provider", 0),
                both("provider: hubspot", "provider: \"\"", "empty-text", 0),
                both("provider: hubspot", "provider: 7", "wrong-type", 0),
                both("provider: hubspot", "provider:", "wrong-type", 0),
                both("provider: hubspot", "provider: [hubspot]", "wrong-type", 0));
    }

    private static List<BrokenManifest> objects() {
        return List.of(
                both(TEN, "schedule: \"*/10 * * *\"", "bad-schedule", 0),
                reader(TEN, "schedule: \"61 * * * *\"", "bad-schedule", 0),
                both(TEN, "schedule: \"@daily\"", "bad-schedule", 0),
                reader(TEN, "schedule: \"0 0 31 2 *\"", "bad-schedule", 0),
                both(TEN, "schedule: 10", "wrong-type", 0),
                reader("objectName: deal", "objectName: Company", "duplicate-object", 0),
                reader("objectName: deal", "objectName: account", "duplicate-object", 0),
                both("objectName: deal", "schedule: \"0 * * * *\"", "missing-key", 0),
                reader("fieldName: phone", "fieldName: Website", "duplicate-field", 0),
                both("fieldName: phone", "prompt: Which?", "missing-key", 0),
                both("fieldName: phone", "fieldName: $.phone", "bad-path", 0),
                both("optionalFieldsAuto: all", "optionalFieldsAuto: some", "unknown-value", 0),
                both(DAYS, "days: -1", "out-of-range", 0),
                both(DAYS, "days: \"30\"", "wrong-type", 0),
                both(DAYS, "days: 1.5", "wrong-type", 0),
                both(DAYS, DAYS + "\n              fullHistory: true", "bad-period", 0),
                both(DAYS, "weeks: 4", "bad-period", 0),
                both("defaultPeriod:", "period:", "missing-key", 0),
                both("fullHistory: true", "fullHistory: yes", "wrong-type", 0));
    }

    private static List<BrokenManifest> storage() {
        return List.of(
                both("pageSize: 100", "pageSize: 10", "out-of-range", 0),
                both("pageSize: 100", "size: 100", "missing-key", -1),
                both("mode: onRequest", "mode: auto", "page-size-without-request", 1),
                both("enabled: always", "enabled: sometimes", "unknown-value", 0),
                both("- fieldName: email", "- mapToName: email", "bad-always", -2),
                both(
                        "[name, tier]",
                        "[a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s]",
                        "too-many-indexes",
                        0),
                both("[name, tier]", "name", "wrong-type", 0),
                both("keepRaw: true", "keepRaw: \"true\"", "wrong-type", 0),
                both("holdAbove: 20%", "holdAbove: 200%", "bad-percentage", 0),
                both("holdAbove: 20%", "holdAbove: 20", "bad-percentage", 0),
                both("mode: sweep", "mode: sweeps", "unknown-value", 0),
                both("permissions: consumer", "permissions: all", "unknown-value", 0),
                both("retain: 400d", "retain: 400 days", "bad-duration", 0),
                both("retain: 400d", "retain: 0d", "out-of-range", 0));
    }

    private static List<BrokenManifest> writesAndEvents() {
        return List.of(
                reader("objectName: note", "objectName: Account", "duplicate-object", 0),
                reader("maxDelay: 10s", "maxDelay: 2h", "out-of-range", 0),
                both("maxRecords: 500", "maxRecords: 10001", "out-of-range", 0),
                both(
                        "inheritFieldsAndMapping: true",
                        "inheritFieldsAndMapping: false",
                        "must-inherit",
                        0),
                both("requiredWatchFields: [name, tier]", "watch: all", "bad-watch", -1),
                both(
                        "requiredWatchFields: [name, tier]",
                        "requiredWatchFields: [\"$['a']['b']\"]",
                        "bad-path",
                        0),
                both("otherEvents: [ticket.restored]", "otherEvents: []", "no-events", -2),
                reader("objectName: ticket", "objectName: COMPANY", "duplicate-object", 0),
                reader(
                        "otherEvents: [ticket.restored]",
                        "inheritFieldsAndMapping: true\n          createEvent: {enabled: always}",
                        "no-read-object",
                        -2),
                both(
                        "enabled: true\n      useModule",
                        "enable: true\n      useModule",
                        "missing-key",
                        0),
                both("schedule: \"0 4 * * *\"", "schedule: \"every day\"", "bad-schedule", 0),
                reader("schedule: \"0 4 * * *\"", "schedule: \"*/30 4 * * *\"", "bad-schedule", 0));
    }

    private static List<BrokenManifest> restOfTheFile() {
        return List.of(
                both("when: errorRate > 5%", "when: errorRate < 5%", "bad-condition", 0),
                both("when: staleness > 1h", "when: staleness > 10%", "bad-condition", 0),
                reader("name: stale", "name: crm failing", "duplicate-alert", 0),
                both("recordsPerDay: 1000000", "recordsPerDay: 0", "out-of-range", 0),
                both("connectors: ./connectors", "connectors: ../connectors", "bad-path", 0),
                both("connectors: ./connectors", "connectors: /etc", "bad-path", 0),
                reader(
                        "keepRaw: true",
                        "keepRaw: true\n          keepRaw: false",
                        "duplicate-key",
                        1),
                reader("keepRaw: true", "[a]: true", "bad-key", 0),
                reader("keepRaw: true", "\tkeepRaw: true", "tab", 0),
                reader("keepRaw: true", "keepRaw: {", "bad-yaml", 2),
                reader("keepRaw: true", "keepRaw: \u0007", "bad-character", 0),
                reader("alerts:", "---\nalerts:", "several-documents", 0),
                reader("connectors: ./connectors", "x: " + "[".repeat(70), "too-deep", 0),
                reader("connectors: ./connectors", "x: &a [*a]", "alias-loop", 0));
    }

    /// Accepted by both, with a word of warning.
    static List<BrokenManifest> warnings() {
        return List.of(
                reader("keepRaw: true", "keepRow: true", "unknown-key", 0),
                reader("limits:", "limit:", "unknown-key", 0),
                reader("fieldName: phone", "fieldName: name", "repeated-field", 0),
                reader(
                        "fieldName: phone",
                        "fieldName: phone\n              prompt: Which?",
                        "ignored-key",
                        1),
                reader(
                        "        - objectName: note",
                        "        - objectName: note\n          inheritMapping: true",
                        "no-read-object",
                        1),
                reader(
                        "          requiredFields:\n            - fieldName: stage\n",
                        "",
                        "no-fields",
                        -1),
                reader(
                        "          requiredFields:\n            - fieldName: stage",
                        "          index: [stag]\n          requiredFields:\n"
                                + "            - fieldName: stage",
                        "unknown-field",
                        0));
    }
}
