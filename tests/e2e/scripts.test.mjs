/**
 * Scripts: they parse, and a value never leaves its quotes, whatever it holds. PowerShell is read by a parser, sh is
 * read by ShellCheck and run with programs that only note what they are given.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { mailvet, mailvetJson } from "./cli.mjs";
import { parse } from "./powershell.mjs";
import { temporaryFolder } from "./temporary.mjs";

const folder = await temporaryFolder();

const HOSTILE = [
  "o'brien@contoso.example",
  "a'; touch canary; '",
  "a'; Remove-Mailbox x; '",
  "‘; touch canary; ’‚‛“”„",
  "$(touch canary)`touch canary`${IFS}",
  "\\'; touch canary; '\\''",
  'x"; touch canary; "x',
  "a\ntouch canary\r\n# \u2028touch canary\u0085touch canary",
  "POWERSHELL\ntouch canary",
  // Quotes around a whole value are taken away before.
  "x'@\ntouch canary\n@'x",
  "``` \n# touch canary\n~~~",
  "-rf --help",
  "*?[a-z]~ %PATH% !x! #>",
  "đ😀müller@contoso.example",
];

/** @param {string} value in every field that a script may name */
function settingsWith(value, by) {
  const oauth = { client_id: value, authority_url: `https://login.microsoftonline.com/${value}`, client_secret: { file: value } };
  const outgoing = { server: "smtp.office365.com", security: "tls", username: `${value}1`, sender: `${value}2`, reply_to: value };
  const incoming = { server: value, use_ssl: true, username: value, mailbox: value };
  const google = { provider: "google-workspace", service_account_file: value, subject: value };
  const provider = { provider: "microsoft-exchange" };
  const oauths = {
    application: { ...provider, ...oauth },
    certificate: { ...provider, ...oauth, certificate: value },
    delegated: { ...provider, ...oauth, flow: "device-code" },
    google,
  };
  return { outgoing: { ...outgoing, oauth: oauths[by] }, incoming: { ...incoming, oauth: oauths[by] } };
}

const KINDS = /** @type {const} */ (["application", "certificate", "delegated", "google"]);
const PARTS = ["do", "verify", "undo"];

/**
 * @param {string[]} options
 * @param {object} [settings]
 */
async function setup(options, settings) {
  const run = await mailvet(["setup", ...(settings ? ["-"] : []), ...options], { input: settings ?? "" });
  assert.equal(run.status, 0, run.stderr);
  return run.stdout;
}

/**
 * The scripts of a set-up, by language and part.
 * @param {string[]} options
 * @param {object} [settings]
 * @returns {Promise<Record<string, Record<string, string>>>}
 */
async function scriptsOf(options, settings) {
  const { scripts } = JSON.parse(await setup([...options, "--format", "json"], settings));
  const of = (language) => scripts.filter((script) => script.language === language).map(({ part, text }) => [part, text]);
  return { powershell: Object.fromEntries(of("powershell")), sh: Object.fromEntries(of("sh")) };
}

/** @param {string} text what is kept of a value: no end of a line */
const kept = (text) => text.replace(/[\p{Cc}\u2028\u2029]/gu, "");

/** Runs ShellCheck on every script of a folder. @param {string} scripts */
function shellcheck(scripts) {
  const files = readdirSync(scripts).map((name) => join(scripts, name));
  const { stdout, status } = spawnSync("shellcheck", ["--shell=sh", "--norc", ...files], { encoding: "utf8" });
  assert.equal(status, 0, stdout);
}

suite("the set-up, with hostile values in every field", () => {
  for (const kind of KINDS) {
    test(kind, async () => {
      const scripts = join(folder, kind);
      mkdirSync(scripts);
      const harmless = await scriptsOf([], settingsWith("legal@contoso.example", kind));
      for (const [number, value] of HOSTILE.entries()) {
        const hostile = await scriptsOf([], settingsWith(value, kind));
        for (const part of PARTS) {
          const expected = parse(harmless.powershell[part]);
          assert.deepEqual(expected.faults, []);
          assert.deepEqual(parse(hostile.powershell[part]), expected, hostile.powershell[part]);
          // What is not done has the same values; ShellCheck takes its time.
          if (part === "do") writeFileSync(join(scripts, `${number}.sh`), hostile.sh[part]);
        }
      }
      shellcheck(scripts);
    });
  }
});

test("a shell gives each program the values whole, and runs nothing else", async () => {
  const programs = join(folder, "programs");
  const work = join(folder, "work");
  mkdirSync(programs);
  for (const [name, answer] of [
    ["az", 'printf "%s\\n" "$@" >>"$SEEN"\nprintf 22222222-2222-4222-8222-222222222222'],
    ["gcloud", 'printf "%s\\n" "$@" >>"$SEEN"'],
    ["pwsh", 'printf "%s\\n" "$mailbox" "$smtp_mailbox" "$sender" "$trustee" >>"$SEEN"\nprintf %s "$3" >"$SEEN.ps1"'],
    ["openssl", "printf certificate"],
  ]) {
    writeFileSync(join(programs, name), `#!/bin/sh\n${answer}\n`);
    chmodSync(join(programs, name), 0o755);
  }
  for (const kind of KINDS) {
    for (const value of HOSTILE) {
      mkdirSync(work);
      const seen = join(folder, "seen");
      rmSync(seen, { force: true });
      // No placeholder is left in it but Google's project, which no setting names.
      const { sh } = await scriptsOf([], settingsWith(value, kind));
      const script = sh.do.replace(/^project='<.*/m, "project='mail'");
      const env = { PATH: `${programs}:/usr/bin:/bin`, SEEN: seen, HOME: work };
      const run = spawnSync("sh", ["-s"], { cwd: work, env, input: script, encoding: "utf8" });
      assert.equal(run.status, 0, `${kind} ${JSON.stringify(value)}: ${run.stderr}`);
      const lines = readFileSync(seen, "utf8");
      assert.ok(lines.includes(kept(value)), `${kind} ${JSON.stringify(value)}: ${lines}`);
      assert.ok(!existsSync(join(work, "canary")), `${kind} ${JSON.stringify(value)}`);
      if (kind !== "google") assert.deepEqual(parse(readFileSync(`${seen}.ps1`, "utf8")).faults, []);
      rmSync(work, { recursive: true });
    }
  }
});

test("a script with a placeholder stops before it does anything", async () => {
  const script = await setup(["--format", "sh", "--protocol", "smtp"]);
  const run = spawnSync("/bin/sh", ["-s"], { env: { PATH: "/nowhere" }, input: script, encoding: "utf8" });
  assert.equal(run.status, 2);
  assert.match(run.stderr, /Fill in mailbox/);
});

suite("every set-up without a file", () => {
  const scripts = join(folder, "placeholders");
  mkdirSync(scripts);
  const flows = ["client-credentials", "authorization-code", "device-code", "password"];
  const clouds = ["global", "gcc-high", "dod", "china"];
  const protocols = ["smtp", "imap", "pop", "graph-send", "graph-read", "smtp,imap,graph-read"];
  const google = ["service-account", "authorization-code", "device-code"];
  const choices = [
    ...clouds.map((cloud) => ["--cloud", cloud]),
    ...flows.flatMap((flow) => protocols.map((protocol) => ["--flow", flow, "--protocol", protocol])),
    ...google.map((flow) => ["--provider", "google-workspace", "--flow", flow]),
  ];
  for (const options of choices) {
    test(options.join(" "), async () => {
      const guide = JSON.parse(await setup([...options, "--format", "json"]));
      for (const { part, language, text } of guide.scripts) {
        if (language === "powershell") assert.deepEqual(parse(text).faults, [], text);
        else if (part === "do" || !options.includes("--protocol")) writeFileSync(join(scripts, `${options.join("").replaceAll(",", "")}-${part}.sh`), text);
      }
      for (const { id, title, why, who, text, source, link } of guide.steps) {
        for (const words of [title, why, who, text, source]) assert.doesNotMatch(words, /^setup-|^who-/, id);
        if (link) assert.ok(URL.canParse(link), link);
      }
    });
  }
  test("ShellCheck finds nothing", () => shellcheck(scripts));
});

test("a page holds values in its blocks of code alone", async () => {
  for (const kind of KINDS) {
    const harmless = outside(await setup([], settingsWith("legal@contoso.example", kind)));
    for (const value of HOSTILE) {
      const page = await setup([], settingsWith(value, kind));
      assert.equal(outside(page).replace(/<https:.*>/g, ""), harmless.replace(/<https:.*>/g, ""));
    }
  }

  /** @param {string} page without its blocks of code */
  function outside(page) {
    let fence = "";
    return page
      .split("\n")
      .filter((line) => {
        const mark = /^`{3,}/.exec(line)?.[0] ?? "";
        if (!fence && mark) fence = mark;
        else if (fence && line === fence) fence = "";
        else return !fence;
        return false;
      })
      .join("\n");
  }
});

test("every cause's scripts", async () => {
  const scripts = join(folder, "causes");
  mkdirSync(scripts);
  const words = readFileSync(new URL("../../core/messages/causes/en.ftl", import.meta.url), "utf8");
  const ids = [...words.matchAll(/^([a-z0-9-]+) =.*\n +\.fix =/gm)].map(([, id]) => id);
  assert.ok(ids.length > 90);
  for (const id of ids) {
    const { document } = await mailvetJson(["explain", id]);
    for (const [number, { language, text }] of document.causes[0].remedies.entries()) {
      if (language === "powershell") assert.deepEqual(parse(text).faults, [], `${id}: ${text}`);
      if (language === "sh") writeFileSync(join(scripts, `${id}-${number}.sh`), text);
    }
  }
  shellcheck(scripts);
});
