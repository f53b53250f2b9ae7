// An OAuth 2 server for a test, at a port of its own: node authorize.mjs REDIRECT_ADDRESS [SECONDS]
// Access tokens live for so many seconds, else for an hour. It wants PKCE, and gives a new refresh
// token with each refresh; one that comes twice ends the grant. GET /seen tells what it did, POST
// /grant gives a refresh token for somebody, POST /end ends every grant. Serves until its input ends.
import Provider from "oidc-provider";
import { createServer } from "node:http";

const [redirect, life = "3600"] = process.argv.slice(2);
const server = createServer();
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
    clients: [
        {
            client_id: "tenon",
            client_secret: "a secret of the client: it has signs & blanks",
            redirect_uris: [redirect],
            grant_types: ["authorization_code", "refresh_token"],
            response_types: ["code"],
            token_endpoint_auth_method: "client_secret_post",
        },
    ],
    routes: {
        authorization: "/oauth/authorize",
        token: "/oauth/2026-03/token",
        revocation: "/oauth/2026-03/token/revoke",
    },
    scopes: ["openid", "offline_access"],
    pkce: { required: () => true },
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    ttl: { AccessToken: Number(life) },
    features: {
        devInteractions: { enabled: true },
        dPoP: { enabled: true },
        revocation: { enabled: true },
    },
    findAccount: async (_, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
    cookies: { keys: ["of this test"] },
});

const seen = { codes: 0, refreshes: 0, refused: 0, ended: 0 };
const grants = new Set();
provider.on("grant.success", (ctx) => {
    const isCode = ctx.oidc.params.grant_type === "authorization_code";
    seen[isCode ? "codes" : "refreshes"]++;
    if (ctx.oidc.entities.Grant) grants.add(ctx.oidc.entities.Grant.jti);
});
provider.on("grant.error", () => seen.refused++);
provider.on("grant.revoked", () => seen.ended++);

async function granted(accountId) {
    const grant = new provider.Grant({ accountId, clientId: "tenon" });
    grant.addOIDCScope("openid offline_access");
    const token = new provider.RefreshToken({
        accountId,
        client: await provider.Client.find("tenon"),
        grantId: await grant.save(),
        gty: "authorization_code",
        scope: "openid offline_access",
    });
    return token.save();
}

const answer = provider.callback();
server.on("request", async (request, response) => {
    if (request.url === "/seen") {
        response.setHeader("content-type", "application/json").end(JSON.stringify(seen));
    } else if (request.url.startsWith("/grant/")) {
        response.end(await granted(request.url.slice(7)));
    } else if (request.url === "/end") {
        for (const grant of grants) {
            await provider.RefreshToken.revokeByGrantId(grant);
            await provider.AccessToken.revokeByGrantId(grant);
        }
        response.end();
    } else {
        answer(request, response);
    }
});
process.stdout.write(`${issuer}\n`);
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
