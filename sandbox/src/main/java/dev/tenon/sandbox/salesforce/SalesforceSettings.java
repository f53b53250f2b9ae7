package dev.tenon.sandbox.salesforce;

import dev.tenon.sandbox.salesforce.signin.SignInSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a simulated Salesforce is made from.
///
/// @param orgs its tenants, at least one
/// @param signIn rules of sign-in
/// @param dailyCalls how many calls an org may make in 24 hours
public record SalesforceSettings(List<OrgSettings> orgs, SignInSettings signIn, int dailyCalls) {
    /// Checks that there is an org and that no two share a name or ids.
    public SalesforceSettings {
        orgs = List.copyOf(orgs);
        if (orgs.isEmpty())
            throw new IllegalArgumentException("a simulated Salesforce needs an org");
        if (orgs.stream().map(OrgSettings::name).distinct().count() < orgs.size())
            throw new IllegalArgumentException("two orgs share a name");
        if (orgs.stream().map(OrgSettings::pod).distinct().count() < orgs.size())
            throw new IllegalArgumentException("two orgs share a pod");
        if (dailyCalls < 1)
            throw new IllegalArgumentException("an org needs at least one call a day");
    }

    /// The demo: two orgs of 50,000 accounts and 100,000 contacts, one with a custom object.
    public static SalesforceSettings demo() {
        Map<String, Integer> sizes =
                Map.of("Account", 50_000, "Contact", 100_000, "Opportunity", 5_000, "Lead", 5_000);
        var globex = sizes;
        var northwind = new HashMap<>(sizes);
        northwind.put("Subscription__c", 2_000);
        return of(
                List.of(OrgSettings.of("northwind", northwind), OrgSettings.of("globex", globex)));
    }

    /// Orgs that any app may sign in to.
    public static SalesforceSettings of(List<OrgSettings> orgs) {
        return new SalesforceSettings(orgs, SignInSettings.open(true), 1_000_000);
    }
}
