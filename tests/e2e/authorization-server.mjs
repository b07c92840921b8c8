/**
 * An authorization server for one test file: the certified oidc-provider with every grant that a mail program
 * uses, and its sign-in pages, which a person is played on by plain fetch.
 */
import { createServer } from "node:http";
import { once } from "node:events";
import Provider from "oidc-provider";

const DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

/**
 * @typedef {object} AuthorizationServer
 * @property {string} issuer
 * @property {string} metadata the address of its metadata
 * @property {Record<string, string>[]} asked the forms that its token endpoint was sent, in order
 * @property {() => Promise<unknown>} stop
 */

/**
 * @param {Record<string, unknown>[]} clients
 * @returns {Promise<AuthorizationServer>}
 */
export async function startAuthorizationServer(clients) {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: clients.map((client) => ({ redirect_uris: [], response_types: [], ...client })),
    scopes: ["openid", "offline_access", "mail"],
    features: {
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
      devInteractions: { enabled: true },
    },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: async (_context, client, code) =>
      client.grantTypeAllowed("refresh_token") && code.scopes.has("offline_access"),
  });
  /** @type {Record<string, string>[]} */
  const asked = [];
  provider.use(async (context, next) => {
    await next();
    if (context.path === "/token") asked.push({ ...context.oidc?.body });
  });
  server.on("request", provider.callback());
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { issuer, metadata: `${issuer}/.well-known/openid-configuration`, asked, stop };
}

/** A public client of a program on somebody's own machine. */
export const NATIVE_CLIENT = {
  client_id: "mail-program",
  application_type: "native",
  token_endpoint_auth_method: "none",
  redirect_uris: ["http://127.0.0.1"],
  response_types: ["code"],
  grant_types: ["authorization_code", "refresh_token", DEVICE_CODE],
};

/**
 * Signs in on the pages of the server, and agrees to everything, as far as the address of the program.
 * @param {string} url where it begins
 * @returns {Promise<string>} the last page
 */
export async function signIn(url) {
  const cookies = new Map();
  /** @param {string} address @param {RequestInit} [init] @returns {Promise<string>} */
  async function open(address, init = {}) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(address, { ...init, redirect: "manual", headers: { ...init.headers, cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get("location");
    if (location) return open(new URL(location, address).href);
    const page = await response.text();
    const form = /<form[^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/s.exec(page);
    if (!form) return page;
    const fields = new URLSearchParams();
    for (const [input] of form[2].matchAll(/<input[^>]*>/g)) {
      const name = /name="([^"]*)"/.exec(input)?.[1];
      if (name) fields.set(name, /value="([^"]*)"/.exec(input)?.[1] ?? "alice");
    }
    return open(new URL(form[1], address).href, { method: "POST", body: fields });
  }
  return open(url);
}
