/** curl against the sandbox over SMTP, IMAP and POP, and the workflow of the example. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { PROGRAM } from "../e2e/cli.mjs";
import { Tenant } from "./tenant.mjs";

const tenant = await Tenant.start();
after(() => tenant.stop());
const { ready } = tenant;
const token = await tenant.token();
const folder = mkdtempSync(join(tmpdir(), "mailvet-curl-"));
after(() => rmSync(folder, { recursive: true }));

// The token stands in a file of options, where no other process sees it.
const options = join(folder, "options");
const lines = [`oauth2-bearer = "${token}"`, `cacert = "${ready.ca_file}"`, "silent", "show-error"];
writeFileSync(options, lines.join("\n"), { mode: 0o600 });

/**
 * @param {string[]} args
 * @param {string} [input]
 */
async function curl(args, input = "") {
  const child = spawn("curl", ["--config", options, ...args]);
  child.stdin.end(input);
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  return { status, stdout, stderr };
}

test("curl sends a message and reads it over IMAP and POP", async () => {
  const url = `smtp://localhost:${ready.smtp.starttls}`;
  const envelope = ["--mail-from", ready.username, "--mail-rcpt", ready.username];
  const message = `From: ${ready.username}\r\nSubject: Hello from curl\r\n\r\nIt works.\r\n`;
  const sent = await curl(
    [url, "--ssl-reqd", "--user", `${ready.username}:`, ...envelope, "--upload-file", "-"],
    message,
  );
  assert.equal(sent.status, 0, sent.stderr);
  for (const read of [
    `imaps://localhost:${ready.imap.tls}/INBOX;MAILINDEX=1`,
    `imap://localhost:${ready.imap.starttls}/INBOX;MAILINDEX=1`,
    `pop3s://localhost:${ready.pop.tls}/1`,
    `pop3://localhost:${ready.pop.starttls}/1`,
  ]) {
    const got = await curl([read, "--ssl-reqd", "--user", `${ready.username}:`]);
    assert.equal(got.status, 0, `${read}: ${got.stderr}`);
    assert.match(got.stdout, /Subject: Hello from curl\r\n\r\nIt works\.\r\n$/);
  }
});

test("curl is refused where Microsoft refuses", async () => {
  const user = ["--user", "mailbox-not-found@contoso.test:"];
  for (const url of [
    `smtp://localhost:${ready.smtp.starttls}`,
    `imaps://localhost:${ready.imap.tls}/INBOX`,
    `pop3s://localhost:${ready.pop.tls}/`,
  ]) {
    const refused = await curl([url, "--ssl-reqd", ...user]);
    // CURLE_LOGIN_DENIED
    assert.equal(refused.status, 67, `${url}: ${refused.stderr}`);
  }
});

test("the workflow of the example starts a tenant and tells the tests of it", async () => {
  const file = fileURLToPath(new URL("github-actions.yml", import.meta.url));
  const [, script] =
    /- name: Start the tenant\n {8}run: \|\n((?: {10}.*\n)+)/.exec(readFileSync(file, "utf8")) ?? [];
  assert.ok(script, "the step is there");
  const environment = join(folder, "environment");
  writeFileSync(environment, "");
  const child = spawn("bash", ["-e"], {
    env: {
      ...process.env,
      PATH: `${dirname(PROGRAM)}${delimiter}${process.env.PATH}`,
      RUNNER_TEMP: folder,
      GITHUB_ENV: environment,
    },
    stdio: ["pipe", "ignore", "inherit"],
  });
  // At the end of a job its processes end; here the script's own last line does that.
  child.stdin.end(`${script.replaceAll(/^ {10}/gm, "")}\nkill %1\nwait %1\n`);
  const [status] = await once(child, "exit");
  assert.equal(status, 0);
  const told = readFileSync(environment, "utf8");
  assert.match(told, /^MAIL_TOKEN_URL=https:\/\/localhost:\d+\/[\w-]+\/oauth2\/v2\.0\/token$/m);
  assert.match(told, /^MAIL_SMTP_PORT=\d+$/m);
  assert.match(told, /^NODE_EXTRA_CA_CERTS=\/.+ca\.pem$/m);
});
