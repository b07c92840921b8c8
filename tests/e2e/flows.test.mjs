/** Every flow, from the settings file to the token, against a certified authorization server. */
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { X509Certificate, createHash, generateKeyPairSync, verify, constants } from "node:crypto";
import { once } from "node:events";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, describe, test } from "node:test";
import { promisify } from "node:util";
import { createCertificates } from "../bed/certificates.mjs";
import { Agent } from "./agent.mjs";
import { NATIVE_CLIENT, signIn, startAuthorizationServer } from "./authorization-server.mjs";
import { PROGRAM, mailvet, mailvetJson } from "./cli.mjs";
import { temporaryFolder } from "./temporary.mjs";

const run = promisify(execFile);
const folder = await temporaryFolder();
const SECRET = "Zk3~wQ8.vR_1-xT7bN5mL2pH9s";
const FILE_PASSWORD = "a word for the file";

/** A certificate and its key in every form that people keep them in. */
const FILES = await (async () => {
  const openssl = (/** @type {string[]} */ ...args) => run("openssl", args, { cwd: folder });
  const one = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=mailvet", "-days", "2"];
  await openssl(...one, "-config", "/dev/null", "-keyout", "key.pem", "-out", "certificate.pem");
  await openssl("rsa", "-in", "key.pem", "-traditional", "-out", "pkcs1.pem");
  await openssl(..."pkcs8 -topk8 -in key.pem -out encrypted.pem -passout".split(" "), `pass:${FILE_PASSWORD}`);
  const p12 = ["pkcs12", "-export", "-inkey", "key.pem", "-in", "certificate.pem"];
  await openssl(...p12, "-passout", `pass:${FILE_PASSWORD}`, "-out", "client.p12");
  const legacy = ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"];
  await openssl(...p12, ...legacy, "-passout", `pass:${FILE_PASSWORD}`, "-out", "old.pfx");
  await openssl(...p12, "-passout", "pass:", "-out", "open.p12");
  for (const [curve, name] of [
    ["P-256", "curve"],
    ["P-384", "other-curve"],
  ]) {
    const ec = ["-newkey", "ec", "-pkeyopt", `ec_paramgen_curve:${curve}`, "-nodes", "-subj", "/CN=mailvet"];
    const file = `with-${name}.pem`;
    await openssl("req", "-x509", "-config", "/dev/null", ...ec, "-keyout", `${name}.pem`, "-out", file);
    await openssl("ec", "-in", `${name}.pem`, "-out", "sec1.pem");
    await writeFile(join(folder, file), await readFile(join(folder, `${name}.pem`)), { flag: "a" });
  }
  await openssl(..."pkcs12 -export -inkey curve.pem -in with-curve.pem -passout pass: -out curve.p12".split(" "));
  const certificate = await readFile(join(folder, "certificate.pem"), "utf8");
  for (const key of ["key", "pkcs1", "encrypted"]) {
    await writeFile(join(folder, `with-${key}.pem`), (await readFile(join(folder, `${key}.pem`), "utf8")) + certificate);
  }
  const curve = new X509Certificate(await readFile(join(folder, "with-curve.pem")));
  return { certificate: new X509Certificate(certificate), pem: certificate, curve };
})();

const THUMBPRINT = FILES.certificate.fingerprint.replaceAll(":", "");

const server = await startAuthorizationServer([
  NATIVE_CLIENT,
  {
    client_id: "by-secret",
    client_secret: SECRET,
    token_endpoint_auth_method: "client_secret_basic",
    grant_types: ["client_credentials"],
  },
  {
    client_id: "by-certificate",
    token_endpoint_auth_method: "private_key_jwt",
    grant_types: ["client_credentials"],
    jwks: { keys: [{ ...FILES.certificate.publicKey.export({ format: "jwk" }), use: "sig" }] },
  },
  {
    client_id: "by-curve",
    token_endpoint_auth_method: "private_key_jwt",
    token_endpoint_auth_signing_alg: "ES256",
    grant_types: ["client_credentials"],
    jwks: { keys: [{ ...FILES.curve.publicKey.export({ format: "jwk" }), use: "sig" }] },
  },
]);
after(() => server.stop());

let files = 0;

/** @param {object} oauth @param {object} [more] @returns {Promise<string>} a settings file */
async function settings(oauth, more = {}) {
  const path = join(folder, `settings-${files++}.json`);
  const form = {
    ...{ server: "imap.example.com", use_ssl: true, username: "alice", ...more },
    oauth: { provider: "custom", authority_url: server.metadata, ...oauth },
  };
  await writeFile(path, JSON.stringify({ incoming: form }));
  return path;
}

/** @param {string[]} args @param {(prompt: string) => Promise<unknown>} person what somebody does when asked */
async function withPerson(args, person) {
  const child = spawn(PROGRAM, args);
  child.stdin.end();
  let said = "";
  /** @type {Promise<unknown> | undefined} */
  let done;
  child.stderr.on("data", (chunk) => {
    said += chunk;
    if (/https?:\S+\s/.test(said)) done ??= person(said);
  });
  const [stdout, [status]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  await done;
  return { status, stdout, said };
}

/** @param {string} jwt */
function parts(jwt) {
  const [header, claims, signature] = jwt.split(".");
  const read = (/** @type {string} */ part) => JSON.parse(Buffer.from(part, "base64url").toString());
  return { header: read(header), claims: read(claims), signed: `${header}.${claims}`, signature };
}

/** @param {any} document @param {string} stage */
function stageOf(document, stage) {
  return document.stages.find((/** @type {{ stage: string }} */ known) => known.stage === stage);
}

describe("a real authorization server", () => {
  test("client credentials with a secret", async () => {
    const oauth = { client_id: "by-secret", client_secret: SECRET, client_auth: "basic", scope: "mail" };
    const { status, document } = await mailvetJson(["token", "incoming", await settings(oauth)]);
    assert.equal(status, 0, JSON.stringify(document));
    assert.equal(document.verdict, "success");
    assert.equal(stageOf(document, "claims").facts.opaque, true);
    assert.deepEqual(server.asked.at(-1), { grant_type: "client_credentials", scope: "mail" });
  });

  test("a wrong secret is refused in the server's words", async () => {
    const oauth = { client_id: "by-secret", client_secret: `${SECRET}x`, client_auth: "basic" };
    const { status, document } = await mailvetJson(["token", "incoming", await settings(oauth)]);
    assert.equal(status, 1);
    assert.equal(stageOf(document, "token").facts.oauth_error, "invalid_client");
    assert.equal(stageOf(document, "token").facts.http_status, 401);
    assert.doesNotMatch(JSON.stringify(document), new RegExp(SECRET.slice(4, 16)));
  });

  for (const [name, certificate, password] of /** @type {[string, string, string?][]} */ ([
    ["PKCS #8 in PEM", "with-key.pem"],
    ["PKCS #1 in PEM", "with-pkcs1.pem"],
    ["encrypted PKCS #8 in PEM", "with-encrypted.pem", FILE_PASSWORD],
    ["PKCS #12", "client.p12", FILE_PASSWORD],
    ["PKCS #12 as older programs write it", "old.pfx", FILE_PASSWORD],
    ["PKCS #12 without a password", "open.p12"],
  ])) {
    test(`a certificate: ${name}`, async () => {
      const oauth = { client_id: "by-certificate", certificate, certificate_password: password };
      const { status, document } = await mailvetJson(["token", "incoming", await settings(oauth)]);
      assert.equal(status, 0, JSON.stringify(document));
      assert.equal(stageOf(document, "token").facts.certificate_thumbprint, THUMBPRINT);
    });
  }

  for (const certificate of ["with-curve.pem", "curve.p12"]) {
    test(`a certificate of an elliptic curve: ${certificate}`, async () => {
      const oauth = { client_id: "by-curve", certificate };
      const { status, document } = await mailvetJson(["token", "incoming", await settings(oauth)]);
      assert.equal(status, 0, JSON.stringify(document));
      const { certificate_thumbprint } = stageOf(document, "token").facts;
      assert.equal(certificate_thumbprint, FILES.curve.fingerprint.replaceAll(":", ""));
    });
  }

  test("Microsoft takes no key of an elliptic curve, which is told before it is asked", async () => {
    const tenant = "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token";
    const oauth = { provider: "microsoft-exchange", authority_url: tenant };
    const client = { client_id: "11111111-2222-4333-8444-555555555555", certificate: "with-curve.pem" };
    const { status, document } = await mailvetJson(["token", "incoming", await settings({ ...oauth, ...client })]);
    assert.equal(status, 1);
    assert.match(stageOf(document, "token").facts.error, /Microsoft takes none.*RSA key/);
    assert.deepEqual(document.causes, []);
  });

  for (const [name, certificate, password, words] of /** @type {[string, string, string | undefined, RegExp][]} */ ([
    ["that is absent", "absent.pem", undefined, /cannot be read/],
    ["without its key", "certificate.pem", undefined, /no private key/],
    ["without its certificate", "key.pem", undefined, /not its certificate/],
    ["whose password is missing", "client.p12", undefined, /certificate_password/],
    ["whose password is wrong", "client.p12", "another", /password does not open/],
    ["whose key's password is wrong", "with-encrypted.pem", "another", /password does not open/],
    ["whose key is of another curve", "with-other-curve.pem", undefined, /neither an RSA key nor one of the curve P-256/],
    ["whose key has the older form of curves", "sec1.pem", undefined, /openssl pkcs8 -topk8/],
    ["that is none", "settings-0.json", undefined, /neither PEM nor PKCS #12/],
  ])) {
    test(`a file ${name}`, async () => {
      const oauth = { client_id: "by-certificate", certificate, certificate_password: password };
      const { status, document } = await mailvetJson(["token", "incoming", await settings(oauth)]);
      assert.equal(status, 1);
      assert.match(stageOf(document, "token").facts.error, words);
    });
  }

  const native = { client_id: "mail-program", scope: "openid offline_access mail" };

  test("an authorization code, with the browser played by fetch", async () => {
    const file = await settings({ ...native, flow: "authorization-code" });
    const { status, stdout, said } = await withPerson(["token", "incoming", file, "--json"], (prompt) =>
      signIn(/** @type {RegExpExecArray} */ (/http\S+/.exec(prompt))[0]).then((page) =>
        assert.match(page, /You are signed in/),
      ),
    );
    assert.equal(status, 0, stdout + said);
    const asked = server.asked.at(-1);
    assert.equal(asked?.grant_type, "authorization_code");
    for (const secret of [asked?.code, asked?.code_verifier]) {
      assert.ok(secret && !stdout.includes(secret), "a secret is shown");
    }
  });

  test("a device code", async () => {
    const file = await settings({ ...native, flow: "device-code" });
    const { status, stdout, said } = await withPerson(["token", "incoming", file, "--json"], async (prompt) => {
      const [, code, address] = /** @type {RegExpExecArray} */ (/code (\S+) at (\S+),/.exec(prompt));
      await signIn(`${address}?user_code=${code}`);
    });
    assert.equal(status, 0, stdout + said);
    const asked = server.asked.at(-1);
    assert.equal(asked?.grant_type, "urn:ietf:params:oauth:grant-type:device_code");
    assert.ok(asked.device_code && !stdout.includes(asked.device_code), "the device code is shown");
  });

  test("nobody is there to sign in", async () => {
    const file = await settings({ ...native, flow: "device-code" });
    const before = server.asked.length;
    const { status, document } = await mailvetJson(["token", "incoming", file, "--no-input"]);
    assert.equal(status, 1);
    assert.ok(document.findings.some((/** @type {{ code: string }} */ { code }) => code === "unsupported-flow"));
    assert.equal(server.asked.length, before);
  });

  test("somebody who never comes", async () => {
    const file = await settings({ ...native, flow: "device-code" });
    const { status, document } = await mailvetJson(["token", "incoming", file, "--timeout", "2s"]);
    assert.equal(status, 1);
    assert.match(stageOf(document, "token").facts.error, /Nobody signed in/);
  });

  test("the token itself is shown only when it is asked for", async () => {
    const file = await settings({ client_id: "by-secret", client_secret: SECRET, client_auth: "basic" });
    const shown = await mailvet(["token", "incoming", file, "--show-token"]);
    assert.match(shown.stdout, /^[\w-]{20,}\n$/);
    const hidden = await mailvet(["token", "incoming", file, "-v"]);
    assert.equal(hidden.status, 0);
    assert.match(hidden.stdout, /opaque/);
    assert.doesNotMatch(hidden.stdout, /[\w-]{40,}/);
    const both = await mailvet(["token", "incoming", file, "--show-token", "--json"]);
    assert.equal(both.status, 2);
  });
});

test("the form's agent tells a person what to do, once, and keeps no token in clear", async () => {
  const data = await temporaryFolder();
  const agent = await Agent.start("--data", data);
  const settings = {
    ...{ server: "127.0.0.1", port: 9, security: "ssl", username: "alice" },
    oauth: {
      ...{ provider: "custom", authority_url: server.metadata, flow: "device-code" },
      ...{ client_id: "mail-program", scope: "openid offline_access mail" },
    },
  };
  const run = async () => {
    const response = await agent.call("POST", "test/incoming", { incoming: settings });
    const prompts = [];
    let rest = "";
    /** @type {any} */
    let report;
    for await (const bytes of response.body ?? []) {
      const blocks = (rest + Buffer.from(bytes)).split("\n\n");
      rest = /** @type {string} */ (blocks.pop());
      for (const block of blocks) {
        const [, name, json] = /^event: (\w+)\ndata: (.*)$/s.exec(block) ?? [];
        if (name === "report") report = JSON.parse(json);
        if (name !== "prompt") continue;
        const prompt = JSON.parse(json);
        prompts.push(prompt);
        await signIn(`${prompt.verification_uri}?user_code=${prompt.user_code}`);
      }
    }
    return { prompts, token: stageOf(report.tests[0], "token") };
  };
  const first = await run();
  assert.equal(first.prompts.length, 1, JSON.stringify(first.token));
  assert.equal(first.prompts[0].kind, "device-code");
  assert.equal(first.token.status, "ok", JSON.stringify(first.token));
  const second = await run();
  assert.deepEqual(second.prompts, []);
  assert.equal(second.token.facts.refreshed, true, JSON.stringify(second.token));
  const used = server.asked.at(-1)?.refresh_token;
  assert.ok(used, "a refresh token was used");
  for (const name of await readdir(data)) {
    const stored = await readFile(join(data, name));
    assert.ok(!stored.includes(used), `${name} holds the refresh token in clear`);
  }
  assert.ok(!agent.output.includes(used), "the agent prints the refresh token");
});

test("the form's agent reads no file but those in its own folder", async () => {
  const data = await temporaryFolder();
  const agent = await Agent.start("--data", data);
  const oauth = { provider: "custom", authority_url: server.metadata, client_id: "x" };
  for (const file of ["/etc/hostname", join(data, "mailvet.key"), "../mailvet.key"]) {
    const before = server.asked.length;
    const incoming = {
      ...{ server: "127.0.0.1", port: 9, security: "ssl", username: "alice" },
      oauth: { ...oauth, assertion_file: file },
    };
    const answer = await (await agent.call("POST", "test/incoming", { incoming })).text();
    assert.match(answer, /Only files in/);
    assert.equal(server.asked.length, before);
  }
});

describe("assertions, as the server gets them", async () => {
  /** @type {URLSearchParams[]} */
  const asked = [];
  /** @type {import("node:http").RequestListener} */
  const answer = async (request, response) => {
    asked.push(new URLSearchParams(await text(request)));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ access_token: "opaque-token-of-the-server", token_type: "Bearer" }));
  };
  const { caFile, good } = await createCertificates(join(folder, "tls"));
  const [cert, key] = await Promise.all([readFile(good.certificate), readFile(good.key)]);
  const plain = createServer(answer).listen(0, "127.0.0.1");
  const encrypted = createSecureServer({ cert, key }, answer).listen(0, "127.0.0.1");
  await Promise.all([once(plain, "listening"), once(encrypted, "listening")]);
  const portOf = (/** @type {import("node:net").Server} */ server) =>
    /** @type {import("node:net").AddressInfo} */ (server.address()).port;
  const url = `http://127.0.0.1:${portOf(plain)}/token`;
  after(() => [plain.close(), encrypted.close()]);

  for (const [version, path, algorithm, options, name] of /** @type {const} */ ([
    ["2", "oauth2/v2.0/token", "PS256", { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }, "x5t#S256"],
    ["1", "oauth2/token", "RS256", {}, "x5t"],
  ])) {
    test(`a certificate at Microsoft, version ${version}: ${algorithm} and ${name}`, async () => {
      const host = `localhost:${portOf(encrypted)}`;
      const authority = `https://${host}/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee/${path}`;
      const client = "11111111-2222-4333-8444-555555555555";
      const file = await settings({
        ...{ provider: "microsoft-exchange", authority_url: authority, client_id: client },
        certificate: "with-key.pem",
      });
      const trust = ["--ca-file", caFile, "--identity-host", host];
      const { status, document } = await mailvetJson(["token", "incoming", file, ...trust]);
      assert.equal(status, 0, JSON.stringify(document));
      const form = /** @type {URLSearchParams} */ (asked.at(-1));
      assert.equal(form.get("grant_type"), "client_credentials");
      assert.equal(form.get(version === "1" ? "resource" : "scope")?.split("/.")[0], "https://outlook.office365.com");
      assert.equal(form.get("client_assertion_type"), "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
      const { header, claims, signed, signature } = parts(form.get("client_assertion") ?? "");
      const hash = version === "1" ? "sha1" : "sha256";
      const digest = createHash(hash).update(FILES.certificate.raw).digest("base64url");
      assert.deepEqual(header, { alg: algorithm, typ: "JWT", [name]: digest });
      assert.deepEqual([claims.aud, claims.iss, claims.sub], [authority, client, client]);
      const publicKey = { key: FILES.certificate.publicKey, ...options };
      assert.ok(verify("sha256", Buffer.from(signed), publicKey, Buffer.from(signature, "base64url")));
    });
  }

  test("a certificate at any server: RS256, and the certificate by its SHA-256", async () => {
    const oauth = { client_id: "c", certificate: "with-key.pem", authority_url: url, scope: "mail" };
    const { status, document } = await mailvetJson(["token", "incoming", await settings(oauth)]);
    assert.equal(status, 0, JSON.stringify(document));
    const form = /** @type {URLSearchParams} */ (asked.at(-1));
    assert.deepEqual([...form.keys()].sort(), [
      "client_assertion",
      "client_assertion_type",
      "client_id",
      "grant_type",
      "scope",
    ]);
    const assertion = form.get("client_assertion") ?? "";
    const { header, claims, signed, signature } = parts(assertion);
    const digest = createHash("sha256").update(FILES.certificate.raw).digest("base64url");
    assert.deepEqual(header, { alg: "RS256", typ: "JWT", "x5t#S256": digest });
    const { iss, sub, aud, jti, exp, iat } = claims;
    assert.deepEqual({ iss, sub, aud, life: exp - iat }, { iss: "c", sub: "c", aud: url, life: 600 });
    assert.ok(jti.length >= 20 && Math.abs(iat - Date.now() / 1000) < 60);
    const key = FILES.certificate.publicKey;
    assert.ok(verify("RSA-SHA256", Buffer.from(signed), key, Buffer.from(signature, "base64url")));
    assert.ok(!JSON.stringify(document).includes(assertion.slice(-40)), "the assertion is shown");
  });

  test("a service account of Google", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = privateKey.export({ format: "pem", type: "pkcs8" });
    const account = {
      type: "service_account",
      client_email: "mailer@project.iam.gserviceaccount.com",
      private_key: pem,
      private_key_id: "0123abcd",
      token_uri: url,
    };
    await writeFile(join(folder, "service-account.json"), JSON.stringify(account));
    const oauth = {
      provider: "google-workspace",
      authority_url: undefined,
      service_account_file: "service-account.json",
      subject: "legal@example.com",
    };
    const file = await settings(oauth, { server: "imap.gmail.com", username: "legal@example.com" });
    const { status, document } = await mailvetJson(["token", "incoming", file]);
    assert.equal(status, 0, JSON.stringify(document));
    const form = /** @type {URLSearchParams} */ (asked.at(-1));
    assert.deepEqual([...form.keys()].sort(), ["assertion", "grant_type"]);
    assert.equal(form.get("grant_type"), "urn:ietf:params:oauth:grant-type:jwt-bearer");
    const { header, claims, signed, signature } = parts(form.get("assertion") ?? "");
    assert.deepEqual(header, { alg: "RS256", kid: "0123abcd", typ: "JWT" });
    const { iss, sub, scope, aud, exp, iat } = claims;
    assert.deepEqual({ iss, sub, scope, aud, life: exp - iat }, {
      iss: account.client_email,
      sub: "legal@example.com",
      scope: "https://mail.google.com/",
      aud: url,
      life: 3600,
    });
    assert.ok(verify("RSA-SHA256", Buffer.from(signed), publicKey, Buffer.from(signature, "base64url")));
    const shown = JSON.stringify(document);
    assert.ok(!shown.includes(String(pem).split("\n")[3]), "the key is shown");
  });
});
