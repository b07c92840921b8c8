/** The process behind authorization-server.mjs; its one argument is JSON. It ends by a signal. */
import { generateKeyPair } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import { join } from "node:path";
import { promisify } from "node:util";
import Provider, { errors } from "oidc-provider";
import { CLIENTS, USERS } from "./accounts.mjs";
import { HOST } from "./ports.mjs";

const RESOURCE = "https://outlook.office365.com";
const ROLES = ["IMAP.AccessAsApp", "POP.AccessAsApp", "SMTP.SendAsApp"];
const KEY_ID = "testbed";

const { keys, identity, ports } = JSON.parse(process.argv[2]);
const { publicKey, privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });

const provider = new Provider(`https://${HOST}:${ports.https}`, {
  clients: Object.values(CLIENTS).map(({ id, secret, auth }) => ({
    client_id: id,
    client_secret: secret,
    token_endpoint_auth_method: `client_secret_${auth}`,
    grant_types: ["client_credentials"],
    response_types: [],
    redirect_uris: [],
  })),
  jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid: KEY_ID, alg: "RS256", use: "sig" }] },
  routes: { token: "/:tenant/oauth2/v2.0/token" },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    resourceIndicators: { enabled: true, defaultResource: resourceOfScope, getResourceServerInfo },
  },
  extraTokenClaims,
  // RFC 9068 wants "at+jwt", which Dovecot 2.3 does not take for a JWT; Entra says "JWT" too.
  formats: { customizers: { jwt: (_context, _token, jwt) => void (jwt.header = { typ: "JWT" }) } },
});

/**
 * The scope of an app-only token names the resource and ends in `/.default`; without one there is one
 * resource. Before that, what oidc-provider leaves out: a client must send its secret in the way it is
 * registered for.
 */
function resourceOfScope(context, client) {
  const method = context.headers.authorization ? "client_secret_basic" : "client_secret_post";
  if (method !== client.tokenEndpointAuthMethod) throw new errors.InvalidClientAuth();
  const { scope } = context.oidc.params;
  return scope?.endsWith("/.default") ? scope.slice(0, -"/.default".length) : RESOURCE;
}

function getResourceServerInfo(_context, resource) {
  if (resource !== RESOURCE) throw new errors.InvalidTarget();
  return {
    scope: "",
    audience: RESOURCE,
    accessTokenFormat: "jwt",
    accessTokenTTL: 3600,
    jwt: { sign: { alg: "RS256" } },
  };
}

function extraTokenClaims(context, token) {
  const hasRights = token.clientId !== CLIENTS.withoutRights.id;
  return {
    appid: token.clientId,
    oid: "99999999-8888-4777-8666-555555555555",
    tid: context.params.tenant,
    upn: USERS.alice.address,
    mail_access: hasRights ? "yes" : "no",
    ...(hasRights && { roles: ROLES }),
  };
}

const keyDirectory = join(keys, "default", "RS256");
await mkdir(keyDirectory, { recursive: true });
await writeFile(join(keyDirectory, KEY_ID), publicKey.export({ format: "pem", type: "spki" }));

const [cert, key] = await Promise.all([readFile(identity.certificate), readFile(identity.key)]);
https.createServer({ cert, key }, provider.callback()).listen(ports.https, HOST);
http.createServer(provider.callback()).listen(ports.http, HOST);
