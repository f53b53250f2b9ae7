package dev.tenon.server.write;

import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.FieldInfo.Choice;
import dev.tenon.spi.FieldInfo.FieldType;
import dev.tenon.spi.FieldInfo.Trait;
import dev.tenon.spi.ObjectInfo;
import dev.tenon.spi.ObjectInfo.Ability;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The objects of [FakeCrm].
final class CrmSchema {
    private CrmSchema() {}

    static List<ObjectSchema> objects() {
        return List.of(contact(), note(), frozen(), company(), deal());
    }

    /// An object with every kind of field, and a key of its own.
    static ObjectSchema contact() {
        return new ObjectSchema(
                object("Contact", EnumSet.allOf(Ability.class), Set.of("Code__c")),
                List.of(
                        field("Id", FieldType.TEXT, Trait.KEY, Trait.READ_ONLY),
                        text("LastName", 80, Trait.REQUIRED),
                        text("FirstName", 10, Trait.NULLABLE),
                        field("Email", FieldType.EMAIL, Trait.NULLABLE),
                        choice("Level__c", FieldType.CHOICE, "Gold", "Silver"),
                        choice("Topics__c", FieldType.CHOICES, "Art", "Music"),
                        field("Amount__c", FieldType.DECIMAL, Trait.NULLABLE),
                        field("Count__c", FieldType.INTEGER, Trait.NULLABLE),
                        field("Active__c", FieldType.BOOLEAN),
                        field("Born__c", FieldType.DATE, Trait.NULLABLE),
                        field("Wakes__c", FieldType.TIME, Trait.NULLABLE),
                        field("Met__c", FieldType.DATE_TIME, Trait.NULLABLE),
                        field("Home", FieldType.ADDRESS, Trait.NULLABLE),
                        field("Extra__c", FieldType.JSON, Trait.NULLABLE),
                        text("Code__c", 40, Trait.NULLABLE, Trait.UNIQUE),
                        text("Origin__c", 40, Trait.NULLABLE, Trait.CREATE_ONLY),
                        reference("CompanyId", "Company", "Company"),
                        reference("TopicId", "Topic", "Company", "Deal"),
                        reference("ManagerId", "", "Contact"),
                        field("LastModifiedDate", FieldType.DATE_TIME, Trait.READ_ONLY)));
    }

    /// What contacts refer to, with a text and a number as its keys.
    private static ObjectSchema company() {
        return new ObjectSchema(
                object("Company", EnumSet.of(Ability.READ), Set.of("Ext__c", "Rank__c")),
                List.of(
                        field("Id", FieldType.TEXT, Trait.KEY, Trait.READ_ONLY),
                        text("Name", 80),
                        text("Ext__c", 40, Trait.UNIQUE),
                        field("Rank__c", FieldType.INTEGER, Trait.UNIQUE)));
    }

    /// What a contact's topic may be beside a company.
    private static ObjectSchema deal() {
        return new ObjectSchema(
                object("Deal", EnumSet.of(Ability.READ), Set.of("Ext__c", "Number__c")),
                List.of(text("Ext__c", 40, Trait.UNIQUE), text("Number__c", 40, Trait.UNIQUE)));
    }

    /// An object without a key.
    private static ObjectSchema note() {
        return new ObjectSchema(
                object("Note", EnumSet.allOf(Ability.class), Set.of()),
                List.of(
                        field("Id", FieldType.TEXT, Trait.KEY, Trait.READ_ONLY),
                        text("Title", 80)));
    }

    /// An object that may only be read.
    private static ObjectSchema frozen() {
        return new ObjectSchema(
                object("Frozen", EnumSet.of(Ability.READ), Set.of()), List.of(text("Title", 80)));
    }

    private static ObjectInfo object(String name, Set<Ability> abilities, Set<String> keys) {
        return new ObjectInfo(name, name, false, abilities, keys, ObjectInfo.Deletes.FEED);
    }

    private static FieldInfo field(String name, FieldType type, Trait... traits) {
        return new FieldInfo(
                name, name, type, type.name(), Set.of(traits), 0, List.of(), List.of());
    }

    private static FieldInfo reference(String name, String relationship, String... targets) {
        return new FieldInfo(
                name,
                name,
                FieldType.REFERENCE,
                "reference",
                Set.of(Trait.NULLABLE),
                0,
                List.of(targets),
                List.of(),
                relationship);
    }

    private static FieldInfo text(String name, int maxLength, Trait... traits) {
        return new FieldInfo(
                name,
                name,
                FieldType.TEXT,
                "string",
                Set.of(traits),
                maxLength,
                List.of(),
                List.of());
    }

    private static FieldInfo choice(String name, FieldType type, String... values) {
        List<Choice> choices =
                List.of(values).stream().map(each -> new Choice(each, each)).toList();
        return new FieldInfo(
                name,
                name,
                type,
                "picklist",
                Set.of(Trait.NULLABLE, Trait.RESTRICTED),
                0,
                List.of(),
                choices);
    }
}
