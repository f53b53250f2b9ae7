package dev.tenon.sandbox.salesforce.schema;

import static dev.tenon.sandbox.salesforce.schema.StandardFields.address;
import static dev.tenon.sandbox.salesforce.schema.StandardFields.around;
import static dev.tenon.sandbox.salesforce.schema.StandardFields.bool;
import static dev.tenon.sandbox.salesforce.schema.StandardFields.longText;
import static dev.tenon.sandbox.salesforce.schema.StandardFields.pick;
import static dev.tenon.sandbox.salesforce.schema.StandardFields.plain;
import static dev.tenon.sandbox.salesforce.schema.StandardFields.text;

import dev.tenon.sandbox.salesforce.schema.ObjectType.Title;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The objects a new org has: six standard ones, two of them with custom fields.
public final class StandardObjects {
    private static final Instant MADE = Instant.parse("2024-01-01T00:00:00Z");

    private StandardObjects() {}

    /// A new org's schema.
    public static Schema schema() {
        return new Schema(
                List.of(account(), contact(), opportunity(), lead(), user(), organization()));
    }

    /// The custom object `Subscription__c`, which refers to accounts.
    public static ObjectType subscription() {
        var own =
                List.of(
                        text("Name", "Subscription Name", 80).with(Flag.NAME_FIELD, Flag.ID_LOOKUP),
                        Field.reference(
                                        "Account__c",
                                        "Account",
                                        new Reference("Account", "Account__r", "Subscriptions__r"))
                                .with(Flag.REQUIRED),
                        pick("Plan__c", "Plan", "Starter", "Team", "Enterprise")
                                .with(Flag.RESTRICTED),
                        Field.of("Seats__c", "Seats", FieldType.DOUBLE, 0),
                        plain("Monthly_Price__c", "Monthly Price", FieldType.CURRENCY),
                        plain("Starts_On__c", "Starts On", FieldType.DATE),
                        plain("Ends_On__c", "Ends On", FieldType.DATE),
                        bool("Auto_Renew__c", "Auto Renew"),
                        text("Code__c", "Code", 40).with(Flag.EXTERNAL_ID, Flag.UNIQUE));
        return object(
                "Subscription__c", "Subscription", "Subscriptions", "a00", around("Owner", own));
    }

    /// A custom object with nothing but a name and the system fields.
    public static ObjectType custom(String name, String prefix, Instant now) {
        String label = name.substring(0, name.length() - 3).replace('_', ' ');
        var own = List.of(text("Name", label + " Name", 80).with(Flag.NAME_FIELD, Flag.ID_LOOKUP));
        return new ObjectType(
                new Title(name, label, label + "s", prefix), around("Owner", own), now);
    }

    private static ObjectType account() {
        var own = new ArrayList<Field>();
        own.add(text("Name", "Account Name", 255).with(Flag.REQUIRED, Flag.NAME_FIELD));
        own.add(
                Field.reference(
                                "MasterRecordId",
                                "Master Record ID",
                                new Reference("Account", "MasterRecord", ""))
                        .readOnly());
        own.add(
                pick(
                        "Type",
                        "Account Type",
                        "Prospect",
                        "Customer - Direct",
                        "Customer - Channel",
                        "Partner",
                        "Other"));
        own.add(
                Field.reference(
                        "ParentId",
                        "Parent Account ID",
                        new Reference("Account", "Parent", "ChildAccounts")));
        own.addAll(address("Billing"));
        own.add(plain("Phone", "Account Phone", FieldType.PHONE));
        own.add(text("AccountNumber", "Account Number", 40));
        own.add(plain("Website", "Website", FieldType.URL));
        own.add(pick("Industry", "Industry", StandardFields.INDUSTRIES));
        own.add(Field.of("AnnualRevenue", "Annual Revenue", FieldType.CURRENCY, 0));
        own.add(plain("NumberOfEmployees", "Employees", FieldType.INT));
        own.add(longText("Description", "Account Description"));
        own.add(pick("Rating", "Account Rating", "Hot", "Warm", "Cold"));
        own.add(text("Product_Id__c", "Product Id", 40).with(Flag.EXTERNAL_ID, Flag.UNIQUE));
        own.add(pick("Region__c", "Region", "AMER", "EMEA", "APAC").with(Flag.RESTRICTED));
        own.add(Field.of("Health_Score__c", "Health Score", FieldType.DOUBLE, 1));
        own.add(plain("Renewal_Date__c", "Renewal Date", FieldType.DATE));
        own.add(bool("Active__c", "Active"));
        own.add(
                plain("Revenue_Per_Employee__c", "Revenue Per Employee", FieldType.CURRENCY)
                        .formula("AnnualRevenue / NumberOfEmployees"));
        return object("Account", "Account", "Accounts", "001", around("Owner", own));
    }

    private static ObjectType contact() {
        var own = new ArrayList<Field>();
        own.add(
                Field.reference(
                        "AccountId",
                        "Account ID",
                        new Reference("Account", "Account", "Contacts")));
        own.addAll(person());
        own.addAll(address("Mailing"));
        own.add(plain("Phone", "Business Phone", FieldType.PHONE));
        own.add(plain("MobilePhone", "Mobile Phone", FieldType.PHONE));
        own.add(plain("Email", "Email", FieldType.EMAIL).with(Flag.ID_LOOKUP));
        own.add(text("Title", "Title", 128));
        own.add(text("Department", "Department", 80));
        own.add(pick("LeadSource", "Lead Source", StandardFields.LEAD_SOURCES));
        own.add(plain("Birthdate", "Birthdate", FieldType.DATE));
        own.add(bool("HasOptedOutOfEmail", "Email Opt Out"));
        own.add(longText("Description", "Contact Description"));
        own.addAll(loyalty());
        return object("Contact", "Contact", "Contacts", "003", around("Owner", own));
    }

    private static List<Field> loyalty() {
        var own = new ArrayList<Field>();
        own.add(text("Customer_Ref__c", "Customer Ref", 40).with(Flag.EXTERNAL_ID, Flag.UNIQUE));
        own.add(pick("Loyalty__c", "Loyalty", "Bronze", "Silver", "Gold").with(Flag.RESTRICTED));
        own.add(Field.of("Points__c", "Points", FieldType.DOUBLE, 0));
        own.add(plain("Member_Since__c", "Member Since", FieldType.DATE));
        own.add(bool("Newsletter__c", "Newsletter"));
        own.add(
                Field.of("Interests__c", "Interests", FieldType.MULTIPICKLIST, 4099)
                        .values("art", "music", "sports", "travel"));
        own.add(text("Badge__c", "Badge", 80).formula("Loyalty__c & \" \" & LastName"));
        return own;
    }

    private static ObjectType opportunity() {
        var own =
                List.of(
                        Field.reference(
                                "AccountId",
                                "Account ID",
                                new Reference("Account", "Account", "Opportunities")),
                        text("Name", "Name", 120).with(Flag.REQUIRED, Flag.NAME_FIELD),
                        longText("Description", "Description"),
                        pick(
                                        "StageName",
                                        "Stage",
                                        "Prospecting",
                                        "Qualification",
                                        "Proposal",
                                        "Negotiation",
                                        "Closed Won",
                                        "Closed Lost")
                                .with(Flag.REQUIRED),
                        plain("Amount", "Amount", FieldType.CURRENCY),
                        plain("Probability", "Probability (%)", FieldType.PERCENT),
                        plain("CloseDate", "Close Date", FieldType.DATE).with(Flag.REQUIRED),
                        pick("Type", "Opportunity Type", "New Business", "Existing Business"),
                        text("NextStep", "Next Step", 255),
                        pick("LeadSource", "Lead Source", StandardFields.LEAD_SOURCES),
                        bool("IsClosed", "Closed").formula("StageName begins with Closed"),
                        bool("IsWon", "Won").formula("StageName is Closed Won"));
        return object("Opportunity", "Opportunity", "Opportunities", "006", around("Owner", own));
    }

    private static ObjectType lead() {
        var own = new ArrayList<>(person());
        own.add(text("Title", "Title", 128));
        own.add(text("Company", "Company", 255).with(Flag.REQUIRED));
        own.add(text("City", "City", 40));
        own.add(text("State", "State/Province", 80));
        own.add(text("Country", "Country", 80));
        own.add(plain("Phone", "Phone", FieldType.PHONE));
        own.add(plain("Email", "Email", FieldType.EMAIL).with(Flag.ID_LOOKUP));
        own.add(longText("Description", "Description"));
        own.add(pick("LeadSource", "Lead Source", StandardFields.LEAD_SOURCES));
        own.add(
                pick(
                                "Status",
                                "Status",
                                "Open - Not Contacted",
                                "Working - Contacted",
                                "Closed - Converted",
                                "Closed - Not Converted")
                        .with(Flag.REQUIRED, Flag.DEFAULTED));
        own.add(pick("Industry", "Industry", StandardFields.INDUSTRIES));
        own.add(pick("Rating", "Rating", "Hot", "Warm", "Cold"));
        own.add(bool("IsConverted", "Converted").readOnly());
        return object("Lead", "Lead", "Leads", "00Q", around("Owner", own));
    }

    private static ObjectType user() {
        var own = new ArrayList<Field>();
        own.add(text("Username", "Username", 80).with(Flag.REQUIRED, Flag.ID_LOOKUP));
        own.addAll(person());
        own.add(plain("Email", "Email", FieldType.EMAIL).with(Flag.REQUIRED));
        own.add(text("Alias", "Alias", 8));
        own.add(text("Title", "Title", 80));
        own.add(bool("IsActive", "Active"));
        own.add(pick("UserType", "User Type", "Standard"));
        own.add(text("TimeZoneSidKey", "Time Zone", 40));
        own.add(text("LocaleSidKey", "Locale", 40));
        return object("User", "User", "Users", "005", withoutDeletion(around("", own)));
    }

    private static ObjectType organization() {
        var own =
                List.of(
                        text("Name", "Name", 80).with(Flag.NAME_FIELD).readOnly(),
                        text("OrganizationType", "Edition", 40).readOnly(),
                        bool("IsSandbox", "Is Sandbox").readOnly(),
                        text("InstanceName", "Instance Name", 5).readOnly());
        return object(
                "Organization",
                "Organization",
                "Organizations",
                "00D",
                withoutDeletion(around("", own)));
    }

    private static List<Field> person() {
        return List.of(
                text("LastName", "Last Name", 80).with(Flag.REQUIRED),
                text("FirstName", "First Name", 40),
                pick("Salutation", "Salutation", "Mr.", "Ms.", "Mx.", "Dr.", "Prof."),
                text("Name", "Full Name", 121).with(Flag.NAME_FIELD).readOnly());
    }

    private static List<Field> withoutDeletion(List<Field> fields) {
        return fields.stream().filter(field -> !field.name().equals("IsDeleted")).toList();
    }

    private static ObjectType object(
            String name, String label, String plural, String prefix, List<Field> fields) {
        return new ObjectType(new Title(name, label, plural, prefix), fields, MADE);
    }
}
