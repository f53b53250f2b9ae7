package dev.tenon.acceptance.sandbox;

import org.apache.camel.component.salesforce.api.dto.AbstractQueryRecordsBase;

/// A page of accounts as camel-salesforce wants one.
public final class AccountPage extends AbstractQueryRecordsBase<Account> {}
