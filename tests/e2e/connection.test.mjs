/** Connection tests against real servers: what succeeds, what fails at which stage, in whose words. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { Conversation } from "../bed/conversation.mjs";
import { startBed } from "../bed/index.mjs";
import { mailvet, mailvetJson } from "./cli.mjs";
import { answering, silent, smtpEcho, smtpInjection, startHostile } from "./hostile.mjs";
import { findMessage } from "./mailbox.mjs";
import { assertAbsent } from "./secrets.mjs";
import { byPassword, byToken, incoming, outgoing, pop } from "./settings.mjs";
import { TokenRelay } from "./token-relay.mjs";

/** @typedef {import("./cases.mjs").FormName} FormName */

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {FormName} form
 * @property {object} settings
 * @property {string[]} [failed] the stages that fail; none means success
 * @property {RegExp} [words] what the first of them says
 * @property {string[]} [options]
 * @property {string} [warned] a stage that warns
 * @property {string} [mechanism] how it logs in
 */

/** The stages that come one after the other at the mail server until the login. */
const OPENING = ["resolve", "connect", "tls", "greeting", "capability"];
/** Those that run beside them. */
const BESIDE = ["token", "claims"];
const REST = ["authenticate", "mailbox", "send", "goodbye"];

const bed = await startBed();
const relay = await TokenRelay.start(bed);
after(async () => {
  await relay.stop();
  await bed.stop();
});

const { alice, nobody } = bed.users;
const WRONG_SECRET = "wrong-secret~value.9876543210fedcba";
const WRONG_PASSWORD = "wrong-Password-0815";
const SECRETS = [bed.clients.post.secret, alice.password, WRONG_SECRET, WRONG_PASSWORD];
const TRUST = ["--ca-file", bed.caFile];
const QUICK = [...TRUST, "--stage-timeout", "500ms"];
const CONFIRMED = [...TRUST, "--identity-host", relay.identityHost];

const password = byPassword(bed);
const token = byToken(bed, relay);
const unknown = "44444444-5555-4666-8777-888888888888";
const custom = { provider: "custom", scope: "https://outlook.office365.com/.default" };

/**
 * The rows that every protocol has.
 * @param {FormName} form
 * @param {typeof incoming} settings
 * @param {RegExp} refused what the server says to a wrong login
 * @param {string} [login] what a login by the mechanism LOGIN is
 * @returns {Row[]}
 */
function rows(form, settings, refused, login = "LOGIN") {
  const via = (/** @type {import("./settings.mjs").Door} */ door, /** @type {object} */ credential) =>
    settings(bed, door, credential);
  /** @type {Omit<Row, "form">[]} */
  const rows = [
    { name: "a token over STARTTLS", settings: via("starttls", token), mechanism: "XOAUTH2" },
    { name: "a token over implicit TLS", settings: via("tls", token) },
    { name: "a secret in the header", settings: via("tls", byToken(bed, relay, {}, "basic")) },
    {
      name: "a custom provider over https",
      settings: via("tls", byToken(bed, relay, custom)),
      options: TRUST,
    },
    {
      name: "a custom provider over plain http on this machine",
      settings: via("tls", byToken(bed, relay, { ...custom, authority_url: relay.plainTokenUrl })),
      options: TRUST,
    },
    {
      name: "OAUTHBEARER",
      settings: via("tls", { ...token, mechanism: "oauthbearer" }),
      mechanism: "OAUTHBEARER",
    },
    { name: "a password over STARTTLS", settings: via("starttls", password), mechanism: "PLAIN" },
    { name: "a password over implicit TLS", settings: via("tls", password) },
    {
      name: "LOGIN",
      settings: via("tls", { ...password, mechanism: "login" }),
      mechanism: login,
    },
    {
      name: "a password in clear, where that is allowed",
      settings: { ...via("noStarttls", password), security: "none" },
      options: [...TRUST, "--allow-cleartext-password"],
    },
    {
      name: "a server by its name",
      settings: { ...via("tls", password), server: "localhost" },
    },
    {
      name: "only a login",
      settings: via("tls", token),
      options: [...CONFIRMED, "--depth", "auth"],
    },
    {
      name: "wrong secret",
      settings: via("tls", byToken(bed, relay, { client_secret: WRONG_SECRET })),
      failed: ["token"],
      words: /client authentication failed/,
    },
    {
      name: "wrong secret in the header",
      settings: via("tls", byToken(bed, relay, { client_secret: WRONG_SECRET }, "basic")),
      failed: ["token"],
      words: /client authentication failed/,
    },
    {
      name: "the secret sent in the wrong way",
      settings: via("tls", byToken(bed, relay, { client_auth: "basic" })),
      failed: ["token"],
      words: /client authentication failed/,
    },
    {
      name: "unknown client",
      settings: via("tls", byToken(bed, relay, { client_id: unknown })),
      failed: ["token"],
      words: /client authentication failed/,
    },
    {
      name: "a resource that nobody knows",
      settings: via("tls", byToken(bed, relay, { scope: "https://unknown.example/.default" })),
      failed: ["token"],
      words: /resource/,
    },
    {
      name: "token without rights",
      settings: via("tls", byToken(bed, relay, {}, "withoutRights")),
      failed: ["authenticate"],
      words: refused,
      warned: "claims",
    },
    {
      name: "wrong password",
      settings: via("starttls", byPassword(bed, WRONG_PASSWORD)),
      failed: ["authenticate"],
      words: refused,
    },
    {
      name: "refused port",
      settings: { ...via("tls", token), port: bed.refusedPort },
      failed: ["connect"],
      words: /refused/,
    },
    {
      name: "no such name",
      settings: { ...via("tls", password), server: "mail.nobody.invalid" },
      options: QUICK,
      failed: ["resolve"],
      words: /cannot be found|does not answer/,
    },
    {
      name: "STARTTLS not offered",
      settings: via("noStarttls", token),
      failed: ["tls"],
      words: /does not offer (STARTTLS|STLS)/,
    },
    {
      name: "expired certificate",
      settings: via("expired", token),
      failed: ["tls"],
      words: /certificate.* expired/,
    },
    {
      name: "wrong-name certificate",
      settings: via("wrongName", token),
      failed: ["tls"],
      words: /for other\.example, not for 127\.0\.0\.1/,
    },
    {
      name: "certificate by somebody else",
      settings: via("untrusted", token),
      failed: ["tls"],
      words: /Nobody whom this machine trusts/,
    },
    {
      name: "untrusted CA",
      settings: via("starttls", password),
      options: [],
      failed: ["tls"],
      words: /Nobody whom this machine trusts/,
    },
    {
      name: "untrusted CA, at the token endpoint too",
      settings: via("tls", token),
      options: ["--identity-host", relay.identityHost],
      failed: ["tls", "token"],
      words: /Nobody whom this machine trusts/,
    },
    {
      name: "implicit TLS on a STARTTLS port",
      settings: { ...via("starttls", token), security: "ssl" },
      failed: ["tls"],
      words: /does not speak TLS/,
    },
    {
      name: "STARTTLS on a port of implicit TLS",
      settings: { ...via("tls", password), security: "tls" },
      options: QUICK,
      failed: ["greeting"],
      words: /does not answer/,
    },
    {
      name: "no encryption on a port of implicit TLS",
      settings: { ...via("tls", password), security: "none" },
      options: [...QUICK, "--allow-cleartext-password"],
      failed: ["greeting"],
      words: /does not answer/,
    },
  ];
  return rows.map((row) => ({ ...row, form }));
}

/** @type {Record<string, Row[]>} */
const ROWS = {
  SMTP: rows("outgoing", outgoing, /535 5\.7\.8 Error: authentication failed/),
  IMAP: rows("incoming", incoming, /NO \[AUTHENTICATIONFAILED\] Authentication failed\./),
  POP3: rows("incoming", pop, /-ERR \[AUTH\] Authentication failed\./, "USER/PASS"),
  "the servers' own": [
    {
      name: "unknown mailbox",
      form: "outgoing",
      settings: outgoing(bed, "tls", { ...token, username: nobody.address }),
      failed: ["mailbox"],
      words: /550 5\.1\.1 <nobody@testbed\.test>: Recipient address rejected/,
    },
    {
      name: "unknown mailbox",
      form: "incoming",
      settings: incoming(bed, "tls", { ...token, username: nobody.address }),
      failed: ["authenticate"],
      words: /closed the connection/,
    },
    {
      name: "a sender that is not the user's own",
      form: "outgoing",
      settings: outgoing(bed, "tls", { ...token, sender: `other@testbed.test` }),
      failed: ["mailbox"],
      words: /not owned by user alice@testbed\.test/,
    },
    {
      name: "a login before the encryption that the server wants",
      form: "outgoing",
      settings: { ...outgoing(bed, "starttls", password), security: "none" },
      options: [...TRUST, "--allow-cleartext-password"],
      failed: ["authenticate"],
      words: /does not offer|530 5\.7\.0/,
    },
    {
      name: "a recipient elsewhere",
      form: "outgoing",
      settings: outgoing(bed, "tls", token),
      options: [...CONFIRMED, "--send-to", "someone@other.example"],
      failed: ["send"],
      words: /554 5\.7\.1 <someone@other\.example>: Relay access denied/,
    },
  ],
};

for (const [kind, rows] of Object.entries(ROWS)) {
  describe(kind, { concurrency: 4 }, () => {
    for (const row of rows) test(row.name, () => check(row));
  });
}

/**
 * The check of a row: stages, words, exit status, and no secret in either way of writing.
 * @param {Row} row
 */
async function check({ form, settings, failed = [], words, options = CONFIRMED, warned, mechanism }) {
  const args = ["test", form, "-", ...options];
  const input = { [form]: settings };
  const [run, shown] = await Promise.all([
    mailvetJson(args, { input }),
    mailvet([...args, "--verbose"], { input }),
  ]);
  const { status, document: report } = run;
  const succeeds = failed.length === 0;
  const [{ stages, ...result }] = report.tests;
  const told = JSON.stringify(stages, null, 1);
  assert.deepEqual(stagesWith("failed", stages), failed, told);
  assert.equal(report.verdict, succeeds ? "success" : "failure");
  assert.equal(result.verdict, report.verdict);
  assert.equal(status, succeeds ? 0 : 1);
  assert.deepEqual(stagesWith("warned", stages), warned ? [warned] : [], told);
  assert.deepEqual(stagesWith("skipped", stages), skippedAfter(failed, stages, settings), told);
  assert.deepEqual(
    stages.map(({ stage }) => stage),
    plan(settings, options),
  );
  if (words) {
    const { facts } = stages.find(({ stage }) => stage === failed[0]);
    assert.match(facts.error, words);
    assert.match(shown.stdout, words);
  }
  if (mechanism) {
    assert.equal(stages.find(({ stage }) => stage === "authenticate").facts.mechanism, mechanism);
  }
  assert.equal(shown.status, status);
  assert.match(shown.stdout, succeeds ? /\bSuccess\b/ : /\bFailure\b/);
  for (const text of [run.stdout, run.stderr, shown.stdout, shown.stderr]) clean(text);
}

/** @param {string} text */
function clean(text) {
  assertAbsent(text, [...SECRETS, ...relay.tokens], "the output");
  assert.doesNotMatch(text, /eyJ[\w-]+\.eyJ/, "what looks like a token is in the output");
}

/**
 * The stages that settings ask for, in the order of the design.
 * @param {any} settings
 * @param {string[]} options
 */
function plan(settings, options) {
  const skipped = new Set(options.includes("--send-to") ? [] : ["send"]);
  if (settings.security === "none") skipped.add("tls");
  if (!settings.oauth) for (const stage of BESIDE) skipped.add(stage);
  if (options.includes("auth")) skipped.add("mailbox");
  return [...OPENING, ...BESIDE, ...REST].filter((stage) => !skipped.has(stage));
}

/**
 * What cannot run when stages have failed: all that comes after them, save what ran beside them. With STARTTLS
 * the greeting comes before the encryption.
 * @param {string[]} failed
 * @param {{ stage: string }[]} stages
 * @param {any} settings
 */
function skippedAfter(failed, stages, settings) {
  const skipped = new Set(failed.length ? REST : []);
  if (failed.includes("greeting") && settings.security === "tls") skipped.add("tls");
  for (const stage of failed) {
    const line = [OPENING, BESIDE, REST].find((line) => line.includes(stage)) ?? [];
    const at = line.indexOf(stage);
    for (const later of line.slice(at + 1)) skipped.add(later);
    if (line === REST) for (const done of REST.slice(0, at + 1)) skipped.delete(done);
  }
  return stages.map(({ stage }) => stage).filter((stage) => skipped.has(stage) && !failed.includes(stage));
}

/**
 * @param {string} status
 * @param {{ stage: string, status: string }[]} stages
 */
function stagesWith(status, stages) {
  return stages.filter((stage) => stage.status === status).map(({ stage }) => stage);
}

describe("a secret goes only where it belongs", () => {
  for (const { name, oauth, options, code } of [
    { name: "an unknown identity host", oauth: {}, options: TRUST, code: "authority-unknown-host" },
    {
      name: "another identity host confirmed",
      oauth: {},
      options: [...TRUST, "--identity-host", "127.0.0.1:1"],
      code: "authority-unknown-host",
    },
    {
      name: "plain http for Microsoft",
      oauth: { authority_url: relay.plainTokenUrl },
      options: CONFIRMED,
      code: "authority-not-https",
    },
  ]) {
    test(`${name}: nobody is asked`, async () => {
      const asked = relay.requests.length;
      const server = await startHostile(silent);
      const settings = { ...outgoing(bed, "tls", byToken(bed, relay, oauth)), port: server.port };
      const run = await mailvetJson(["test", "outgoing", "-", ...options], { input: { outgoing: settings } });
      const [{ findings, stages }] = run.document.tests;
      assert.equal(run.status, 1);
      assert.ok(findings.some((finding) => finding.code === code && finding.severity === "error"));
      assert.ok(stages.every(({ status }) => status === "skipped"));
      assert.equal(relay.requests.length, asked, "the authorization server was asked");
      assert.equal(server.connections(), 0, "the mail server was asked");
      clean(run.stdout + run.stderr);
    });
  }

  test("a confirmed host is asked once, and named in the report", async () => {
    const asked = relay.requests.length;
    const input = { incoming: incoming(bed, "tls", token) };
    const { document } = await mailvetJson(["test", "incoming", "-", ...CONFIRMED], { input });
    assert.equal(relay.requests.length, asked + 1);
    const finding = document.tests[0].findings.find(({ code }) => code === "authority-confirmed-host");
    assert.ok(finding.message.includes(relay.identityHost));
  });

  test("a password is not sent in clear unasked", async () => {
    const server = await startHostile(silent);
    const settings = { ...outgoing(bed, "tls", password), security: "none", port: server.port };
    const run = await mailvetJson(["test", "outgoing", "-"], { input: { outgoing: settings } });
    assert.equal(run.status, 1);
    const [{ findings }] = run.document.tests;
    assert.ok(findings.some(({ code }) => code === "cleartext-password-refused"));
    assert.equal(server.connections(), 0);
  });

  test("a redirection of the token endpoint is not followed", async () => {
    const elsewhere = await startHostile(silent);
    const location = `location: http://127.0.0.1:${elsewhere.port}/token`;
    const endpoint = await startHostile(answering(`HTTP/1.1 307 Temporary Redirect\r\n${location}`, ""));
    const stage = await tokenStage(endpoint.port);
    assert.match(stage.facts.error, /not followed/);
    assert.equal(elsewhere.connections(), 0);
  });
});

describe("servers that are no friends", () => {
  for (const { name, behave, words } of [
    { name: "a token endpoint that says nothing", behave: silent, words: /does not answer/ },
    {
      name: "a token endpoint that repeats the secret",
      behave: answering(
        "HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json",
        '{"error":"invalid_client","error_description":"you said {body}"}',
      ),
      words: /you said .*\[redacted\]/,
    },
    {
      name: "a token endpoint that is a web page",
      behave: answering("HTTP/1.1 200 OK\r\ncontent-type: text/html", "<!doctype html><p>Sign in: {body}"),
      words: /web page/,
    },
    {
      name: "a token endpoint without a token",
      behave: answering("HTTP/1.1 200 OK\r\ncontent-type: application/json", "{}"),
      words: /without a token/,
    },
  ]) {
    test(name, async () => {
      const endpoint = await startHostile(behave);
      const stage = await tokenStage(endpoint.port);
      assert.match(stage.facts.error, words);
    });
  }

  for (const mechanism of ["plain", "login"]) {
    test(`a mail server that repeats the password, by ${mechanism}`, async () => {
      const server = await startHostile(smtpEcho);
      const settings = {
        ...outgoing(bed, "tls", { ...password, mechanism }),
        security: "none",
        port: server.port,
      };
      const args = ["test", "outgoing", "-", "--allow-cleartext-password"];
      const input = { outgoing: settings };
      const [run, shown] = await Promise.all([
        mailvetJson(args, { input }),
        mailvet([...args, "-v"], { input }),
      ]);
      assert.deepEqual(stagesWith("failed", run.document.tests[0].stages), ["authenticate"]);
      clean(run.stdout + shown.stdout + shown.stderr);
    });
  }

  test("a byte in clear after STARTTLS ends the test", async () => {
    const server = await startHostile(smtpInjection);
    const settings = { ...outgoing(bed, "starttls", password), port: server.port };
    const input = { outgoing: settings };
    const { document } = await mailvetJson(["test", "outgoing", "-", ...QUICK], { input });
    const [{ stages }] = document.tests;
    assert.deepEqual(stagesWith("failed", stages), ["tls"]);
  });

  test("a mail server that says nothing", async () => {
    const server = await startHostile(silent);
    const settings = { ...incoming(bed, "tls", password), port: server.port };
    const { document, status } = await mailvetJson(["test", "incoming", "-", ...QUICK], {
      input: { incoming: settings },
    });
    assert.deepEqual(stagesWith("failed", document.tests[0].stages), ["tls"]);
    assert.equal(status, 1);
  });
});

/**
 * The token stage against an endpoint on this machine.
 * @param {number} port
 */
async function tokenStage(port) {
  const authority_url = `http://127.0.0.1:${port}/token`;
  const input = { outgoing: outgoing(bed, "tls", byToken(bed, relay, { ...custom, authority_url })) };
  const args = ["test", "outgoing", "-", ...TRUST, "--stage-timeout", "1s"];
  const run = await mailvetJson(args, { input });
  const [{ stages }] = run.document.tests;
  assert.deepEqual(stagesWith("failed", stages), ["token"]);
  assert.equal(run.status, 1);
  clean(run.stdout + run.stderr);
  return stages.find(({ stage }) => stage === "token");
}

test("a test changes nothing in the mailbox and sends nothing", async () => {
  const folder = join(bed.dir, "mail", alice.address);
  const before = await deliverOne(folder);
  assert.ok(
    before.some((name) => name.startsWith("new/")),
    "a mail waits that nobody has read",
  );
  const both = { outgoing: outgoing(bed, "tls", token), incoming: incoming(bed, "tls", token) };
  const run = await mailvetJson(["test", "all", "-", ...CONFIRMED], { input: both });
  assert.equal(run.status, 0);
  const mailbox = run.document.tests[1].stages.find(({ stage }) => stage === "mailbox");
  assert.equal(mailbox.facts.messages, 1);
  assert.deepEqual(await mails(folder), before);
  const envelope = run.document.tests[0].stages.find(({ stage }) => stage === "mailbox");
  const ours = envelope.transcript.filter(({ from }) => from === "client");
  const said = ours.map(({ line }) => line.split(/[ :]/)[0]);
  assert.deepEqual(said, ["MAIL", "RCPT", "RSET", "QUIT"], "one flight, and no DATA");
  const logs = await bed.logs();
  assert.equal(logs.match(/status=sent/g)?.length, 1, "only the test's own mail was sent");
  assert.doesNotMatch(logs, /status=(bounced|deferred)/);
});

/**
 * Sends one mail to the mailbox, past the program, and waits for it.
 * @param {string} folder
 */
async function deliverOne(folder) {
  const END = /^\d{3} /;
  const client = await Conversation.openTls(bed.smtp.tls, { ca: await readFile(bed.caFile, "utf8") });
  await client.line();
  const login = Buffer.from(`\0${alice.address}\0${alice.password}`).toString("base64");
  for (const command of [
    "EHLO client.example",
    `AUTH PLAIN ${login}`,
    `MAIL FROM:<${alice.address}>`,
    `RCPT TO:<${alice.address}>`,
    "DATA",
    "Subject: not read yet\r\n\r\nHello.\r\n.",
    "QUIT",
  ]) {
    await client.ask(command, END);
  }
  client.close();
  for (;;) {
    const found = await mails(folder);
    if (found.length) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/**
 * The mails of a mailbox: the names tell what is read, answered or deleted.
 * @param {string} folder
 */
async function mails(folder) {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.filter((name) => /^(new|cur)\//.test(name)).sort();
}

for (const door of /** @type {const} */ (["tls", "starttls"])) {
  test(`a message that was asked for is delivered, and found by its Message-ID: ${door}`, async () => {
    const input = { outgoing: outgoing(bed, door, token) };
    const args = ["test", "outgoing", "-", ...CONFIRMED, "--send-to", alice.address];
    const [run, shown] = [await mailvetJson(args, { input }), await mailvet(args, { input })];
    const [{ stages }] = run.document.tests;
    const { status, facts } = stages.find(({ stage }) => stage === "send");
    assert.deepEqual([run.status, status], [0, "ok"], JSON.stringify(stages));
    assert.equal(facts.recipient, alice.address);
    assert.match(facts.text, new RegExp(`queued as ${facts.queue_id}`));
    const [, recipient, id] = /to (\S+), with the Message-ID (<\S+>)/.exec(shown.stdout) ?? [];
    assert.equal(recipient, alice.address);
    for (const sent of [facts.message_id, id]) await findMessage(bed, sent);
  });
}
