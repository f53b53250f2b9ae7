package dev.tenon.sandbox.salesforce.schema;

import java.util.Locale;

/// The types of fields, as describe names them.
public enum FieldType {
    /// The record's own id.
    ID("tns:ID"),
    /// Text on one line.
    STRING("xsd:string"),
    /// Text on many lines.
    TEXTAREA("xsd:string"),
    /// An address for mail.
    EMAIL("xsd:string"),
    /// A telephone number.
    PHONE("xsd:string"),
    /// A web address.
    URL("xsd:string"),
    /// True or false, never null.
    BOOLEAN("xsd:boolean"),
    /// A whole number.
    INT("xsd:int"),
    /// A number.
    DOUBLE("xsd:double"),
    /// An amount of money.
    CURRENCY("xsd:double"),
    /// A percentage.
    PERCENT("xsd:double"),
    /// A day.
    DATE("xsd:date"),
    /// A moment, exact to the second.
    DATETIME("xsd:dateTime"),
    /// One of a list.
    PICKLIST("xsd:string"),
    /// Some of a list, joined by semicolons.
    MULTIPICKLIST("xsd:string"),
    /// The id of a record of another object.
    REFERENCE("tns:ID"),
    /// Several fields shown as one.
    ADDRESS("urn:address");

    private final String soapType;

    FieldType(String soapType) {
        this.soapType = soapType;
    }

    /// As in JSON.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// As in SOAP.
    public String soapType() {
        return soapType;
    }

    /// As in error messages about filters.
    public String filterName() {
        return this == DATETIME ? "dateTime" : wireName();
    }

    /// Whether its values are text without further form.
    public boolean isText() {
        return switch (this) {
            case STRING, TEXTAREA, EMAIL, PHONE, URL, PICKLIST, MULTIPICKLIST -> true;
            case ID, REFERENCE, BOOLEAN, INT, DOUBLE, CURRENCY, PERCENT, DATE, DATETIME, ADDRESS ->
                    false;
        };
    }

    /// Whether its values are numbers.
    public boolean isNumber() {
        return switch (this) {
            case INT, DOUBLE, CURRENCY, PERCENT -> true;
            case ID, REFERENCE, STRING, TEXTAREA, EMAIL, PHONE, URL, PICKLIST, MULTIPICKLIST ->
                    false;
            case BOOLEAN, DATE, DATETIME, ADDRESS -> false;
        };
    }

    /// The type of a name such as `picklist`.
    ///
    /// @throws IllegalArgumentException when there is no such type
    public static FieldType named(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
