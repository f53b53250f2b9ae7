package dev.tenon.sandbox.salesforce.schema;

/// Where a reference field points.
///
/// @param to the object it refers to
/// @param relationship the name of the way up, such as `Account`
/// @param children the name of the way down, such as `Contacts`; empty when there is none
public record Reference(String to, String relationship, String children) {}
