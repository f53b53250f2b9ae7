package dev.tenon.sandbox.salesforce.schema;

import java.util.ArrayList;
import java.util.List;

/// The fields that many objects share.
final class StandardFields {
    static final String[] INDUSTRIES = {
        "Agriculture",
        "Banking",
        "Construction",
        "Education",
        "Energy",
        "Healthcare",
        "Manufacturing",
        "Retail",
        "Technology",
        "Transportation"
    };
    static final String[] LEAD_SOURCES = {
        "Web", "Phone Inquiry", "Partner Referral", "Purchased List", "Other"
    };

    private StandardFields() {}

    /// The system fields, then `own`, then the stamps.
    static List<Field> around(String children, List<Field> own) {
        var fields = new ArrayList<Field>();
        fields.add(
                Field.of("Id", "Record ID", FieldType.ID, 18)
                        .readOnly(Flag.REQUIRED, Flag.DEFAULTED, Flag.ID_LOOKUP));
        fields.add(bool("IsDeleted", "Deleted").readOnly(Flag.REQUIRED, Flag.DEFAULTED));
        fields.addAll(own);
        if (!children.isEmpty()) {
            fields.add(user("OwnerId", "Owner ID", "Owner").with(Flag.REQUIRED, Flag.DEFAULTED));
        }
        fields.add(stamp("CreatedDate", "Created Date"));
        fields.add(
                user("CreatedById", "Created By ID", "CreatedBy")
                        .readOnly(Flag.REQUIRED, Flag.DEFAULTED));
        fields.add(stamp("LastModifiedDate", "Last Modified Date"));
        fields.add(
                user("LastModifiedById", "Last Modified By ID", "LastModifiedBy")
                        .readOnly(Flag.REQUIRED, Flag.DEFAULTED));
        fields.add(stamp("SystemModstamp", "System Modstamp"));
        return fields;
    }

    static Field user(String name, String label, String relationship) {
        return Field.reference(name, label, new Reference("User", relationship, ""));
    }

    static Field text(String name, String label, int length) {
        return Field.of(name, label, FieldType.STRING, length);
    }

    static Field longText(String name, String label) {
        return Field.of(name, label, FieldType.TEXTAREA, 32000);
    }

    static Field pick(String name, String label, String... values) {
        return Field.of(name, label, FieldType.PICKLIST, 255).values(values);
    }

    static Field bool(String name, String label) {
        return Field.of(name, label, FieldType.BOOLEAN, 0).with(Flag.DEFAULTED, Flag.REQUIRED);
    }

    static Field plain(String name, String label, FieldType type) {
        int length =
                switch (type) {
                    case EMAIL -> 80;
                    case PHONE -> 40;
                    case DOUBLE, CURRENCY -> 2;
                    case PERCENT, INT, DATE, DATETIME, BOOLEAN, ADDRESS -> 0;
                    case ID, REFERENCE -> 18;
                    case STRING, TEXTAREA, URL, PICKLIST, MULTIPICKLIST -> 255;
                };
        return Field.of(name, label, type, length);
    }

    static List<Field> address(String prefix) {
        return List.of(
                plain(prefix + "Street", prefix + " Street", FieldType.TEXTAREA),
                text(prefix + "City", prefix + " City", 40),
                text(prefix + "State", prefix + " State/Province", 80),
                text(prefix + "PostalCode", prefix + " Zip/Postal Code", 20),
                text(prefix + "Country", prefix + " Country", 80),
                plain(prefix + "Address", prefix + " Address", FieldType.ADDRESS).readOnly());
    }

    private static Field stamp(String name, String label) {
        return plain(name, label, FieldType.DATETIME).readOnly(Flag.REQUIRED, Flag.DEFAULTED);
    }
}
