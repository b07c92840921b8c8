/** The npm package as somebody gets it: packed, installed into an empty project, and used there. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { temporaryFolder } from "../e2e/temporary.mjs";

const run = promisify(execFile);
const WEB = fileURLToPath(new URL("../../web", import.meta.url));
const TESTS = fileURLToPath(new URL("..", import.meta.url));

const folder = await temporaryFolder();

before(async () => {
  const { stdout } = await run("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], { cwd: WEB });
  await writeFile(join(folder, "package.json"), '{ "name": "consumer", "private": true, "type": "module" }');
  const options = ["install", "--offline", "--no-audit", "--no-fund", "--silent", `./${stdout.trim()}`];
  await run("npm", options, { cwd: folder });
});

/**
 * The check of a program in the empty project: what it prints.
 * @param {string} name
 * @param {string} program
 */
async function prints(name, program) {
  await writeFile(join(folder, name), program);
  const { stdout } = await run("node", ["--no-warnings", name], { cwd: folder });
  return stdout.trim();
}

const JUDGE = 'console.log(validateOutgoing({ server: "smtp.example.com:587" })[0].message);';
const SAID = "The port is written into the host name.";
const GERMAN = /^Der Port /;

test("a module of Node imports it", async () => {
  assert.equal(await prints("esm.mjs", `import { validateOutgoing } from "mailvet";\n${JUDGE}`), SAID);
});

test("a script of Node requires it", async () => {
  assert.equal(await prints("cjs.cjs", `const { validateOutgoing } = require("mailvet");\n${JUDGE}`), SAID);
});

test("the rules take their module from a file", async () => {
  const program = `
    import { readFile } from "node:fs/promises";
    import { fileURLToPath } from "node:url";
    import { init, validateOutgoing } from "mailvet/rules";
    try { validateOutgoing({}); } catch (error) { console.log(error.message); }
    const wasm = await readFile(fileURLToPath(import.meta.resolve("mailvet/core.wasm")));
    await init({ wasm, language: ["fr", "de-AT"] });
    ${JUDGE}`;
  const [early, said] = (await prints("rules.mjs", program)).split("\n");
  assert.match(early, /init/);
  assert.match(said, GERMAN);
});

test("a call that throws, or calls in again, changes nothing of another", async () => {
  const program = `
    import { parseAuthority, validateOutgoing } from "mailvet";
    const foreign = "https://login.example/contoso.com/oauth2/v2.0/token";
    const codeOf = () => parseAuthority(foreign).findings[0].code;
    const hosts = ["login.example"];
    let inner;
    const list = (get) => Object.defineProperty(["login.example"], 1, { enumerable: true, get });
    const tries = [
      () => validateOutgoing({ server: "x", get port() { throw new Error("the caller's own"); } }),
      () => validateOutgoing(new Proxy({}, { ownKeys() { throw new Error("the caller's own"); } })),
      () => parseAuthority("x", { identity_hosts: list(() => { throw new Error("the caller's own"); }) }),
      () => parseAuthority(foreign, { identity_hosts: list(() => { inner = codeOf(); return "x"; }) }).findings[0].code,
      () => validateOutgoing({ server: "smtp.example.com:587", get port() { inner = codeOf(); return 587; } })[0].code,
    ];
    for (const attempt of tries) {
      let outcome;
      inner = "";
      try { outcome = attempt(); } catch (error) { outcome = error.message; }
      console.log([outcome, inner, codeOf(), validateOutgoing({ server: "smtp.example.com:587" })[0].code].join(" "));
    }`;
  const good = "authority-unknown-host server-has-port";
  assert.deepEqual((await prints("apart.mjs", program)).split("\n"), [
    `the caller's own  ${good}`,
    `the caller's own  ${good}`,
    `the caller's own  ${good}`,
    `authority-confirmed-host authority-unknown-host ${good}`,
    `server-has-port authority-unknown-host ${good}`,
  ]);
});

test("a call that is broken off for want of stack leaves the next one whole", async () => {
  const program = `
    import { validateOutgoing } from "mailvet";
    const form = { server: "smtp.example.com:587", username: "legal@example.com", password: "not-a-real-password" };
    const fall = () => { validateOutgoing(form); fall(); };
    for (let turn = 0; turn < 5; turn++) {
      try { fall(); } catch (error) { if (!(error instanceof RangeError)) console.log(String(error)); }
      console.log(validateOutgoing(form)[0].code);
    }`;
  assert.deepEqual((await prints("stack.mjs", program)).split("\n"), Array(5).fill("server-has-port"));
});

test("a text stays what it is, whatever it begins or ends with", async () => {
  const program = `
    import { validateOutgoing } from "mailvet";
    const told = (key) => validateOutgoing({ [key]: "a", ["\\u{1f600}" + key]: "b" }).filter(({ code }) => code === "unknown-key").map(({ params }) => params.key);
    const keys = ["\\ufeffx", "x\\ufeff", "\\u{1f600}", "\\ud83d", "\\ude00x", "\\u00fc".repeat(7), "__proto__x", "y".repeat(200)];
    console.log(JSON.stringify(keys.map(told)));`;
  const told = JSON.parse(await prints("texts.mjs", program));
  // Half a pair is no text.
  const keys = ["\ufeffx", "x\ufeff", "\u{1f600}", "\ufffd", "\ufffdx", "\u00fc".repeat(7), "__proto__x", "y".repeat(200)];
  assert.deepEqual(told, keys.map((key) => [key, `\u{1f600}${key}`]));
});

test("words of another language, for everybody and for one", async () => {
  const program = `
    import german from "mailvet/messages/de";
    import { setLanguage, useMessages, validateOutgoing, wordsOf } from "mailvet";
    const form = { server: "smtp.example.com:587" };
    const [finding] = validateOutgoing(form);
    const told = [finding.message, wordsOf(finding, german).message];
    useMessages(german);
    told.push(validateOutgoing(form)[0].message, await setLanguage("en-GB"), validateOutgoing(form)[0].message);
    console.log(JSON.stringify(told));`;
  const [first, german, since, ...rest] = JSON.parse(await prints("words.mjs", program));
  assert.deepEqual([first, since, rest], [SAID, german, ["en", SAID]]);
  assert.match(german, GERMAN);
});

const EXPLAIN = `
  const { explain, setupScript } = await import("mailvet/explain");
  console.log(explain("AADSTS7000222: The provided client secret keys are expired.").causes[0].id);
  console.log(setupScript({}, { language: "de" }).scripts.length);`;
const EXPLAINED = "secret-expired\n6";

test("what explains failures is loaded on demand", async () => {
  assert.equal(await prints("explain.mjs", EXPLAIN), EXPLAINED);
});

for (const [name, program, said] of [
  ["the rules", `import { validateOutgoing } from "mailvet";\n${JUDGE}`, SAID],
  ["what explains failures", EXPLAIN, EXPLAINED],
]) test(`a bundler puts ${name} into one file`, async () => {
  const { build } = createRequire(join(WEB, "package.json"))("esbuild");
  await writeFile(join(folder, "app.js"), program);
  const outfile = join(folder, "bundle.mjs");
  const { warnings } = await build({
    absWorkingDir: folder,
    entryPoints: ["app.js"],
    bundle: true,
    format: "esm",
    outfile,
    logLevel: "silent",
  });
  assert.deepEqual(warnings, []);
  const { stdout } = await run("node", [outfile], { cwd: await temporaryFolder() });
  assert.equal(stdout.trim(), said);
});

test("its types hold a consumer to them", async () => {
  const consumer = join(folder, "consumer");
  await mkdir(consumer);
  await writeFile(
    join(consumer, "consumer.ts"),
    `
    import type { StandardSchemaV1 } from "@standard-schema/spec";
    import { defaultPort, incoming, outgoing, parseAuthority, validateSettings, type Finding } from "mailvet";
    import { explain, setupScript, type Failure } from "mailvet/explain";
    import german from "mailvet/messages/de";
    import { init } from "mailvet/rules";
    import { SettingsPanel } from "mailvet/element";

    const findings: Finding[] = validateSettings({ outgoing: { server: "smtp.example.com", port: "587" } });
    const port: number = defaultPort("outgoing", "tls");
    const tenant: string | undefined = parseAuthority("https://login.microsoftonline.com/common").authority?.tenant;
    const failure: Failure = { text: "535 5.7.3", protocol: "smtp", stage: null, port: 587, claims: { roles: [] } };
    const cause: string | undefined = explain(failure, { language: "de" }).causes[0]?.id;
    const link: string | undefined = setupScript({ outgoing: {} }, { cloud: "dod", protocols: ["smtp"] }).steps[0].link;
    // @ts-expect-error: no such protocol
    explain({ protocol: "gopher" });
    const schemas: StandardSchemaV1[] = [incoming, outgoing];
    const server: StandardSchemaV1.InferOutput<typeof outgoing>["server"] = "smtp.example.com";
    // @ts-expect-error: no such form
    defaultPort("sideways", "tls");
    // @ts-expect-error: a server is text
    validateSettings({ outgoing: { server: 1 } });
    // @ts-expect-error: no such code
    const code: Finding["code"] = "no-such-rule";
    export { cause, code, findings, german, init, link, port, schemas, server, SettingsPanel, tenant };
    `,
  );
  const options = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2022", "--lib", "es2023,dom"];
  await mkdir(join(folder, "node_modules/@standard-schema"), { recursive: true });
  await symlink(
    join(TESTS, "node_modules/@standard-schema/spec"),
    join(folder, "node_modules/@standard-schema/spec"),
  );
  const tsc = join(TESTS, "node_modules/.bin/tsc");
  await run(tsc, [...options, "consumer/consumer.ts"], { cwd: folder }).catch(({ stdout }) => assert.fail(stdout));
});

test("publint has nothing to say", async () => {
  const { messages, pkg } = await publint({ pkgDir: join(folder, "node_modules/mailvet"), pack: false });
  assert.deepEqual(messages.map((message) => formatMessage(message, /** @type {any} */ (pkg))), []);
});

test("it holds what it exports, and nothing of its making", async () => {
  const manifest = JSON.parse(await readFile(join(folder, "node_modules/mailvet/package.json"), "utf8"));
  assert.equal(manifest.dependencies, undefined);
  const schema = JSON.parse(await readFile(join(folder, "node_modules/mailvet/dist/schema.json"), "utf8"));
  assert.match(schema.$schema, /2020-12/);
  const { outgoing } = await import(pathToFileURL(join(folder, "node_modules/mailvet/dist/index.js")).href);
  assert.equal(outgoing["~standard"].vendor, "mailvet");
  for (const licence of ["LICENSE-APACHE", "LICENSE-MIT"]) {
    assert.match(await readFile(join(folder, "node_modules/mailvet/dist", licence), "utf8"), /Licen[cs]e|Permission/);
  }
});
