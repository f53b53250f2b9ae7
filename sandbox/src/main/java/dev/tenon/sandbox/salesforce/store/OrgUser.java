package dev.tenon.sandbox.salesforce.store;

import dev.tenon.sandbox.salesforce.schema.Visibility;

/// A person who may sign in to an org.
///
/// @param id the id of the User record
/// @param username as typed at sign-in
/// @param name as shown
/// @param visibility what the person may see
public record OrgUser(String id, String username, String name, Visibility visibility) {}
