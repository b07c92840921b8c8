/** The command line: what goes in, what comes out, and the exit status. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, open, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { startBed } from "../bed/index.mjs";
import { PROGRAM, mailvet, mailvetJson } from "./cli.mjs";
import { assertAbsent } from "./secrets.mjs";
import { byPassword, byToken, incoming, outgoing } from "./settings.mjs";
import { temporaryFolder } from "./temporary.mjs";
import { TokenRelay } from "./token-relay.mjs";

const bed = await startBed();
const relay = await TokenRelay.start(bed);
after(async () => {
  await relay.stop();
  await bed.stop();
});
const folder = await temporaryFolder();
const { secret } = bed.clients.post;
const { password } = bed.users.alice;
const TRUST = ["--ca-file", bed.caFile];
const CONFIRMED = [...TRUST, "--identity-host", relay.identityHost];

/** @param {string} name @param {string} text */
async function file(name, text) {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const GOOD = await file(
  "good.toml",
  `
[outgoing]
server = "smtp.office365.com"
security = "tls"
port = 587
requires_authentication = true
username = "legal@example.com"

[outgoing.oauth]
provider = "microsoft-exchange"
client_id = "11111111-2222-4333-8444-555555555555"
client_secret = { env = "MAILVET_NO_SUCH_VARIABLE" }
authority_url = "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token"
`,
);
const WARNING = await file(
  "warning.toml",
  `
[incoming]
server = "imap.example.com"
use_ssl = true
port = 143
username = "legal@example.com"
password = "hunter2-is-not-a-word"
`,
);
const ERROR = await file(
  "error.json",
  JSON.stringify({ outgoing: { server: "https://smtp.example.com", security: "tls", port: 587 } }),
);
const HINT = await file(
  "hint.toml",
  `
[outgoing]
server = "smtp.office365.com"
security = "tls"
username = "legal@example.com"
oauth.provider = "microsoft-exchange"
oauth.client_id = "11111111-2222-4333-8444-555555555555"
oauth.client_secret = { file = "no-such-file" }
oauth.authority_url = "https://login.microsoftonline.com/contoso.onmicrosoft.com"
`,
);

describe("check", () => {
  for (const { name, path, options = [], status, codes } of [
    { name: "good settings", path: GOOD, status: 0, codes: [] },
    { name: "good settings, strictly", path: GOOD, options: ["--strict"], status: 0, codes: [] },
    {
      name: "a hint, strictly",
      path: HINT,
      options: ["--strict"],
      status: 0,
      codes: ["authority-normalised"],
    },
    { name: "a warning", path: WARNING, status: 0, codes: ["port-security-mismatch"] },
    {
      name: "a warning, strictly",
      path: WARNING,
      options: ["--strict"],
      status: 1,
      codes: ["port-security-mismatch"],
    },
    { name: "an error", path: ERROR, status: 1, codes: ["server-is-url"] },
  ]) {
    test(`${name}: exit status ${status}`, async () => {
      const [run, shown] = await Promise.all([
        mailvetJson(["check", path, ...options]),
        mailvet(["check", path, ...options]),
      ]);
      assert.deepEqual([run.status, shown.status], [status, status]);
      assert.deepEqual(
        run.document.findings.map(({ code }) => code),
        codes,
      );
      for (const code of codes) assert.ok(shown.stdout.includes(`[${code}]`), shown.stdout);
      assertAbsent(run.stdout + shown.stdout, ["hunter2-is-not-a-word"], "the output");
    });
  }

  test("JSON is exactly as the interface says", async () => {
    const { document } = await mailvetJson(["check", ERROR]);
    const [{ params, source, span, ...finding }, ...others] = document.findings;
    assert.deepEqual([document.schema, others], [1, []]);
    assert.deepEqual(finding, {
      code: "server-is-url",
      severity: "error",
      form: "outgoing",
      field: "server",
      message: "The mail server is written as a URL.",
      help: "Enter the host name alone: no `https` before it, and no path behind it.",
      fix: { edits: [{ field: "server", value: "smtp.example.com" }], safe: true },
      location: { file: ERROR, line: 1, column: 24, end_line: 1, end_column: 32 },
    });
    assert.deepEqual(params, { scheme: "https" });
    assert.deepEqual(span, { start: 0, end: 8 });
    assert.match(source, /^RFC 5321/);
  });

  test("a span counts UTF-16 units", async () => {
    const input = { incoming: { server: "🔑{host}", use_ssl: true } };
    const { document } = await mailvetJson(["check", "-"], { input });
    const { span } = document.findings.find(({ field }) => field === "server");
    assert.equal("🔑{host}".slice(span.start, span.end), "{host}");
  });

  test("standard input, TOML and JSON alike", async () => {
    const settings = { outgoing: { server: "https://smtp.example.com", security: "tls", port: 587 } };
    const toml = '[outgoing]\nserver = "https://smtp.example.com"\nsecurity = "tls"\nport = 587\n';
    const [fromFile, fromJson, fromToml] = await Promise.all([
      mailvetJson(["check", ERROR]),
      mailvetJson(["check", "-"], { input: settings }),
      mailvetJson(["check", "-"], { input: toml }),
    ]);
    const findings = [fromFile, fromJson, fromToml].map(({ document }) =>
      document.findings.map(({ location, ...finding }) => finding),
    );
    assert.deepEqual(findings[1], findings[0]);
    assert.deepEqual(findings[2], findings[0]);
  });

  test("reads no secret", async () => {
    const touched = join(folder, "touched");
    const input = {
      incoming: {
        server: "imap.example.com",
        use_ssl: true,
        username: "legal@example.com",
        password: { command: ["touch", touched] },
      },
    };
    const run = await mailvetJson(["check", "-"], { input });
    assert.deepEqual(run.document.findings, []);
    await assert.rejects(chmod(touched, 0o600), { code: "ENOENT" });
  });
});

describe("wrong usage and unreadable files: exit status 2", () => {
  const cases = /** @type {[string, string[], string?][]} */ ([
    ["no command", []],
    ["an unknown command", ["chek"]],
    ["an unknown option", ["check", GOOD, "--fast"]],
    ["no file", ["check"]],
    ["a file that is not there", ["check", join(folder, "nowhere.toml")]],
    ["a folder", ["check", folder]],
    ["broken TOML", ["check", "-"], `[outgoing]\npassword = "${password}" x`],
    ["broken JSON", ["check", "-"], `{"outgoing": {"password": "${password}" x}}`],
    ["a form that is no table", ["check", "-"], `outgoing = "${password}"`],
    ["an unknown form", ["test", "sideways", GOOD]],
    ["a form that the file does not have", ["test", "incoming", GOOD]],
    ["no form at all", ["test", "all", "-"], "{}"],
    ["a time that is none", ["test", "all", GOOD, "--timeout", "soon"]],
    ["a CA file that is none", ["test", "all", GOOD, "--ca-file", GOOD]],
    ["two documents on standard output", ["test", "all", GOOD, "--json", "--hand-off", "-"]],
  ]);
  for (const [name, args, input] of cases) {
    test(name, async () => {
      const run = await mailvet(args, { input });
      assert.equal(run.status, 2, run.stdout + run.stderr);
      assert.notEqual(run.stderr, "");
      assert.equal(run.stdout, "");
      assertAbsent(run.stderr, [password], "the complaint");
    });
  }
});

describe("secrets", () => {
  const commands = join(folder, "commands");
  const settings = (/** @type {object} */ reference) => ({
    incoming: incoming(bed, "tls", { ...byPassword(bed), password: reference }),
  });

  for (const { name, reference, options = [], env } of [
    {
      name: "in the environment",
      reference: { env: "MAILVET_TEST_PASSWORD" },
      env: { MAILVET_TEST_PASSWORD: password },
    },
    { name: "in a file", reference: { file: join(folder, "password") } },
    {
      name: "by a command",
      reference: { command: ["cat", join(folder, "password")] },
      options: ["--allow-command"],
    },
  ]) {
    test(`${name}: exit status 0`, async () => {
      await file("password", `${password}\n`);
      const run = await mailvet(["test", "incoming", "-", ...TRUST, ...options], {
        input: settings(reference),
        env,
      });
      assert.equal(run.status, 0, run.stdout + run.stderr);
      assertAbsent(run.stdout + run.stderr, [password], "the output");
    });
  }

  test("a path counts from the settings file", async () => {
    await mkdir(commands, { recursive: true });
    await writeFile(join(commands, "client-secret"), secret);
    const login = byToken(bed, relay, { client_secret: { file: "client-secret" } });
    const path = join(commands, "settings.json");
    await writeFile(path, JSON.stringify({ outgoing: outgoing(bed, "starttls", login) }));
    const run = await mailvet(["test", "outgoing", path, ...CONFIRMED]);
    assert.equal(run.status, 0, run.stdout + run.stderr);
  });

  for (const { name, reference } of [
    { name: "an environment variable that is not set", reference: { env: "MAILVET_NO_SUCH_VARIABLE" } },
    { name: "a file that is not there", reference: { file: join(folder, "no-such-file") } },
    { name: "a command without leave", reference: { command: ["cat", join(folder, "password")] } },
    { name: "no password at all", reference: undefined },
  ]) {
    test(`${name}: exit status 4`, async () => {
      const input = settings(/** @type {object} */ (reference));
      const [run, shown] = await Promise.all([
        mailvetJson(["test", "incoming", "-", ...TRUST], { input }),
        mailvet(["test", "incoming", "-", ...TRUST], { input }),
      ]);
      assert.deepEqual([run.status, shown.status], [4, 4], shown.stdout);
      assert.equal(run.document.verdict, "failure");
      const [{ findings, stages }] = run.document.tests;
      assert.ok(findings.some(({ field, severity }) => field === "password" && severity === "error"));
      assert.ok(stages.every(({ status }) => status === "skipped"));
    });
  }

  test("a wrong setting beside a missing credential: exit status 1", async () => {
    const input = { incoming: { ...settings({ env: "MAILVET_NO_SUCH_VARIABLE" }).incoming, server: "a b" } };
    assert.equal((await mailvet(["test", "incoming", "-"], { input })).status, 1);
  });
});

describe("test", () => {
  const both = {
    outgoing: outgoing(bed, "starttls", byToken(bed, relay)),
    incoming: incoming(bed, "tls", byPassword(bed)),
  };

  test("JSON is as the interface says", async () => {
    const { document, status, stderr } = await mailvetJson(["test", "all", "-", ...CONFIRMED], {
      input: both,
    });
    assert.equal(status, 0);
    assert.equal(stderr, "");
    assert.deepEqual(Object.keys(document), ["schema", "verdict", "tests"]);
    assert.deepEqual([document.schema, document.verdict], [1, "success"]);
    assert.deepEqual(
      document.tests.map(({ form, verdict }) => ({ form, verdict })),
      [
        { form: "outgoing", verdict: "success" },
        { form: "incoming", verdict: "success" },
      ],
    );
    for (const result of document.tests) {
      assert.deepEqual(Object.keys(result).sort(), ["causes", "findings", "form", "stages", "verdict"]);
      assert.deepEqual(result.causes, []);
      for (const stage of result.stages) {
        assert.deepEqual(Object.keys(stage).sort(), [
          "elapsed_ms",
          "facts",
          "stage",
          "started_ms",
          "status",
          "transcript",
        ]);
        assert.ok(stage.started_ms >= 0 && stage.elapsed_ms >= 0 && stage.elapsed_ms < 30_000);
        for (const { from, line, ...rest } of stage.transcript) {
          assert.deepEqual(rest, {});
          assert.match(from, /^(client|server)$/);
          assert.equal(typeof line, "string");
        }
      }
    }
  });

  test("a cause has what the interface says", async () => {
    const input = { outgoing: { ...both.outgoing, port: bed.refusedPort } };
    const { document } = await mailvetJson(["test", "outgoing", "-", ...CONFIRMED], { input });
    const [{ causes }] = document.tests;
    assert.ok(causes.length, "a refused port has a cause");
    for (const { id, title, confidence, why, remedies } of causes) {
      assert.match(id, /^[a-z0-9-]+$/);
      assert.equal(typeof title, "string");
      assert.ok(confidence > 0 && confidence <= 1);
      assert.ok(why.length);
      for (const { kind, title, text } of remedies) {
        assert.deepEqual([typeof kind, typeof title, typeof text], ["string", "string", "string"]);
      }
    }
  });

  test("one form of two", async () => {
    const { document } = await mailvetJson(["test", "incoming", "-", ...TRUST], { input: both });
    assert.deepEqual(
      document.tests.map(({ form }) => form),
      ["incoming"],
    );
  });

  test("one failure of two: exit status 1", async () => {
    const input = { ...both, incoming: { ...both.incoming, port: bed.refusedPort } };
    const { document, status } = await mailvetJson(["test", "all", "-", ...CONFIRMED], { input });
    assert.equal(status, 1);
    assert.equal(document.verdict, "failure");
    assert.deepEqual(
      document.tests.map(({ verdict }) => verdict),
      ["success", "failure"],
    );
  });

  test("the whole time is bounded: exit status 1", async () => {
    const input = { incoming: { ...both.incoming, port: bed.imap.tls, security: "tls" } };
    const started = performance.now();
    const { status, document } = await mailvetJson(
      ["test", "incoming", "-", ...TRUST, "--timeout", "300ms"],
      { input },
    );
    assert.equal(status, 1);
    assert.match(JSON.stringify(document), /too long/);
    assert.ok(performance.now() - started < 5_000);
  });

  test("quietly: nothing is said of success, all of a failure", async () => {
    const wrong = { incoming: { ...both.incoming, port: bed.refusedPort } };
    const [good, bad] = await Promise.all([
      mailvet(["test", "incoming", "-", "-q", ...TRUST], { input: both }),
      mailvet(["test", "incoming", "-", "-q", ...TRUST], { input: wrong }),
    ]);
    assert.deepEqual(good, { status: 0, stdout: "", stderr: "" });
    assert.equal(bad.status, 1);
    assert.match(bad.stdout, /refused/);
  });

  test("the report as JSON, and beside it a page to hand over", async () => {
    const page = join(folder, "hand-off.md");
    const wrong = { incoming: { ...both.incoming, port: bed.refusedPort } };
    const args = ["test", "incoming", "-", "--hand-off", page, ...TRUST];
    const { status, document } = await mailvetJson(args, { input: wrong });
    assert.equal(status, 1);
    assert.equal(document.verdict, "failure");
    assert.match(await readFile(page, "utf8"), /^# .*[^]*refused/);
  });

  test("colours only where they are wanted", async () => {
    const args = ["test", "incoming", "-", ...TRUST];
    const escape = /\x1b\[/;
    const [piped, forced, none] = await Promise.all([
      mailvet(args, { input: both }),
      mailvet(args, { input: both, env: { CLICOLOR_FORCE: "1" } }),
      mailvet(args, { input: both, env: { NO_COLOR: "1" } }),
    ]);
    assert.doesNotMatch(piped.stdout, escape);
    assert.match(forced.stdout, escape);
    assert.doesNotMatch(none.stdout, escape);
  });

  test("what was said, line by line, only when asked", async () => {
    const args = ["test", "incoming", "-", ...TRUST];
    const [short, long] = await Promise.all([
      mailvet(args, { input: both }),
      mailvet([...args, "-v"], { input: both }),
    ]);
    assert.doesNotMatch(short.stdout, /EXAMINE/);
    assert.match(long.stdout, /EXAMINE "?INBOX/);
  });
});

test("a failure that is lost in the middle of a log: what was read is told", async () => {
  const noise = `${"x".repeat(70)}\n`.repeat(3000);
  const failure = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.\n";
  const [last, lost] = await Promise.all([
    mailvet(["explain"], { input: noise + failure }),
    mailvet(["explain"], { input: noise + failure + noise }),
  ]);
  assert.match(last.stdout, /smtp-auth-disabled-tenant/);
  assert.match(lost.stdout, /no failure that Mailvet knows.*\n.*the beginning and the end were read/);
});

test("check quietly: nothing is said of good settings", async () => {
  assert.deepEqual(await mailvet(["check", "-q", GOOD]), { status: 0, stdout: "", stderr: "" });
});

for (const [args, german] of /** @type {const} */ ([
  [["check", "-"], /Der Mailserver ist als URL angegeben/],
  [["explain", "secret-expired"], /abgelaufen/],
  [["rules", "server-is-url"], /Der Mailserver ist als URL angegeben/],
  [["setup"], /# E-Mail mit OAuth 2\.0, von Grund auf/],
  [["sandbox", "--list"], /Mandanten/],
  [["test", "incoming", "-"], /Der Mailserver ist als URL angegeben/],
])) {
  test(`in German: mailvet ${args.join(" ")}`, async () => {
    const options = { input: '[incoming]\nserver = "https://localhost"' };
    const { stdout } = await mailvet([...args, "--language", "de-AT"], options);
    assert.match(stdout, german);
    assert.doesNotMatch((await mailvet([...args], options)).stdout, german);
  });
}

for (const args of [["--help"], ["check", "--help"], ["test", "--help"], ["serve", "--help"]]) {
  test(`mailvet ${args.join(" ")} shows examples`, async () => {
    const { status, stdout } = await mailvet(args);
    assert.equal(status, 0);
    assert.match(stdout, /Examples:\n {2}mailvet /);
  });
}

test("a token that cannot be asked for skips the two stages that there would be", async () => {
  const input = { incoming: { server: "mail.example.com", use_ssl: true, username: "a@example.com", oauth: { provider: "custom" } } };
  const { status, document } = await mailvetJson(["token", "incoming", "-"], { input });
  assert.notEqual(status, 0);
  const stages = document.stages.map((/** @type {any} */ { stage, status }) => [stage, status]);
  assert.deepEqual(stages, [["token", "skipped"], ["claims", "skipped"]]);
});

describe("a test without a file", () => {
  const login = ["--server", "localhost", "--username", bed.users.alice.address, ...CONFIRMED];
  const smtp = ["test", "outgoing", ...login, "--security", "ssl", "--port", String(bed.smtp.tls)];
  const imap = ["test", "incoming", ...login, "--use-ssl", "--port", String(bed.imap.tls)];
  const { id } = bed.clients.post;
  const oauth = ["--provider", "microsoft-exchange", "--client-id", id, "--authority-url", relay.authority];

  for (const { name, args, input = "", status } of [
    { name: "a password from standard input", args: smtp, input: `${password}\n`, status: 0 },
    { name: "a client secret from standard input", args: [...imap, ...oauth], input: secret, status: 0 },
    { name: "no secret", args: imap, status: 4 },
    { name: "no secret for outgoing mail", args: smtp, status: 4 },
    { name: "no setting at all", args: ["test", "outgoing"], status: 2 },
    { name: "both forms", args: ["test", "all", ...login], status: 2 },
  ]) {
    test(`${name}: exit status ${status}`, async () => {
      const run = await mailvet(args, { input });
      assert.equal(run.status, status, run.stdout + run.stderr);
      assertAbsent(run.stdout + run.stderr, [secret, password], "the output");
    });
  }
});

for (const { name, args, input = "" } of [
  { name: "neither form", args: ["check", "-"], input: "[Outgoing]\nserver = 'x'" },
  { name: "a limit of no time", args: ["test", "all", GOOD, "--timeout", "0s"] },
  { name: "a language without words", args: ["check", GOOD, "--language", "fr"] },
  { name: "a URL for an identity host", args: ["check", GOOD, "--identity-host", "https://x.example/"] },
]) {
  test(`${name}: exit status 2`, async () => {
    const { status, stderr } = await mailvet(args, { input });
    assert.equal(status, 2);
    assert.notEqual(stderr, "");
  });
}

test("Ctrl-C ends a test: exit status 130", async () => {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    run.child.kill("SIGINT");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const run = start(["test", "outgoing", "-"]);
  run.child.stdin.end(`[outgoing]\nserver = "127.0.0.1"\nport = ${port}\n`);
  const [status] = await once(run.child, "exit");
  server.close();
  assert.equal(status, 130);
});

test("an answer that cannot be written: exit status 3", async () => {
  const full = await open("/dev/full", "w");
  const { child } = start(["check", WARNING, "--json"], full.fd);
  const [status] = await once(child, "exit");
  await full.close();
  assert.equal(status, 3);
});

for (const args of [["completions", "bash"], ["completions", "fish"], ["man"]]) {
  test(`mailvet ${args.join(" ")} writes to standard output`, async () => {
    const { status, stdout } = await mailvet(args);
    assert.equal(status, 0);
    assert.match(stdout, /mailvet/);
  });
}

/**
 * The program, to be treated as it runs.
 * @param {string[]} args
 * @param {number | "pipe"} [stdout]
 */
function start(args, stdout = "pipe") {
  const child = spawn(PROGRAM, args, { stdio: ["pipe", stdout, "ignore"] });
  return { child: /** @type {import("node:child_process").ChildProcessWithoutNullStreams} */ (child) };
}
