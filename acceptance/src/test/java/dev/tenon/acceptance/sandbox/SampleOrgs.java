package dev.tenon.acceptance.sandbox;

import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.SandboxSettings;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.signin.SignInSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import java.util.List;
import java.util.Map;

/// The orgs that the clients meet.
final class SampleOrgs {
    static final int ACCOUNTS = 3000;
    static final int CONTACTS = 9500;

    private SampleOrgs() {}

    static Sandbox start() {
        var sizes =
                Map.of(
                        "Account",
                        ACCOUNTS,
                        "Contact",
                        CONTACTS,
                        "Opportunity",
                        100,
                        "Lead",
                        50,
                        "Subscription__c",
                        20);
        var orgs = List.of(OrgSettings.of("northwind", sizes));
        return Sandbox.start(
                SandboxSettings.of(
                        0, new SalesforceSettings(orgs, SignInSettings.open(false), 100_000)));
    }
}
