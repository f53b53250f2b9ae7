package dev.tenon.acceptance.routes;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The database of a server, seen past the server: what requests change in it.
final class Tables {
    /// What a team can change. What runs and logs change beside it is not among them.
    private static final List<String> OF_TEAMS =
            List.of(
                    "projects",
                    "api_keys",
                    "jwt_keys",
                    "groups",
                    "consumers",
                    "provider_apps",
                    "sign_ins",
                    "integrations",
                    "revisions",
                    "destinations",
                    "topics",
                    "audit");

    private final String url;

    Tables(String url) {
        this.url = url;
    }

    /// A digest of each table that a team can change.
    Map<String, String> digests() {
        var digests = new TreeMap<String, String>();
        for (String table : OF_TEAMS) {
            digests.put(
                    table,
                    text(
                            "select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from "
                                    + table
                                    + " t"));
        }
        // Without what a sign-in at the provider, or a read, changes by itself.
        digests.put(
                "connections",
                text(
                        "select string_agg(id::text || group_id || coalesce(consumer_id, 0), '|' order by id) from connections"));
        digests.put(
                "installations",
                text("select md5(string_agg(t::text, '|' order by id)) from installations t"));
        return digests;
    }

    /// Whether any row of a table has a text in it.
    boolean holds(String table, String text) {
        String rows =
                "select count(*) from " + table + " t where strpos(t::text, '" + text + "') > 0";
        return !text(rows).equals("0");
    }

    long auditEntries() {
        return Long.parseLong(text("select count(*) from audit"));
    }

    /// The first value that a query gives.
    String text(String sql) {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        } catch (SQLException failure) {
            throw new AssertionError(sql, failure);
        }
    }

    void run(String sql) {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new AssertionError(sql, failure);
        }
    }
}
