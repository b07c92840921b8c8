/** `mailvet check` on files: places, mends, formats, and many accounts. */
import assert from "node:assert/strict";
import { chmod, readFile, stat, symlink, writeFile, lstat } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { mailvet, mailvetJson } from "./cli.mjs";
import { assertAbsent } from "./secrets.mjs";
import { temporaryFolder } from "./temporary.mjs";

const folder = await temporaryFolder();
const SECRET = "hunter2-is-not-a-word";
const TOML = `# ours
[outgoing]
server = "https://smtp.example.com" # the one
security = "STARTTLS"

[incoming]
sever = "${SECRET}"
use_ssl = true
username = "legal@example.com"
password = "${SECRET}"
`;
const MENDED = TOML.replace("https://smtp.example.com", "smtp.example.com").replace("STARTTLS", "tls");

/** @param {string} name @param {string} text */
async function file(name, text) {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const PLACES = [
  ["3:11", "server-is-url"],
  ["4:12", "unknown-choice"],
  ["6:1", "server-missing"],
  ["7:1", "unknown-key"],
];

describe("places", () => {
  test("lines to be found with grep, without colours", async () => {
    await file("places.toml", TOML);
    const { stdout, status } = await mailvet(["check", "places.toml"], { cwd: folder });
    assert.equal(status, 1);
    for (const [place, code] of PLACES) {
      assert.match(stdout, new RegExp(`^places\\.toml:${place}: (error|warning)\\[${code}\\]: `, "m"));
    }
    assert.doesNotMatch(stdout, /\x1b/);
    assertAbsent(stdout, [SECRET], "the output");
  });

  test("in JSON", async () => {
    const path = await file("places-json.toml", TOML);
    const { document } = await mailvetJson(["check", path]);
    assert.deepEqual(
      document.findings.map(({ code, location: { line, column } }) => [`${line}:${column}`, code]).sort(),
      PLACES,
    );
  });

  test("in a picture, where colours are wanted, without secrets", async () => {
    const path = await file("picture.json", `{"incoming": {"password": "${SECRET}", "sever": "${SECRET}"}}`);
    const { stdout } = await mailvet(["check", path], { env: { CLICOLOR_FORCE: "1" } });
    const plain = stdout.replaceAll(/\x1b\[[0-9;]*m/g, "");
    const line = plain.indexOf('1 | {"incoming": {"password": [redacted], "sever": [redacted]}}');
    assert.ok(line > 0, plain);
    assert.ok(plain.includes("^^^^^^^"), plain);
    assert.match(plain, /picture\.json:1:52\n/);
    assertAbsent(stdout, [SECRET], "the picture");
  });
});

describe("--fix", () => {
  test("mends the file in place, once, and keeps its permissions and its link", async () => {
    const path = await file("fix.toml", TOML);
    await chmod(path, 0o640);
    const link = join(folder, "fix-link.toml");
    await symlink("fix.toml", link);
    const first = await mailvet(["check", "--fix", link]);
    assert.equal(first.status, 1, "what cannot be mended is still an error");
    assert.match(first.stdout, /fixed\[server-is-url\]/);
    assert.equal(await readFile(path, "utf8"), MENDED);
    assert.equal((await stat(path)).mode & 0o777, 0o640);
    assert.ok((await lstat(link)).isSymbolicLink());
    const second = await mailvet(["check", "--fix", path]);
    assert.doesNotMatch(second.stdout, /fixed/);
    assert.equal(await readFile(path, "utf8"), MENDED);
    assertAbsent(first.stdout + first.stderr, [SECRET], "the output");
  });

  test("of standard input the mended text goes to standard output", async () => {
    const { stdout, stderr, status } = await mailvet(["check", "--fix", "-"], { input: TOML });
    assert.equal(stdout, MENDED);
    assert.match(stderr, /server-missing/);
    assert.equal(status, 1);
  });

  test("--diff changes nothing and shows no secret", async () => {
    const path = await file("diff.toml", TOML);
    const { stdout, status } = await mailvet(["check", "--fix", "--diff", path]);
    assert.equal(status, 1);
    assert.match(stdout, /^-server = "https:\/\/smtp\.example\.com" # the one$/m);
    assert.match(stdout, /^\+server = "smtp\.example\.com" # the one$/m);
    assert.equal(await readFile(path, "utf8"), TOML);
    assertAbsent(stdout, [SECRET], "the diff");
  });

  test("JSON keeps its formatting", async () => {
    const text = '{\n\t"outgoing": {\n\t\t"server": "smtp.example.com:587",\n\t\t"security": "tls"\n\t}\n}\n';
    const path = await file("fix.json", text);
    const { document, status } = await mailvetJson(["check", "--fix", path]);
    assert.equal(status, 0, JSON.stringify(document));
    assert.deepEqual(
      document.fixed.map(({ code }) => code),
      ["server-has-port"],
    );
    assert.equal(
      await readFile(path, "utf8"),
      '{\n\t"outgoing": {\n\t\t"server": "smtp.example.com",\n\t\t"security": "tls",\n\t\t"port": 587\n\t}\n}\n',
    );
  });
});

describe("several files", () => {
  test("a broken one hides no other; exit status 2", async () => {
    const good = await file("good.toml", '[outgoing]\nserver = "smtp.example.com"\nsecurity = "tls"\n');
    const bad = await file("bad.toml", `[outgoing]\npassword = "${SECRET}" x\n`);
    const wrong = await file("wrong.toml", TOML);
    const run = await mailvetJson(["check", good, bad, wrong]);
    assert.equal(run.status, 2);
    assert.deepEqual([...new Set(run.document.findings.map(({ location }) => location.file))], [wrong]);
    assert.deepEqual(
      run.document.errors.map(({ file, line, column }) => [file, line, column]),
      [[bad, 2, 36]],
    );
    assert.match(run.stderr, /bad\.toml:2:36: /);
    assertAbsent(run.stdout + run.stderr, [SECRET], "the output");
  });

  test("a key that stands twice in JSON is an error, and neither value is lost", async () => {
    const { status, stderr } = await mailvet(["check", "-"], {
      input: '{"outgoing": {"server": "a.example",\n "server": "b.example"}}',
    });
    assert.equal(status, 2);
    assert.match(stderr, /<stdin>:2:2: .*twice/);
  });
});

describe("SARIF", () => {
  test("has what code hosts read", async () => {
    const name = "with space.toml";
    await file(name, TOML);
    const run = await mailvet(["check", "--format", "sarif", name], { cwd: folder });
    assert.equal(run.status, 1);
    assertAbsent(run.stdout, [SECRET], "the log");
    const { version, runs } = JSON.parse(run.stdout);
    assert.equal(version, "2.1.0");
    const [{ tool, results, invocations, columnKind }] = runs;
    assert.equal(columnKind, "unicodeCodePoints");
    assert.equal(invocations[0].executionSuccessful, true);
    assert.equal(results.length, PLACES.length);
    for (const { ruleId, ruleIndex, level, message, locations } of results) {
      const rule = tool.driver.rules[ruleIndex];
      assert.equal(rule.id, ruleId);
      assert.equal(rule.defaultConfiguration.level, level);
      assert.ok(rule.shortDescription.text && rule.help.text && message.text);
      const [{ physicalLocation }] = locations;
      assert.equal(physicalLocation.artifactLocation.uri, "with%20space.toml");
      const { startLine, startColumn, endLine, endColumn } = physicalLocation.region;
      assert.ok(startLine >= 1 && startColumn >= 1);
      assert.ok(endLine > startLine || endColumn > startColumn);
      assert.ok(PLACES.some(([place, code]) => place === `${startLine}:${startColumn}` && code === ruleId));
    }
    const url = results.find(({ ruleId }) => ruleId === "server-is-url");
    const [{ artifactChanges }] = url.fixes;
    assert.deepEqual(artifactChanges[0].replacements, [
      {
        deletedRegion: { startLine: 3, startColumn: 10, endLine: 3, endColumn: 36 },
        insertedContent: { text: '"smtp.example.com"' },
      },
    ]);
  });

  test("tells of a file that cannot be read; exit status 2", async () => {
    const path = await file("broken.json", '{"outgoing": ');
    const run = await mailvet(["check", "--format", "sarif", path]);
    assert.equal(run.status, 2);
    const [{ invocations, results }] = JSON.parse(run.stdout).runs;
    assert.equal(invocations[0].executionSuccessful, false);
    assert.equal(invocations[0].toolExecutionNotifications.length, 1);
    assert.deepEqual(results, []);
  });
});

describe("--jsonl", () => {
  const good = { outgoing: { server: "smtp.example.com", security: "tls" } };
  const wrong = { incoming: { server: "https://x.example", use_ssl: true } };
  for (const { name, lines, options = [], status, answers } of [
    { name: "good accounts", lines: [{ id: 1, ...good }, { id: { a: [2] }, ...good }], status: 0, answers: [1, { a: [2] }] },
    { name: "an error", lines: [{ id: "a", ...wrong }, { id: "b", ...good }], status: 1, answers: ["a", "b"] },
    {
      name: "a line that is no JSON",
      lines: [{ id: 1, ...wrong }, `{"id": 2, "incoming": {"password": "${SECRET}" x}}`, { id: 3, ...good }],
      status: 2,
      answers: [1, null, 3],
    },
    {
      name: "a line without end",
      lines: [{ id: 1, outgoing: { server: "x".repeat(3 << 20) } }, { id: 2, ...good }],
      status: 2,
      answers: [null, 2],
    },
    {
      name: "a warning, strictly",
      lines: [{ id: 1, outgoing: { ...good.outgoing, sever: "x" } }],
      options: ["--strict"],
      status: 1,
      answers: [1],
    },
  ]) {
    test(`${name}: exit status ${status}`, async () => {
      const input = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");
      const run = await mailvet(["check", "--jsonl", "-", ...options], { input: `${input}\n` });
      assert.equal(run.status, status, run.stderr);
      const found = run.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
      assert.deepEqual(
        found.map(({ id }) => id),
        answers,
      );
      assert.ok(found.every(({ findings, error }) => Array.isArray(findings) !== Boolean(error?.message)));
      assertAbsent(run.stdout + run.stderr, [SECRET], "the answer");
    });
  }

  test("says of an account what check says of its file", async () => {
    const [file, line] = await Promise.all([
      mailvetJson(["check", "-"], { input: wrong }),
      mailvet(["check", "--jsonl", "-"], { input: JSON.stringify(wrong) }),
    ]);
    const { findings } = JSON.parse(line.stdout);
    assert.deepEqual(
      findings,
      file.document.findings.map(({ location, ...finding }) => finding),
    );
  });
});

describe("upgrade", () => {
  const OLD = `[incoming]
server = "outlook.office365.com" # kept
use_ssl = true
username = "legal@example.com"
enable_exchange_oauth = true
exchange_client_id = "11111111-2222-4333-8444-555555555555"
exchange_client_secret = "${SECRET}"
exchange_authority = "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token"
`;
  const names = [
    ["enable_exchange_oauth = true", 'oauth.provider = "PROVIDER"'],
    ["exchange_client_id", "oauth.client_id"],
    ["exchange_client_secret", "oauth.client_secret"],
    ["exchange_authority", "oauth.authority_url"],
  ];
  const upgraded = (/** @type {string} */ provider) =>
    names.reduce((text, [old, today]) => text.replace(old, today), OLD).replace("PROVIDER", provider);

  test("demands the choice: exit status 2, and nothing is written", async () => {
    const path = await file("old.toml", OLD);
    for (const options of [[], ["--write"]]) {
      const run = await mailvet(["upgrade", path, ...options]);
      assert.equal(run.status, 2);
      assert.match(run.stdout, /incoming mail stops/);
      assert.match(run.stdout, /^\+oauth\.provider = "microsoft-exchange"$/m);
      assert.match(run.stderr, /--oauth microsoft-exchange/);
      assertAbsent(run.stdout + run.stderr, [SECRET], "the output");
    }
    assert.equal(await readFile(path, "utf8"), OLD);
  });

  for (const provider of ["microsoft-exchange", "none"]) {
    test(`--oauth ${provider} shows, --write writes, and twice is as once`, async () => {
      const path = await file(`old-${provider}.toml`, OLD);
      const shown = await mailvet(["upgrade", path, "--oauth", provider]);
      assert.equal(shown.status, 0);
      assert.match(shown.stdout, /^-exchange_client_secret = \[redacted\]$/m);
      assert.match(shown.stdout, /^\+oauth\.client_secret = \[redacted\]$/m);
      assert.equal(await readFile(path, "utf8"), OLD);
      const written = await mailvet(["upgrade", path, "--oauth", provider, "--write"]);
      assert.equal(written.status, 0);
      assert.equal(await readFile(path, "utf8"), upgraded(provider));
      const again = await mailvet(["upgrade", path, "--oauth", provider, "--write"]);
      assert.equal(again.status, 0);
      assert.match(again.stdout, /nothing to do/);
      assert.equal(await readFile(path, "utf8"), upgraded(provider));
      const { status } = await mailvet(["check", path]);
      // Without OAuth a password is missing.
      assert.equal(status, provider === "none" ? 1 : 0);
      assertAbsent(shown.stdout + written.stdout + again.stdout, [SECRET], "the output");
    });
  }
});

describe("rules", () => {
  test("lists every rule, and explains one", async () => {
    const [{ document }, shown, one, json] = await Promise.all([
      mailvetJson(["rules"]),
      mailvet(["rules"]),
      mailvet(["rules", "server-is-url"]),
      mailvetJson(["rules", "server-is-url"]),
    ]);
    assert.ok(document.rules.length > 50);
    for (const { code, severity, message, source } of document.rules) {
      assert.match(severity, /^(error|warning|hint)$/);
      assert.ok(message && source, code);
      assert.ok(shown.stdout.includes(` ${code} `), code);
    }
    assert.match(one.stdout, /^error\[server-is-url\]: [^]*Wrong:\n[^]*Right:\n[^]*Source: /);
    assert.deepEqual(
      [json.document.code, typeof json.document.wrong, typeof json.document.right],
      ["server-is-url", "string", "string"],
    );
  });

  test("an unknown one: exit status 2, and the nearest", async () => {
    const { status, stdout, stderr } = await mailvet(["rules", "server-is-ulr"]);
    assert.deepEqual([status, stdout], [2, ""]);
    assert.match(stderr, /server-is-url/);
  });
});

describe("providers", () => {
  test("lists them, in JSON too", async () => {
    const [{ document }, shown] = await Promise.all([mailvetJson(["providers"]), mailvet(["providers"])]);
    assert.ok(document.providers.length > 5);
    for (const { id } of document.providers) assert.ok(shown.stdout.includes(id), id);
  });

  for (const asked of ["legal@gmail.com", "gmail.com", "microsoft-365", "me@outlook.com", "gmx.de"]) {
    test(`suggests settings for ${asked}, which the rules find only incomplete`, async () => {
      const suggested = await mailvet(["providers", asked]);
      assert.equal(suggested.status, 0, suggested.stderr);
      const { document, stderr } = await mailvetJson(["check", "-"], { input: suggested.stdout });
      assert.equal(stderr, "");
      for (const { code } of document.findings) assert.match(code, /-missing$/);
      const filledIn = suggested.stdout.replaceAll(/^# (?=[a-z_.]+ = )/gm, "");
      assert.notEqual(filledIn, suggested.stdout);
      const { status } = await mailvet(["check", "-"], { input: filledIn });
      assert.notEqual(status, 2, `every comment with a key is a line of TOML: ${filledIn}`);
    });
  }

  const MICROSOFT = ["microsoft-365", "microsoft-365-gcc-high", "microsoft-365-dod", "microsoft-365-china", "outlook-com"];
  for (const [asked, expected] of /** @type {[string, string[]][]} */ ([
    ["microsoft-exchange", MICROSOFT],
    ["google-workspace", ["google"]],
  ])) {
    test(`lists those whose oauth.provider is ${asked}`, async () => {
      const [{ document }, shown] = await Promise.all([mailvetJson(["providers", asked]), mailvet(["providers", asked])]);
      assert.deepEqual(
        document.providers.map(({ id }) => id),
        expected,
      );
      assert.deepEqual(shown.stdout.match(/^\S+/gm), expected);
    });
  }

  test("names the provider that is called so", async () => {
    const { status, stderr } = await mailvet(["providers", "gmail"]);
    assert.equal(status, 1);
    assert.match(stderr, /`google` is Gmail/);
  });

  test("what nobody knows: exit status 1", async () => {
    const { status, stderr } = await mailvet(["providers", "nowhere.example"]);
    assert.equal(status, 1);
    assert.match(stderr, /nowhere\.example/);
  });
});
