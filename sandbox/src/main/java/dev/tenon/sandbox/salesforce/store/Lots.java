package dev.tenon.sandbox.salesforce.store;

import dev.tenon.sandbox.salesforce.schema.Field;
import dev.tenon.sandbox.salesforce.schema.FieldType;
import dev.tenon.sandbox.salesforce.schema.ObjectType;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Builds the lots of a new org: what is realistic about its records is decided here.
final class Lots {
    private static final LocalDate DAY_ZERO = LocalDate.of(2024, 1, 1);

    private final OrgSettings settings;
    private final Seed users;

    Lots(OrgSettings settings) {
        this.settings = settings;
        int count = Math.max(1, settings.rows("User"));
        this.users = row -> RecordId.of("005", settings.pod(), row % count);
    }

    /// The lot of an object. Picklists and checkboxes follow from the fields; the rest is said
    /// here.
    Lot of(ObjectType object) {
        long seed = settings.seed() * 31 + object.name().hashCode();
        var lot = new Lot(seed, settings.rows(object.name()), settings.seededUntil(), users);
        int salt = 100;
        for (Field field : object.fields()) listed(lot, field, salt++);
        switch (object.name()) {
            case "Account" -> account(lot);
            case "Contact" -> contact(lot);
            case "Opportunity" -> opportunity(lot);
            case "Lead" -> lead(lot);
            case "User" -> user(lot);
            case "Organization" -> organization(lot);
            case "Subscription__c" -> subscription(lot);
            default -> lot.put("Name", row -> object.title().label() + " " + (row + 1));
        }
        return lot;
    }

    private static void listed(Lot lot, Field field, int salt) {
        String[] values = field.values().toArray(String[]::new);
        if (field.type() == FieldType.BOOLEAN)
            lot.put(field.key(), row -> lot.pick(row, salt, 3) == 0);
        else if (field.type() == FieldType.MULTIPICKLIST && values.length > 1)
            lot.put(field.key(), row -> several(lot, row, salt, values));
        else if (values.length > 0) lot.put(field.key(), row -> lot.pick(row, salt, values));
    }

    private static String several(Lot lot, int row, int salt, String[] values) {
        int first = lot.pick(row, salt, values.length - 1);
        return values[first] + ";" + values[first + 1];
    }

    private void account(Lot lot) {
        lot.put("Name", row -> company(lot, row));
        lot.put(
                "ParentId",
                new Sparse(Inverse.reference("001", settings.pod(), Math.min(1, lot.rows()), 2)));
        address(lot, "Billing");
        lot.put("Phone", row -> phone(lot, row));
        lot.put("AccountNumber", Inverse.numbered("AC"));
        lot.put("Website", row -> "https://www." + slug(lot, row) + ".example");
        lot.put("AnnualRevenue", row -> 10_000.0 * (1 + lot.pick(row, 20, 90_000)));
        lot.put("NumberOfEmployees", row -> 1 + lot.pick(row, 21, 20_000));
        lot.put("Description", row -> row % 5 == 0 ? lot.pick(row, 22, Words.REMARKS) : null);
        lot.put("Product_Id__c", Inverse.numbered("P-"));
        lot.put("Health_Score__c", row -> lot.pick(row, 23, 1001) / 10.0);
        lot.put("Renewal_Date__c", row -> DAY_ZERO.plusDays(lot.pick(row, 24, 1500)));
        lot.derive(
                "Revenue_Per_Employee__c",
                row -> ratio(row.apply("AnnualRevenue"), row.apply("NumberOfEmployees")));
    }

    private void contact(Lot lot) {
        person(lot);
        lot.put(
                "AccountId",
                Inverse.reference("001", settings.pod(), settings.rows("Account"), 20));
        address(lot, "Mailing");
        lot.put("MobilePhone", row -> row % 3 == 0 ? phone(lot, row) : null);
        lot.put("Department", row -> lot.pick(row, 22, Words.DEPARTMENTS));
        lot.put(
                "Birthdate",
                row ->
                        LocalDate.of(
                                1955 + lot.pick(row, 23, 48),
                                1 + lot.pick(row, 24, 12),
                                1 + lot.pick(row, 25, 28)));
        lot.put("Customer_Ref__c", Inverse.numbered("C-"));
        lot.put("Points__c", row -> (double) lot.pick(row, 26, 10_000));
        lot.put("Member_Since__c", row -> DAY_ZERO.minusDays(lot.pick(row, 27, 3000)));
        lot.derive("Badge__c", row -> words(row.apply("Loyalty__c"), row.apply("LastName")));
    }

    private void opportunity(Lot lot) {
        lot.put(
                "AccountId",
                Inverse.reference("001", settings.pod(), settings.rows("Account"), 50));
        lot.put(
                "Name",
                row -> company(lot, row) + " - " + (lot.pick(row, 20, 900) + 100) + " seats");
        lot.put("Amount", row -> 500.0 * (1 + lot.pick(row, 21, 400)));
        lot.put("Probability", row -> 10.0 * lot.pick(row, 22, 11));
        lot.put("CloseDate", row -> DAY_ZERO.plusDays(lot.pick(row, 23, 1200)));
        lot.put("NextStep", row -> row % 2 == 0 ? "Call back" : null);
        lot.derive("IsClosed", row -> String.valueOf(row.apply("StageName")).startsWith("Closed"));
        lot.derive("IsWon", row -> "Closed Won".equals(row.apply("StageName")));
    }

    private static void lead(Lot lot) {
        person(lot);
        lot.put("Company", row -> company(lot, row));
        lot.put("City", row -> place(lot, row)[0]);
        lot.put("State", row -> place(lot, row)[1]);
        lot.put("Country", row -> place(lot, row)[3]);
        lot.put("IsConverted", _ -> false);
    }

    private void user(Lot lot) {
        person(lot);
        String domain = "@" + settings.name() + ".example";
        lot.put("Username", row -> login(row) + domain);
        lot.put("Email", row -> login(row) + domain);
        lot.put("Alias", row -> "u" + row);
        lot.put("IsActive", _ -> true);
        lot.put("TimeZoneSidKey", _ -> "Europe/Berlin");
        lot.put("LocaleSidKey", _ -> "en_US");
    }

    private void organization(Lot lot) {
        lot.put("Name", _ -> settings.label());
        lot.put("OrganizationType", _ -> "Developer Edition");
        lot.put("IsSandbox", _ -> true);
        lot.put("InstanceName", _ -> "SBX1");
    }

    private void subscription(Lot lot) {
        lot.put("Name", row -> "Subscription " + (row + 1));
        lot.put(
                "Account__c",
                Inverse.reference(
                        "001", settings.pod(), settings.rows("Account"), Integer.MAX_VALUE));
        lot.put("Seats__c", row -> 5.0 * (1 + lot.pick(row, 20, 100)));
        lot.put("Monthly_Price__c", row -> 9.5 * (1 + lot.pick(row, 21, 50)));
        lot.put("Starts_On__c", row -> DAY_ZERO.plusDays(lot.pick(row, 22, 700)));
        lot.put("Ends_On__c", row -> DAY_ZERO.plusDays(1065L + lot.pick(row, 23, 300)));
        lot.put("Code__c", Inverse.numbered("SUB-"));
    }

    private static void person(Lot lot) {
        lot.put("FirstName", row -> lot.pick(row, 10, Words.FIRST));
        lot.put("LastName", row -> lot.pick(row, 11, Words.LAST));
        lot.put("Title", row -> lot.pick(row, 12, Words.TITLES));
        lot.put("Phone", row -> phone(lot, row));
        lot.put("Email", new Mailbox(lot));
        lot.put("Description", row -> row % 7 == 0 ? lot.pick(row, 13, Words.REMARKS) : null);
        lot.derive("Name", row -> words(row.apply("FirstName"), row.apply("LastName")));
    }

    private static void address(Lot lot, String prefix) {
        lot.put(
                prefix + "Street",
                row -> (1 + lot.pick(row, 30, 200)) + " " + lot.pick(row, 31, Words.STREETS));
        lot.put(prefix + "City", row -> place(lot, row)[0]);
        lot.put(prefix + "State", row -> place(lot, row)[1]);
        lot.put(prefix + "PostalCode", row -> place(lot, row)[2]);
        lot.put(prefix + "Country", row -> place(lot, row)[3]);
        lot.derive(prefix + "Address", row -> whole(row, prefix));
    }

    private static Map<String, @Nullable Object> whole(
            Function<String, @Nullable Object> row, String prefix) {
        var address = new LinkedHashMap<String, @Nullable Object>();
        address.put("city", row.apply(prefix + "City"));
        address.put("country", row.apply(prefix + "Country"));
        for (String none : List.of("geocodeAccuracy", "latitude", "longitude"))
            address.put(none, null);
        address.put("postalCode", row.apply(prefix + "PostalCode"));
        address.put("state", row.apply(prefix + "State"));
        address.put("street", row.apply(prefix + "Street"));
        return address;
    }

    private static String[] place(Lot lot, int row) {
        return Words.PLACES[lot.pick(row, 32, Words.PLACES.length)];
    }

    private static String company(Lot lot, int row) {
        return lot.pick(row, 1, Words.COMPANY)
                + " "
                + lot.pick(row, 2, Words.TRADE)
                + " "
                + lot.pick(row, 3, Words.FORM);
    }

    private static String slug(Lot lot, int row) {
        return lot.pick(row, 1, Words.COMPANY).toLowerCase(Locale.ROOT) + "-" + (row + 1);
    }

    private static String phone(Lot lot, int row) {
        return "+1 555 " + (1_000_000 + lot.pick(row, 4, 8_999_999));
    }

    private static String login(int row) {
        return row == 0 ? "admin" : "user" + row;
    }

    private static @Nullable Double ratio(@Nullable Object amount, @Nullable Object count) {
        if (!(amount instanceof Double money) || !(count instanceof Integer heads) || heads == 0)
            return null;
        return Math.round(money / heads * 100) / 100.0;
    }

    private static String words(@Nullable Object first, @Nullable Object second) {
        if (first == null) return String.valueOf(second);
        return second == null ? first.toString() : first + " " + second;
    }
}
