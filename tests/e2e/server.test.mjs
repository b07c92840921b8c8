/** The door of `mailvet serve`: who comes in, how it starts and how it ends. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile, stat } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Agent } from "./agent.mjs";
import { mailvet } from "./cli.mjs";
import { exchange } from "./http.mjs";
import { assertAbsent, assertAbsentInFiles } from "./secrets.mjs";
import { temporaryFolder } from "./temporary.mjs";

const folder = await temporaryFolder();
const data = join(folder, "data");
const agent = await Agent.start("--data", data);
const { port, origin, host } = agent.url;
const bearer = `Bearer ${agent.token}`;

const CHECK = "/api/v1/check";
const SETTINGS = { outgoing: { server: "https://smtp.example.com", security: "tls", port: 587 } };
const BODY = JSON.stringify(SETTINGS);
const HEADERS = { host, authorization: bearer, "content-type": "application/json" };

test("prints one address with a token that nobody can guess", () => {
  assert.match(agent.url.href, /^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/);
  assert.equal(agent.output, `${agent.url.href}\n`);
});

/** @typedef {Record<string, string | undefined>} HeaderChange */

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {number} status
 * @property {HeaderChange} [headers] beside those of a good call
 * @property {string} [method]
 * @property {string} [path]
 * @property {string} [body]
 */

/** @type {Row[]} */
const ROWS = [
  { name: "a good call", status: 200 },
  { name: "a good call of the page", status: 200, headers: { origin, "sec-fetch-site": "same-origin" } },
  { name: "by the name localhost", status: 200, headers: { host: `localhost:${port}` } },
  { name: "by the IPv6 name", status: 200, headers: { host: `[::1]:${port}` } },
  {
    name: "a media type with a parameter",
    status: 200,
    headers: { "content-type": "application/json; charset=utf-8" },
  },
  { name: "no token", status: 401, headers: { authorization: undefined } },
  { name: "a wrong token", status: 401, headers: { authorization: `Bearer ${"A".repeat(43)}` } },
  { name: "the beginning of the token", status: 401, headers: { authorization: bearer.slice(0, -1) } },
  { name: "a token and more", status: 401, headers: { authorization: `${bearer}A` } },
  {
    name: "the token by another scheme",
    status: 401,
    headers: { authorization: bearer.replace("Bearer", "Basic") },
  },
  {
    name: "the token in the URL",
    status: 401,
    headers: { authorization: undefined },
    path: `${CHECK}?token=${agent.token}`,
  },
  { name: "another page", status: 403, headers: { origin: "https://attacker.example" } },
  { name: "a page without an origin", status: 403, headers: { origin: "null" } },
  { name: "a page of another port", status: 403, headers: { origin: "http://127.0.0.1:1" } },
  { name: "the own page, encrypted", status: 403, headers: { origin: origin.replace("http", "https") } },
  { name: "a page of the same site", status: 403, headers: { "sec-fetch-site": "same-site" } },
  { name: "a page of another site", status: 403, headers: { "sec-fetch-site": "cross-site" } },
  { name: "another name", status: 421, headers: { host: `attacker.example:${port}` } },
  { name: "the name without the port", status: 421, headers: { host: "127.0.0.1" } },
  { name: "another port", status: 421, headers: { host: "127.0.0.1:1" } },
  { name: "a name that begins alike", status: 421, headers: { host: `127.0.0.1:${port}.attacker.example` } },
  { name: "an address in another spelling", status: 421, headers: { host: `127.1:${port}` } },
  {
    name: "the page by another name",
    status: 421,
    method: "GET",
    path: "/",
    headers: { host: "attacker.example" },
  },
  {
    name: "a part of the page by another name",
    status: 421,
    method: "GET",
    path: "/wasm/mailvet_wasm.js",
    headers: { host: `attacker.example:${port}` },
  },
  {
    name: "a part of the page for another page",
    status: 403,
    method: "GET",
    path: "/src/main.js",
    headers: { "sec-fetch-site": "cross-site" },
  },
  { name: "plain text", status: 415, headers: { "content-type": "text/plain" } },
  { name: "a form", status: 415, headers: { "content-type": "application/x-www-form-urlencoded" } },
  { name: "no media type", status: 415, headers: { "content-type": undefined } },
  { name: "a large body", status: 413, body: JSON.stringify({ outgoing: { server: "x".repeat(300_000) } }) },
  { name: "a body said to be large", status: 413, headers: { "content-length": "99999999999" } },
  { name: "no JSON", status: 400, body: "{" },
  { name: "a form that stands twice", status: 422, body: '{"outgoing": {}, "outgoing": {}}' },
  { name: "an unknown path", status: 404, path: "/api/v1/nothing" },
  { name: "an unknown page", status: 404, method: "GET", path: "/../Cargo.toml", body: "" },
  ...[CHECK, "/api/v1/test/outgoing", "/api/v1/test/incoming", "/api/v1/settings/outgoing"].map((path) => ({
    name: `GET on what acts: ${path}`,
    status: 405,
    method: "GET",
    path,
    body: "",
  })),
];

describe("at the door", () => {
  for (const { name, status, headers, method = "POST", path = CHECK, body = BODY } of ROWS) {
    test(`${name}: ${status}`, async () => {
      const answer = await exchange(port, method, path, { ...HEADERS, ...headers }, body);
      assert.equal(answer.status, status, answer.body);
      if (status === 200) return;
      assert.match(answer.headers.get("content-type") ?? "", /^application\/problem\+json/);
      assert.ok(!answer.headers.has("access-control-allow-origin"));
      const start = answer.body.indexOf("{");
      const problem = JSON.parse(answer.body.slice(start, answer.body.lastIndexOf("}") + 1));
      assert.equal(problem.status, status);
      assert.equal(typeof problem.title, "string");
      assertAbsent(answer.body, [agent.token], "the refusal");
    });
  }

  test("a preflight of another page gets no leave", async () => {
    const headers = { host, origin: "https://attacker.example", "access-control-request-method": "POST" };
    const answer = await exchange(port, "OPTIONS", CHECK, headers);
    assert.equal(answer.status, 403);
    assert.ok(![...answer.headers.keys()].some((name) => name.startsWith("access-control-")));
  });

  test("two names at once: 421", async () => {
    const twice = { ...HEADERS, Host: "attacker.example" };
    assert.equal((await exchange(port, "POST", CHECK, twice, BODY)).status, 421);
  });

  test("the page may load and frame nothing foreign", async () => {
    const answer = await exchange(port, "GET", "/", { host });
    assert.equal(answer.status, 200);
    const policy = answer.headers.get("content-security-policy") ?? "";
    for (const part of [
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "frame-ancestors 'none'",
    ]) {
      assert.ok(policy.includes(part), policy);
    }
    assert.equal(answer.headers.get("cache-control"), "no-store");
    assert.equal(answer.headers.get("referrer-policy"), "no-referrer");
    assertAbsent(answer.body, [agent.token], "the page");
  });
});

describe("secrets in the API", () => {
  for (const reference of [{ env: "HOME" }, { file: "/etc/hostname" }, { command: ["id"] }]) {
    test(`no ${Object.keys(reference)} from outside`, async () => {
      const outgoing = { server: "smtp.example.com", username: "legal@example.com", password: reference };
      for (const [method, path, body] of /** @type {const} */ ([
        ["POST", "check", { outgoing }],
        ["POST", "test/outgoing", { outgoing }],
        ["PUT", "settings/outgoing", { settings: outgoing, revision: null }],
      ])) {
        const response = await agent.call(method, path, body);
        assert.ok([400, 422].includes(response.status), `${path}: ${response.status}`);
      }
    });
  }

  test("saved, kept as a reference, and given to nobody", async () => {
    const password = "saved-password~0123456789";
    const client_secret = "saved-client-secret~0123456789";
    const settings = {
      server: "smtp.example.com",
      security: "tls",
      port: 587,
      requires_authentication: true,
      username: "legal@example.com",
      password,
      oauth: { provider: "none", client_secret },
    };
    const saved = await agent.call("PUT", "settings/outgoing", { settings, revision: null });
    assert.equal(saved.status, 200, await saved.text());
    const text = await (await agent.call("GET", "settings")).text();
    assertAbsent(text, [password, client_secret], "what is stored");
    const stored = JSON.parse(text).outgoing.settings;
    assert.deepEqual([stored.password, stored.oauth.client_secret], [{ stored: true }, { stored: true }]);
    await assertAbsentInFiles(data, [password, client_secret, agent.token]);
    const outdated = await agent.call("PUT", "settings/outgoing", { settings: stored, revision: null });
    assert.equal(outdated.status, 409);
  });
});

describe("the process", () => {
  test("has its token in no argument and no variable", async () => {
    const [arguments_, variables] = await Promise.all(
      ["cmdline", "environ"].map((name) => readFile(`/proc/${agent.pid}/${name}`, "latin1")),
    );
    assert.match(arguments_, /serve/);
    assertAbsent(arguments_ + variables, [agent.token], "the process");
  });

  test("is dumped nowhere", async () => {
    assert.match(await readFile(`/proc/${agent.pid}/limits`, "latin1"), /^Max core file size +0 +0 /m);
  });

  test("keeps its folder to its user", async () => {
    assert.equal((await stat(data)).mode & 0o077, 0);
  });

  test("two starts have two tokens", async () => {
    const other = await Agent.start("--data", join(folder, "other"));
    assert.notEqual(other.token, agent.token);
  });

  for (const { signal, status } of /** @type {const} */ ([
    { signal: "SIGTERM", status: 0 },
    { signal: "SIGINT", status: 130 },
  ])) {
    test(`ends by ${signal} with ${status}, even with connections open`, async () => {
      const ending = await Agent.start("--data", join(folder, signal));
      const idle = connect(Number(ending.url.port), "127.0.0.1");
      idle.on("error", () => {}).resume();
      await once(idle, "connect");
      assert.ok(await ending.file("/"), "it serves");
      const started = performance.now();
      assert.deepEqual(await ending.stop(signal), { status, killer: null });
      assert.ok(performance.now() - started < 5_000);
      idle.destroy();
    });
  }

  test("a taken port is an error in words", async () => {
    const run = await mailvet(["serve", "--listen", `127.0.0.1:${port}`, "--data", join(folder, "taken")]);
    assert.ok(run.status && run.status !== 0, `${run.status}`);
    assert.match(run.stderr, /cannot listen/);
    assert.equal(run.stdout, "");
  });

  for (const address of ["0.0.0.0:0", "[::]:0"]) {
    test(`does not listen on ${address}`, async () => {
      const run = await mailvet(["serve", "--listen", address, "--data", join(folder, "wide")]);
      assert.ok(run.status && run.status !== 0, `${run.status}`);
      assert.match(run.stderr, /127\.0\.0\.1/);
    });
  }
});
