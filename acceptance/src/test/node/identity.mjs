// An OpenID Connect provider for a test, at a port of its own: node identity.mjs REDIRECT_ADDRESS
// Prints its issuer, then serves until its input ends.
import Provider from "oidc-provider";
import { createServer } from "node:http";

const [redirect] = process.argv.slice(2);
const server = createServer();
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const issuer = `http://127.0.0.1:${server.address().port}`;

// Whoever signs in as NAME is NAME@example.com; some have no verified address, or a role.
const account = (id) => ({
    accountId: id,
    claims: async () => ({
        sub: `subject-of-${id}`,
        name: id[0].toUpperCase() + id.slice(1),
        email: `${id}@example.com`,
        email_verified: id !== "mallory",
        groups: id === "root" ? ["staff", "tenon-admins"] : ["staff"],
    }),
});

const provider = new Provider(issuer, {
    clients: [
        {
            client_id: "tenon",
            client_secret: "a secret of the client: it has signs & blanks",
            redirect_uris: [redirect],
            grant_types: ["authorization_code"],
            response_types: ["code"],
        },
    ],
    claims: {
        openid: ["sub"],
        email: ["email", "email_verified"],
        profile: ["name"],
        groups: ["groups"],
    },
    scopes: ["openid", "email", "profile", "groups"],
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
    findAccount: async (_, id) => account(id),
    cookies: { keys: ["of this test"] },
});
server.on("request", provider.callback());
process.stdout.write(`${issuer}\n`);
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
