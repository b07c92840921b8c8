/** What the package loads on demand: the answers of the command line, to the last word, and errors that name the key. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { mailvet, mailvetJson } from "../e2e/cli.mjs";

/** @type {typeof import("../../web/package/explain.js")} */
const { explain, setupScript } = await import(new URL("../../web/dist/explain.js", import.meta.url).href);

/** @type {any[]} */
const FAILURES = readFileSync(new URL("../cases/failures.jsonl", import.meta.url), "utf8")
  .split("\n")
  .filter(Boolean)
  .map((line) => JSON.parse(line));

const SETTINGS = {
  outgoing: {
    server: "smtp.office365.com",
    security: "tls",
    username: "o'brien@contoso.com",
    password: null,
    oauth: {
      provider: "microsoft-exchange",
      client_id: "11111111-2222-4333-8444-555555555555",
      client_secret: "Abc8Q~value.of_a-secret",
      authority_url: "https://LOGIN.microsoftonline.com/bücher.example/oauth2/v2.0/token",
    },
  },
  incoming: { server: "outlook.office365.com", use_ssl: true, username: "legal@contoso.com", unknown: () => 1 },
};
const DISABLED = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.";

describe("explain", () => {
  test("the likeliest causes of every posted failure", async () => {
    const input = FAILURES.map((row) => JSON.stringify(row)).join("\n");
    const { stdout } = await mailvet(["explain", "--jsonl"], { input });
    const expected = stdout.trimEnd().split("\n").map((line) => JSON.parse(line).causes);
    const rounded = (/** @type {number} */ confidence) => Math.round(confidence * 1000) / 1000;
    const found = FAILURES.map((row) =>
      explain(row).causes.map(({ id, confidence }) => ({ id, confidence: rounded(confidence) })),
    );
    assert.deepEqual(found, expected);
  });

  for (const { text, source } of FAILURES.filter(({ text }) => text).slice(0, 24)) {
    test(`every word of ${source}`, async () => {
      const { document } = await mailvetJson(["explain", "-"], { input: text });
      assert.deepEqual(explain(text), document);
      assert.deepEqual(explain({ text }), document);
    });
  }

  test("the id of a cause means that cause", async () => {
    const { document } = await mailvetJson(["explain", "secret-expired"]);
    assert.deepEqual(explain("secret-expired").causes, document.causes);
  });

  test("a text that tells of no failure has no cause", () => {
    for (const failure of ["235 2.7.0 Authentication successful", "", {}, { text: null, port: undefined }]) {
      assert.deepEqual(explain(failure), { schema: 1, causes: [] });
    }
  });

  test("in German, where the language is", () => {
    const [english, german, austrian, french] = ["en", "de", "de-AT", "fr"].map(
      (language) => explain(DISABLED, { language }).causes[0],
    );
    assert.equal(german.id, english.id);
    assert.notEqual(german.title, english.title);
    assert.deepEqual([austrian, french], [german, english]);
  });

  test("scripts have the values that the failure was described with", () => {
    const settings = { user: "o'brien@contoso.com", authority_url: SETTINGS.outgoing.oauth.authority_url };
    const [{ remedies }] = explain({ text: DISABLED.replace("Tenant", "Mailbox"), protocol: "smtp", settings }).causes;
    const script = remedies.find(({ language }) => language === "powershell");
    assert.match(script?.text ?? "", /'o''brien@contoso\.com'/);
    assert.match(script?.text ?? "", /'xn--bcher-kva\.example'/);
  });
});

describe("setupScript", () => {
  for (const { name, settings, options, args } of [
    { name: "of both forms", settings: SETTINGS, options: {}, args: [] },
    { name: "of nothing", settings: { outgoing: {} }, options: {}, args: [] },
    {
      name: "of another cloud and protocol",
      settings: SETTINGS,
      options: /** @type {const} */ ({ cloud: "gcc-high", flow: "device-code", protocols: ["pop", "graph-send"] }),
      args: ["--cloud", "gcc-high", "--flow", "device-code", "--protocol", "pop,graph-send"],
    },
    {
      name: "at Google",
      settings: { incoming: SETTINGS.incoming },
      options: /** @type {const} */ ({ provider: "google-workspace" }),
      args: ["--provider", "google-workspace"],
    },
  ]) {
    test(`the whole set-up ${name}`, async () => {
      const { stdout } = await mailvet(["setup", "-", "--format", "json", ...args], { input: settings });
      const guide = setupScript(settings, options);
      assert.deepEqual(guide, JSON.parse(stdout));
      assert.doesNotMatch(JSON.stringify(guide), /value\.of_a-secret/);
      for (const [format, language] of [["ps1", "powershell"], ["sh", "sh"]]) {
        for (const part of ["do", "verify", "undo"]) {
          const run = await mailvet(["setup", "-", "--format", format, "--part", part, ...args], { input: settings });
          const script = guide.scripts.find((script) => script.language === language && script.part === part);
          assert.equal(script?.text, run.stdout, `${language}: ${part}`);
        }
      }
    });
  }

  test("in German", () => {
    const [english, german] = ["en", "de"].map((language) => setupScript({}, { language }));
    assert.deepEqual(german.steps.map(({ id }) => id), english.steps.map(({ id }) => id));
    assert.notEqual(german.title, english.title);
  });
});

const TOKEN = "eyJ0eXAiOiJKV1Qi.a-token";

describe("a malformed call throws an error that names the key, and repeats nothing of it", () => {
  for (const [name, call, words] of /** @type {[string, () => unknown, RegExp][]} */ ([
    ["nothing", () => explain(/** @type {any} */ (undefined)), /`failure` has to be an object/],
    ["a number", () => explain(/** @type {any} */ (1)), /`failure` has to be an object/],
    ["a symbol", () => explain(/** @type {any} */ (Symbol("x"))), /`failure` has to be an object/],
    ["a number for a language", () => explain(DISABLED, { language: /** @type {any} */ (5) }), /`language`.* no text/],
    ["a function for text", () => explain({ text: /** @type {any} */ (() => TOKEN) }), /`text`.* a string/],
    ["a list for a port", () => explain({ port: /** @type {any} */ ([]) }), /`port`.* a number or text/],
    ["a token for its claims", () => explain({ claims: /** @type {any} */ (TOKEN) }), /`claims`.* an object/],
    ["text for settings", () => setupScript(/** @type {any} */ ("x")), /`settings` has to be an object/],
    ["text for a form", () => setupScript({ outgoing: /** @type {any} */ (TOKEN) }), /`outgoing`.* an object/],
    ["an unknown flow", () => setupScript({}, { flow: /** @type {any} */ ("x") }), /`flow`.* `client-credentials`/],
    ["an unknown protocol", () => setupScript({}, { protocols: [/** @type {any} */ ("x")] }), /`protocols`.* `smtp`/],
    ["no set-up", () => setupScript({}, { provider: "custom" }), /no set-up is known/],
    ["a flow of others", () => setupScript({}, { flow: "service-account" }), /no flow service-account/],
    ["a cloud of others", () => setupScript({}, { provider: "google-workspace", cloud: "dod" }), /no cloud/],
  ])) {
    test(name, () => {
      assert.throws(call, (error) => {
        assert.ok(error instanceof Error);
        assert.match(error.message, words);
        assert.doesNotMatch(error.message, /eyJ/);
        return true;
      });
    });
  }

  test("what throws when it is read leaves the module as it was", () => {
    const thrown = new Error("the caller's own");
    /** @type {any[]} */
    const odd = [
      { get text() { throw thrown; } },
      new Proxy({}, { ownKeys() { throw thrown; } }),
    ];
    for (let round = 0; round < 2000; round += 1) assert.throws(() => explain(odd[round % 2]), thrown);
    assert.equal(explain(DISABLED).causes[0].id, "smtp-auth-disabled-tenant");
  });

  test("what nobody knows is ignored, even where it is in itself", () => {
    /** @type {any} */
    const odd = { text: DISABLED, when: new Date(), then: () => 1, big: 2n ** 80n, bytes: new Uint8Array(3) };
    odd.settings = odd.claims = odd.self = odd;
    assert.equal(explain(odd).causes[0].id, explain(DISABLED).causes[0].id);
    const deep = {};
    let place = /** @type {any} */ (deep);
    for (let depth = 0; depth < 100_000; depth += 1) place = place.a = {};
    assert.deepEqual(explain({ claims: deep, settings: { deep } }), explain({ claims: {} }));
    assert.deepEqual(setupScript({ outgoing: { username: odd, oauth: deep } }), setupScript({ outgoing: {} }));
  });
});
