package dev.tenon.sandbox.salesforce.schema;

/// What may be true of a field.
public enum Flag {
    /// May not be null.
    REQUIRED,
    /// May be given when a record is created.
    CREATEABLE,
    /// May be changed later.
    UPDATEABLE,
    /// Made by the org's administrator.
    CUSTOM,
    /// May be the key of an upsert.
    EXTERNAL_ID,
    /// No two live records have the same value.
    UNIQUE,
    /// A standard field that may be the key of an upsert.
    ID_LOOKUP,
    /// Worked out from other fields.
    CALCULATED,
    /// Only the listed values are taken.
    RESTRICTED,
    /// Gets a value when none is given.
    DEFAULTED,
    /// Counted up by the org.
    AUTO_NUMBER,
    /// What a record is called.
    NAME_FIELD
}
