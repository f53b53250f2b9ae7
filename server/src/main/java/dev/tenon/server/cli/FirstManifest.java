package dev.tenon.server.cli;

import dev.tenon.connectors.catalog.CatalogEntry;
import dev.tenon.server.json.Json;
import tools.jackson.databind.node.StringNode;

/// The manifest that a team begins with.
final class FirstManifest {
    private FirstManifest() {}

    /// @param provider as the user spelled it
    static String text(CatalogEntry system, String provider, String integration, String object) {
        return TEXT.replace("{system}", system.displayName().replaceAll("\\p{Cntrl}", " "))
                .replace("{integration}", quoted(integration))
                .replace("{provider}", quoted(provider))
                .replace("{object}", quoted(object));
    }

    /// Plain where YAML would read a text, else in quotes; a JSON text is one of YAML too.
    private static String quoted(String text) {
        return text.matches("[A-Za-z][A-Za-z0-9_-]*")
                        && !text.matches("(?i)y|n|yes|no|on|off|true|false|null")
                ? text
                : Json.text(StringNode.valueOf(text));
    }

    private static final String TEXT =
            """
            # What this product wants of its customers' {system}.
            # Check with "tenon validate", look ahead with "tenon plan", put in force with "tenon deploy".
            specVersion: 1.0.0
            integrations:
              - name: {integration}
                provider: {provider}

                # Records that are read from each customer and kept in the store, where
                # "tenon query" and the API find them.
                read:
                  objects:
                    - objectName: {object}
                      # The product's own name for it, used in queries, deliveries and writes:
                      # mapToName: person

                      # When changes are fetched: minute, hour, day, month, day of the week, in UTC.
                      schedule: "*/10 * * * *"

                      # Read for every customer. A field may get a name of the product's own:
                      # requiredFields:
                      #   - fieldName: Email
                      #     mapToName: email

                      # Customers may choose among all fields that their system has.
                      optionalFieldsAuto: all

                      # How far back the first read goes.
                      backfill:
                        defaultPeriod:
                          fullHistory: true

                      # Fields made fast to filter and sort on:
                      # index: [email]

                      # Where changes go as signed webhooks; first add it with
                      # "tenon destinations create changes https://…".
                      # destination: changes

                # Records that the product may write back.
                write:
                  objects:
                    - objectName: {object}
                      # Take the product's names of the object and its fields here too.
                      inheritMapping: true
            """;
}
