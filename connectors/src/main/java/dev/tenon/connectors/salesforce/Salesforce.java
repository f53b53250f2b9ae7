package dev.tenon.connectors.salesforce;

import dev.tenon.spi.Access;
import dev.tenon.spi.Connector;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.ConnectorInfo.LimitHeader;
import dev.tenon.spi.ConnectorInfo.Setting;
import dev.tenon.spi.Discovery;
import dev.tenon.spi.JobReader;
import dev.tenon.spi.JobWriter;
import dev.tenon.spi.Reader;
import dev.tenon.spi.SignIn;
import dev.tenon.spi.SignIn.Consent;
import dev.tenon.spi.SignIn.ExpirySign;
import dev.tenon.spi.SignIn.Identity;
import dev.tenon.spi.SignIn.TokenEndpoint;
import dev.tenon.spi.SignIn.TokenReply;
import dev.tenon.spi.Writer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The Salesforce core platform: standard and custom objects of one org, as one user sees them.
///
/// Sign-in, token life and the limit header are as Salesforce's REST API Developer Guide and its
/// OAuth documentation describe them. Stateless; safe for use by many threads.
public final class Salesforce implements Connector {
    private static final String SIGN_IN = "https://{{domain}}/services/oauth2/";

    /// Production and sandbox login, and My Domain hosts with or without a partition such as
    /// `.sandbox`. Never `lightning.force.com`, which is not an API host.
    private static final String DOMAIN =
            "^(?:(?:login|test)\\.salesforce\\.com"
                    + "|[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\.[a-z]{2,20})?\\.my\\.salesforce\\.com)$";

    /// The identity URL names the organisation, then the user.
    private static final String ORGANISATION = ".*/id/([A-Za-z0-9]{15,18})/[A-Za-z0-9]{15,18}";

    /// The header also carries `per-app-api-usage`, which is another limit.
    private static final String USAGE =
            "^(?:.*[\\s,;])?api-usage=(?<used>\\d+)/(?<limit>\\d+)(?:[\\s,;].*)?$";

    /// A rotating refresh token dies after so long without use (Salesforce Help, "OAuth Refresh
    /// Token Rotation"); an org may have set less.
    private static final Duration IDLE = Duration.ofDays(30);

    private static final ConnectorInfo INFO =
            new ConnectorInfo(
                    "salesforce",
                    "Salesforce",
                    "{{instance_url}}",
                    Map.of(
                            "domain",
                            new Setting(
                                    "Salesforce login host",
                                    DOMAIN,
                                    "acme.my.salesforce.com",
                                    "login.salesforce.com")),
                    SignIn.oauth2(
                            Consent.oauth2(SIGN_IN + "authorize", List.of("api", "refresh_token")),
                            TokenEndpoint.oauth2(
                                            SIGN_IN + "token",
                                            SIGN_IN + "revoke",
                                            TokenReply.oauth2(
                                                    Set.of("instance_url", "id"),
                                                    new Identity("id", ORGANISATION),
                                                    Duration.ofHours(2)))
                                    .keptAlive(IDLE),
                            List.of(new ExpirySign(401, "INVALID_SESSION_ID"))),
                    List.of(new LimitHeader("Sforce-Limit-Info", USAGE, SalesforceCalls.QUOTA)),
                    List.of(),
                    SalesforceCalls.ROOT);

    private final InstantSource clock;

    /// @param clock what the connector takes for the present moment
    public Salesforce(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public ConnectorInfo info() {
        return INFO;
    }

    @Override
    public Duration settling() {
        return RunState.LAG;
    }

    @Override
    public Discovery discovery(Access access) {
        return new SalesforceDiscovery(calls(access));
    }

    @Override
    public Reader reader(Access access) {
        return new SalesforceReader(calls(access), clock);
    }

    @Override
    public Optional<JobReader> jobReader(Access access) {
        SalesforceCalls calls = calls(access);
        return Optional.of(new QueryJobs(calls, new SalesforceReader(calls, clock)));
    }

    @Override
    public Optional<Writer> writer(Access access) {
        return Optional.of(new SalesforceWriter(calls(access)));
    }

    @Override
    public Optional<JobWriter> jobWriter(Access access) {
        return Optional.of(new IngestJobs(calls(access)));
    }

    private SalesforceCalls calls(Access access) {
        return new SalesforceCalls(access, new SalesforceErrors(clock));
    }
}
