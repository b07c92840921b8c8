/**
 * The tables of form cases, four ways into the rules: the shipped wasm in Node, the command line, the HTTP
 * API, and (in browser.test.mjs) the wasm in a browser. The findings are the same to the last word.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Agent } from "./agent.mjs";
import { CASES, FORMS, essence, isMalformedCall, refersOutside, settingsOf } from "./cases.mjs";
import { mailvetJson } from "./cli.mjs";
import { temporaryFolder } from "./temporary.mjs";
import { loadRules } from "./wasm.mjs";

const folder = await temporaryFolder();
const agent = await Agent.start("--data", folder);
const { rules, glue, module } = await loadRules(agent, folder);

/** @typedef {import("./cases.mjs").Case} Case */

/** @param {Case} row */
function byWasm(row) {
  return rules.validateSettings(settingsOf(row), { identity_hosts: row.identity_hosts ?? [] });
}

/** @param {Case} row */
async function byCommandLine(row) {
  const hosts = (row.identity_hosts ?? []).flatMap((host) => ["--identity-host", host]);
  const { document, status } = await mailvetJson(["check", "-", ...hosts], { input: settingsOf(row) });
  const wrong = document.findings.some(({ severity }) => severity === "error");
  assert.equal(status, wrong ? 1 : 0);
  // Only a file has places.
  return document.findings.map(({ location, ...finding }) => finding);
}

/** @param {Case} row */
function byApi(row) {
  const { identity_hosts } = row;
  return agent.call("POST", "check", { ...settingsOf(row), ...(identity_hosts && { identity_hosts }) });
}

describe("every way gives the same findings", { concurrency: 4 }, () => {
  for (const row of CASES) test(row.name, () => check(row));
});

/**
 * The check of a row.
 * @param {Case} row
 */
async function check(row) {
  const findings = await byCommandLine(row);
  assert.deepEqual(essence(findings), row.findings);
  if (isMalformedCall(row)) {
    const { field } = row.findings[0];
    assert.throws(
      () => byWasm(row),
      (error) => error instanceof Error && error.message.includes(field),
    );
  } else {
    assert.deepEqual(byWasm(row), findings);
  }
  const response = await byApi(row);
  const body = await response.json();
  if (refersOutside(row)) {
    assert.ok([400, 422].includes(response.status), `${response.status}`);
    assert.match(response.headers.get("content-type") ?? "", /^application\/problem\+json/);
    return;
  }
  assert.equal(response.status, 200, JSON.stringify(body));
  assert.deepEqual(body, { schema: 1, findings });
}

test("the basics are a part of all findings, in the same words and order", () => {
  const counts = CASES.filter((row) => !isMalformedCall(row)).map((row) => {
    const all = byWasm(row).map((finding) => JSON.stringify(finding));
    const basics = rules
      .validateBasics(settingsOf(row), { identity_hosts: row.identity_hosts ?? [] })
      .map((finding) => JSON.stringify(finding));
    let from = 0;
    for (const finding of basics) {
      const at = all.indexOf(finding, from);
      assert.notEqual(at, -1, `${row.name}: ${finding}`);
      from = at + 1;
    }
    return basics.length;
  });
  assert.ok(counts.reduce((sum, count) => sum + count, 0) > 200, "the basics find next to nothing");
});

test("the usual ports", () => {
  const ports = FORMS.map((form) =>
    ["none", "ssl", "tls"].map((security) => rules.defaultPort(form, security)),
  );
  assert.deepEqual(ports, [
    [25, 465, 587],
    [143, 993, 143],
  ]);
});

test("an authority in any of its forms", () => {
  const { authority, findings } = rules.parseAuthority(
    "https://login.microsoftonline.us/contoso.example/v2.0",
  );
  assert.deepEqual(authority, {
    host: "login.microsoftonline.us",
    kind: "entra",
    cloud: "us-government",
    tenant: "contoso.example",
    tenant_kind: "domain",
    endpoint: "issuer",
    token_url: "https://login.microsoftonline.us/contoso.example/oauth2/v2.0/token",
  });
  assert.deepEqual(
    findings.map(({ code }) => code),
    ["authority-normalised"],
  );
});

for (const [name, call, field] of /** @type {[string, () => void, string][]} */ ([
  ["no form", () => rules.validateOutgoing(undefined), "outgoing"],
  ["text for a form", () => rules.validateIncoming("imap.example.com"), "incoming"],
  ["a list in a form", () => rules.validateOutgoing({ server: ["smtp.example.com"] }), "server"],
  ["an unknown form", () => rules.defaultPort("sideways", "tls"), "form"],
  ["an unknown security", () => rules.defaultPort("outgoing", "starttls"), "security"],
  ["a number for an authority", () => rules.parseAuthority(1), "text"],
  ["a word for hosts", () => rules.validateOutgoing({}, { identity_hosts: "x" }), "identity_hosts"],
])) {
  test(`a malformed call throws and names the field: ${name}`, () => {
    assert.throws(call, (error) => error instanceof Error && error.message.includes(field));
  });
}

test("the module imports nothing but its own glue", () => {
  const imports = WebAssembly.Module.imports(module);
  assert.deepEqual([...new Set(imports.map((item) => item.module))], ["./mailvet_wasm_bg.js"]);
  assert.ok(imports.every(({ kind }) => kind === "function"));
  const outside = /date|performance|random|crypto|fetch|xmlhttp|websocket|timeout|process|document|storage/i;
  assert.deepEqual(
    imports.map(({ name }) => name).filter((name) => outside.test(name)),
    [],
  );
  assert.doesNotMatch(glue, /^import .* from/m);
});
