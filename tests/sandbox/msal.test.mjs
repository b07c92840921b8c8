/** MSAL for Node against the sandbox, as against Microsoft Entra ID. */
import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { ConfidentialClientApplication, PublicClientApplication } from "@azure/msal-node";
import { Tenant } from "./tenant.mjs";

const tenant = await Tenant.start();
after(() => tenant.stop());
const { ready, msal } = tenant;
const scopes = ["https://outlook.office365.com/.default"];
const IMAP = "https://outlook.office.com/IMAP.AccessAsUser.All";
const SMTP = "https://outlook.office.com/SMTP.Send";

/** @param {object} proof */
const application = (proof) =>
  new ConfidentialClientApplication({ ...msal, auth: { ...msal.auth, ...proof } });

/**
 * Signs a user in on a page of the sandbox.
 * @param {string} page
 * @param {Record<string, string>} [typed]
 */
function signIn(page, typed) {
  const { username, password } = ready;
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const body = new URLSearchParams({ username, password, answer: "accept", ...typed }).toString();
  return tenant.fetch(page, { method: "POST", headers, body });
}

test("an application proves itself by secret and by certificate", async () => {
  const pem = readFileSync(ready.client_certificate, "utf8");
  const thumbprintSha256 = createHash("sha256").update(new X509Certificate(pem).raw).digest("hex");
  const [privateKey] = /-----BEGIN PRIVATE KEY-----[^]+/.exec(pem) ?? [];
  for (const proof of [
    { clientSecret: ready.client_secret },
    { clientCertificate: { thumbprintSha256, privateKey } },
  ]) {
    const token = await application(proof).acquireTokenByClientCredential({ scopes });
    assert.equal(token?.tokenType, "Bearer");
  }
  const refused = application({ clientSecret: "secret-expired" });
  await assert.rejects(refused.acquireTokenByClientCredential({ scopes }), {
    errorCode: "invalid_client",
    errorNo: 7_000_222,
  });
});

test("a user signs in on another device, and stays signed in", async () => {
  const program = new PublicClientApplication(msal);
  const token = await program.acquireTokenByDeviceCode({
    scopes: [IMAP],
    deviceCodeCallback: ({ userCode, verificationUri }) =>
      void signIn(verificationUri, { user_code: userCode }),
  });
  assert.deepEqual([token?.account?.username, token?.scopes], [ready.username, [IMAP]]);
  assert.ok(token?.account);
  const other = await program.acquireTokenSilent({ account: token.account, scopes: [SMTP] });
  assert.deepEqual([other.scopes, other.fromCache], [[SMTP], false]);
});

test("a user signs in with a browser", async () => {
  const program = new PublicClientApplication(msal);
  const redirectUri = "http://localhost:4711/";
  const codeVerifier = "v".repeat(64);
  const codeChallenge = createHash("sha256").update(codeVerifier).digest("base64url");
  const request = { scopes: [SMTP], redirectUri };
  const page = await program.getAuthCodeUrl({ ...request, codeChallenge, codeChallengeMethod: "S256" });
  const { headers } = await signIn(page);
  const code = new URL(headers.location).searchParams.get("code") ?? "";
  const token = await program.acquireTokenByCode({ ...request, code, codeVerifier });
  assert.equal(token.account?.username, ready.username);
});
