/**
 * Scripts: they parse, and a value never leaves its quotes, whatever it holds. PowerShell is read by a parser, sh is
 * read by ShellCheck and run with programs that only note what they are given.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { mailvet, mailvetJson } from "./cli.mjs";
import { Tenant } from "../sandbox/tenant.mjs";
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

/**
 * Programs that stand in for others. @param {string} name @param {string[][]} scripts
 * @returns {string} their folder
 */
function programsOf(name, scripts) {
  const programs = join(folder, name);
  mkdirSync(programs, { recursive: true });
  for (const [program, script] of scripts) {
    writeFileSync(join(programs, program), `#!/bin/sh\n${script}\n`);
    chmodSync(join(programs, program), 0o755);
  }
  return programs;
}

/** What `az` does until one signs in; then it is in that tenant. */
const SIGNED_OUT = `
case "$*" in
  "account show") test -e "$HOME/tenant"; exit ;;
  *organization*) cat "$HOME/tenant"; exit ;;
esac
if [ "$1" = login ]; then
  while [ "$1" != --tenant ]; do shift; done
  printf '%s\\n' "$2" >"$HOME/tenant"
fi`.trim();

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
  const work = join(folder, "work");
  const programs = programsOf("programs", [
    ["az", `printf "%s\\n" "$@" >>"$SEEN"\n${SIGNED_OUT}\nprintf 22222222-2222-4222-8222-222222222222`],
    ["gcloud", 'printf "%s\\n" "$@" >>"$SEEN"'],
    ["pwsh", 'printf "%s\\n" "$mailbox" "$smtp_mailbox" "$sender" "$trustee" >>"$SEEN"\nprintf %s "$3" >"$SEEN.ps1"'],
    ["openssl", "printf certificate"],
  ]);
  for (const kind of KINDS) {
    for (const value of HOSTILE) {
      mkdirSync(work);
      const seen = join(folder, "seen");
      rmSync(seen, { force: true });
      // No placeholder is left in it but Google's project, which no setting names, and a tenant that is none.
      const { sh } = await scriptsOf([], settingsWith(value, kind));
      const script = sh.do.replace(/^project='<.*/m, "project='mail'").replace(/^tenant='<.*/m, "tenant='contoso.example'");
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
  for (const [filled, name] of [
    [script, "tenant"],
    [script.replace(/^tenant='<.*/m, "tenant='contoso.example'"), "mailbox"],
  ]) {
    const run = spawnSync("/bin/sh", ["-s"], { env: { PATH: "/nowhere" }, input: filled, encoding: "utf8" });
    assert.equal(run.status, 2);
    assert.match(run.stderr, new RegExp(`Fill in ${name}`));
  }
});

suite("the script of a cause", async () => {
  const secretFile = join(folder, "client-secret.txt");
  const seen = join(folder, "seen-of-cause");
  const { document } = await mailvetJson(["explain", "secret-expired"]);
  const scripts = document.causes[0].remedies;
  const { text: placeholders } = scripts.find(({ language, part }) => language === "sh" && part === "do");
  const script = placeholders
    .replace(/^tenant='.*/m, "tenant='contoso.example'")
    .replace(/^client_id='.*/m, "client_id='11111111-2222-4333-8444-555555555555'")
    .replace(/^app_id='.*/m, "app_id='11111111-2222-4333-8444-555555555555'")
    .replace(/^secret_file='.*/m, `secret_file='${secretFile}'`);
  const organisation = '*organization*) printf "%s\\n" 22222222-2222-4222-8222-222222222222 Contoso.example ;;';
  const found = '*"app list"*) echo 33333333-3333-4333-8333-333333333333 ;;';

  /** Runs it with an `az` that answers so. @param {string} cases @param {string} [text] */
  function run(cases, text = script) {
    rmSync(secretFile, { force: true });
    rmSync(seen, { force: true });
    return again(cases, text);
  }

  /** @param {string} cases @param {string} text */
  function again(cases, text = script) {
    const programs = programsOf("az-of-cause", [["az", `echo "$*" >>"$SEEN"\ncase "$*" in ${cases} esac`]]);
    const env = { PATH: `${programs}:/usr/bin:/bin`, SEEN: seen, HOME: folder };
    return spawnSync("sh", ["-s"], { cwd: folder, env, input: text, encoding: "utf8" });
  }

  /** @param {ReturnType<typeof run>} done @param {RegExp} words */
  function isRefused(done, words) {
    assert.notEqual(done.status, 0, done.stdout);
    assert.match(done.stderr, words);
    assert.doesNotMatch(done.stdout, /client secret is in/);
    assert.ok(!existsSync(secretFile));
  }

  /** @returns {string} what `az` was asked */
  const asked = () => (existsSync(seen) ? readFileSync(seen, "utf8") : "");

  test("writes the secret, and refuses to do so again", () => {
    const cases = `${organisation} ${found} *reset*) echo the-secret ;;`;
    const done = run(cases);
    assert.equal(done.status, 0, done.stderr);
    assert.equal(readFileSync(secretFile, "utf8"), "the-secret");
    assert.equal(statSync(secretFile).mode & 0o777, 0o600);
    const refused = again(cases);
    assert.notEqual(refused.status, 0);
    assert.match(refused.stderr, /is there already/);
    assert.equal(asked().match(/reset/g)?.length, 1);
  });
  test("stops where az fails, or gives nothing", () => {
    isRefused(run(`${organisation} ${found} *reset*) echo no >&2; exit 1 ;;`), /no/);
    isRefused(run(`${organisation} ${found}`), /no client secret/);
  });
  test("does nothing in another tenant", () => {
    isRefused(run(`*organization*) echo other.example ;; ${found} *reset*) echo the-secret ;;`), /not signed in to the tenant contoso.example/);
    assert.doesNotMatch(asked(), /reset/);
  });
  test("does nothing for an application of another tenant", () => {
    isRefused(run(organisation), /not registered in this tenant/);
    assert.doesNotMatch(asked(), /reset/);
  });
  test("does nothing before it is filled in", () => {
    isRefused(run(organisation, placeholders), /Fill in tenant/);
    assert.equal(asked(), "");
    for (const { language, text } of scripts.filter(({ language }) => language === "powershell")) {
      assert.match(text, /\$clientId -like '<\*'/, language);
    }
  });
  for (const [name, cases, expected] of /** @type {[string, string, string][]} */ ([
    ["nothing", "", ""],
    ["one step", "*DELETE*) exit 1 ;;", "Not undone: 6. Grant admin consent\n"],
    ["Exchange", "pwsh*) exit 1 ;;", "Not undone: Exchange Online\n"],
    ["two", 'pwsh* | *"permission delete"*) exit 1 ;;', "Not undone: Exchange Online; 5. List the permissions\n"],
  ])) {
    test(`a set-up is undone as far as it can be, and names what fails: ${name}`, async () => {
      const { sh } = await scriptsOf(["--protocol", "smtp,imap"], settingsWith("contoso.example", "application"));
      const usual = `${organisation} ${found} *"credential list"*) echo 55555555 ;; *) echo 44444444-4444-4444-8444-444444444444 ;;`;
      const done = run(`${cases} ${usual}`, sh.undo.replace(/pwsh -NoProfile/, "az pwsh"));
      assert.deepEqual([done.status, done.stderr], [expected ? 1 : 0, expected]);
      assert.match(asked(), /^pwsh -Command[^]*^rest --method DELETE [^]*^ad app permission delete [^]*^ad app credential delete /m);
    });
  }
  test("a set-up passes over the secret of an application of another tenant", async () => {
    const { sh } = await scriptsOf(["--protocol", "graph-send"], settingsWith("contoso.example", "application"));
    const done = run(
      `${organisation} *"app list"*) ;; *"credential reset"*) exit 1 ;; *) echo 44444444-4444-4444-8444-444444444444 ;;`,
      sh.do.replace(/pwsh -NoProfile/, "true"),
    );
    assert.equal(done.status, 0, done.stderr);
    assert.match(done.stdout, /not registered in this tenant/);
  });
});

test("a set-up at Google speaks of Google alone", async () => {
  const google = ["--provider", "google-workspace"];
  const page = await setup(google);
  assert.doesNotMatch(page, /Azure|Exchange/);
  assert.match(page, /Google Cloud CLI:/);
  assert.match(page, /delegation in the Admin console.* stay/);
  const run = await mailvet(["setup", ...google, "--cloud", "china"]);
  assert.equal(run.status, 2);
  assert.match(run.stderr, /--cloud/);
});

test("scripts in a folder are programs, alternatives are named so, and a simulation says that it is one", async () => {
  const tenant = await Tenant.start();
  try {
    const sandbox = tenant.ready;
    const mailbox = "smtp-auth-disabled-tenant@contoso.test";
    const outgoing = {
      server: "localhost",
      port: sandbox.smtp.starttls,
      security: "tls",
      username: mailbox,
      oauth: {
        provider: "microsoft-exchange",
        client_id: sandbox.client_id,
        client_secret: sandbox.client_secret,
        authority_url: sandbox.token_url,
      },
    };
    const mend = join(folder, "mend");
    const page = join(folder, "hand-off.md");
    const options = ["--ca-file", sandbox.ca_file, "--identity-host", new URL(sandbox.token_url).hostname];
    const args = ["test", "outgoing", "-", "--scripts", mend, "--hand-off", page, ...options];
    const { stdout, stderr } = await mailvet(args, { input: { outgoing } });
    const names = existsSync(mend) ? readdirSync(mend) : [];
    assert.ok(names.includes("outgoing-smtp-auth-disabled-tenant-do.ps1"), `${names} ${stdout}${stderr}`);
    assert.ok(names.includes("outgoing-smtp-auth-disabled-tenant-instead-do.ps1"), `${names}`);
    assert.match(stdout, /run.* pwsh -File .*-instead-do\.ps1.*Instead of the scripts before/);
    for (const name of names) {
      assert.match(readFileSync(join(mend, name), "utf8"), /^# A simulation/m);
    }
    const words = readFileSync(page, "utf8");
    assert.match(words, /This is a simulation/);
    assert.doesNotMatch(words, /adminconsent/);
    const expired = structuredClone(outgoing);
    expired.oauth.client_secret = "secret-expired";
    const second = await mailvet(args, { input: { outgoing: expired } });
    const shell = join(mend, "outgoing-secret-expired-do.sh");
    assert.ok(existsSync(shell), second.stdout);
    assert.equal(statSync(shell).mode & 0o777, 0o755);
    assert.match(readFileSync(shell, "utf8"), /^#!\/bin\/sh\n/);
    assert.match(second.stdout, /run.* sh .*-do\.sh/);
  } finally {
    await tenant.stop();
  }
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
