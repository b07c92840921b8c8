/** Proves the bed itself: what the tests of Mailvet rely on is what the servers really say. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import { createInterface } from "node:readline";
import { json } from "node:stream/consumers";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Conversation } from "./conversation.mjs";
import { startBed } from "./index.mjs";

const IMAP_END = /^(a |\+ )/;
const POP_END = /^(\+OK|-ERR|\+ )/;
const SMTP_END = /^\d{3} /;
const REFUSED_TOKEN = base64('{"status":"401","schemes":"bearer","scope":"mail"}');
const IMAP_REFUSED = "a NO [AUTHENTICATIONFAILED] Authentication failed.";
const SMTP_REFUSED = "535 5.7.8 Error: authentication failed: (reason unavailable)";
const ENVELOPE = ["250 2.1.0 Ok", "250 2.1.5 Ok", "250 2.0.0 Ok"];

const bed = await startBed();
after(() => bed.stop());
const trust = { ca: await readFile(bed.caFile, "utf8") };
const { alice, nobody } = bed.users;
const token = await accessToken(bed.clients.post);

const plain = `PLAIN ${base64(`\0${alice.address}\0${alice.password}`)}`;
const wrongPassword = `PLAIN ${base64(`\0${alice.address}\0wrong`)}`;

describe("authorization server", () => {
  test("issues a token like Entra's", async () => {
    const scope = "https://outlook.office365.com/.default";
    const { status, body } = await askToken(bed.clients.post, { scope });
    assert.equal(status, 200);
    assert.equal(body.token_type, "Bearer");
    assert.equal(body.expires_in, 3600);
    const [header, claims] = parts(body.access_token);
    assert.deepEqual({ alg: header.alg, typ: header.typ }, { alg: "RS256", typ: "JWT" });
    assert.equal(claims.aud, "https://outlook.office365.com");
    assert.equal(claims.appid, bed.clients.post.id);
    assert.equal(claims.tid, bed.tenant);
    assert.equal(claims.upn, alice.address);
    assert.deepEqual(claims.roles, ["IMAP.AccessAsApp", "POP.AccessAsApp", "SMTP.SendAsApp"]);
  });

  test("takes every tenant, and plain http", async () => {
    const { body } = await askToken(bed.clients.post, {
      url: bed.plainTokenUrl.replace(bed.tenant, "other.example"),
    });
    assert.equal(parts(body.access_token)[1].tid, "other.example");
  });

  test("lets each client send its secret in its own way only", async () => {
    const { post, basic } = bed.clients;
    const ways = [post, basic, { ...post, auth: "basic" }, { ...basic, auth: "post" }];
    const answers = await Promise.all(ways.map((client) => askToken(client)));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 401, 401],
    );
  });

  for (const [name, change] of Object.entries({
    "wrong secret": { secret: "wrong" },
    "unknown client": { id: "44444444-5555-4666-8777-888888888888" },
  })) {
    test(`refuses: ${name}`, async () => {
      assert.deepEqual(await askToken({ ...bed.clients.post, ...change }), {
        status: 401,
        body: { error: "invalid_client", error_description: "client authentication failed" },
      });
    });
  }

  test("refuses: unknown resource", async () => {
    const { status, body } = await askToken(bed.clients.post, {
      scope: "https://graph.microsoft.com/.default",
    });
    assert.deepEqual([status, body.error], [400, "invalid_target"]);
  });
});

describe("IMAP", () => {
  for (const port of ["tls", "starttls", "noStarttls"]) {
    test(`${port}: token and password open the mailbox`, async () => {
      for (const authentication of [xoauth2(alice, token), oauthbearer(alice, token), plain]) {
        const replies = await imap(port, authentication);
        assert.match(replies[0], /^a OK \[CAPABILITY .*\] Logged in$/);
        assert.match(replies[1], /^a OK \[READ-ONLY\]/);
      }
    });
  }

  test("offers STARTTLS on its port alone", async () => {
    assert.match(await greeting(bed.imap.starttls), / STARTTLS /);
    assert.doesNotMatch(await greeting(bed.imap.noStarttls), /STARTTLS/);
  });

  test("challenges a token without rights, then refuses", async () => {
    const authentication = xoauth2(alice, await accessToken(bed.clients.withoutRights));
    assert.deepEqual(await imap("tls", authentication), [`+ ${REFUSED_TOKEN}`, IMAP_REFUSED]);
  });

  test("refuses a wrong password", async () => {
    assert.deepEqual(await imap("tls", wrongPassword), [IMAP_REFUSED]);
  });

  test("hangs up without a tagged reply where there is no mailbox", async () => {
    assert.deepEqual(await imap("tls", xoauth2(nobody, token)), [undefined]);
  });
});

describe("POP3", () => {
  const { address, password } = alice;
  for (const port of ["tls", "starttls", "noStarttls"]) {
    test(`${port}: token and password open the mailbox`, async () => {
      for (const login of [[`AUTH ${xoauth2(alice, token)}`], [`USER ${address}`, `PASS ${password}`]]) {
        const replies = await pop(port, [...login, "STAT"]);
        assert.equal(replies.at(-2), "+OK Logged in.");
        assert.match(replies.at(-1), /^\+OK \d+ \d+$/);
      }
    });
  }

  test("refuses a wrong password", async () => {
    const replies = await pop("tls", [`USER ${address}`, "PASS wrong"]);
    assert.equal(replies.at(-1), "-ERR [AUTH] Authentication failed.");
  });
});

describe("SMTP", () => {
  for (const port of ["tls", "starttls", "noStarttls"]) {
    test(`${port}: token and password open the envelope`, async () => {
      for (const authentication of [xoauth2(alice, token), oauthbearer(alice, token), plain]) {
        assert.deepEqual(await smtp(port, authentication), [
          "235 2.7.0 Authentication successful",
          ...ENVELOPE,
        ]);
      }
    });
  }

  test("wants TLS first on the port that offers STARTTLS alone", async () => {
    const client = await Conversation.open(bed.smtp.starttls);
    await client.line();
    assert.ok((await client.ask("EHLO client.example", SMTP_END)).includes("250-STARTTLS"));
    assert.deepEqual(await client.ask(`AUTH ${plain}`, SMTP_END), [
      "530 5.7.0 Must issue a STARTTLS command first",
    ]);
    client.close();
    const cleartext = await Conversation.open(bed.smtp.noStarttls);
    await cleartext.line();
    assert.ok(!(await cleartext.ask("EHLO client.example", SMTP_END)).includes("250-STARTTLS"));
    cleartext.close();
  });

  test("challenges a token without rights, then refuses", async () => {
    const authentication = xoauth2(alice, await accessToken(bed.clients.withoutRights));
    assert.deepEqual(await smtp("tls", authentication), [`334 ${REFUSED_TOKEN}`, SMTP_REFUSED]);
  });

  test("refuses a wrong password", async () => {
    assert.deepEqual(await smtp("tls", wrongPassword), [SMTP_REFUSED]);
  });

  test("lets a user without mailbox in, and refuses the recipient", async () => {
    const replies = await smtp("tls", xoauth2(nobody, token), { from: nobody.address, to: nobody.address });
    assert.equal(replies[0], "235 2.7.0 Authentication successful");
    const reason = "Recipient address rejected: User unknown in virtual mailbox table";
    assert.equal(replies[2], `550 5.1.1 <${nobody.address}>: ${reason}`);
  });

  test("refuses another's address as sender", async () => {
    const replies = await smtp("tls", plain, { from: nobody.address });
    const reason = `Sender address rejected: not owned by user ${alice.address}`;
    assert.equal(replies[2], `553 5.7.1 <${nobody.address}>: ${reason}`);
  });

  test("takes no mail for elsewhere", async () => {
    const replies = await smtp("tls", plain, { to: "someone@other.example" });
    assert.equal(replies[2], "554 5.7.1 <someone@other.example>: Relay access denied");
  });
});

test("mail that is sent arrives", async () => {
  const reader = await Conversation.openTls(bed.imap.tls, trust);
  await reader.ask(`a AUTHENTICATE ${plain}`, IMAP_END);
  await reader.ask("a EXAMINE INBOX", IMAP_END);
  await reader.ask("a IDLE", IMAP_END);
  const sender = await Conversation.openTls(bed.smtp.tls, trust);
  await sender.ask("EHLO client.example", SMTP_END);
  await sender.ask(`AUTH ${plain}`, SMTP_END);
  await sender.ask(`MAIL FROM:<${alice.address}>`, SMTP_END);
  await sender.ask(`RCPT TO:<${alice.address}>`, SMTP_END);
  await sender.ask("DATA", SMTP_END);
  await sender.ask("Subject: test\r\n\r\nbody\r\n.", SMTP_END);
  assert.equal(await reader.line(), "* 1 EXISTS");
  reader.close();
  sender.close();
});

describe("certificates", () => {
  for (const [port, code] of Object.entries({
    expired: "CERT_HAS_EXPIRED",
    wrongName: "ERR_TLS_CERT_ALTNAME_INVALID",
    untrusted: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  })) {
    test(`${port}: ${code}`, async () => {
      await assert.rejects(Conversation.openTls(bed.imap[port], trust), { code });
      await assert.rejects(Conversation.openTls(bed.smtp[port], trust), { code });
    });
  }
});

describe("life", () => {
  test("nobody listens on the refused port", async () => {
    await assert.rejects(Conversation.open(bed.refusedPort), { code: "ECONNREFUSED" });
  });

  test("the logs tell of what happened", async () => {
    await smtp("tls", wrongPassword);
    assert.match(await bed.logs(), /SASL PLAIN authentication failed/);
  });

  for (const [name, end] of Object.entries({
    "standard input ends": (program) => program.stdin.end(),
    SIGTERM: (program) => program.kill("SIGTERM"),
    SIGINT: (program) => program.kill("SIGINT"),
  })) {
    test(`the program leaves nothing behind: ${name}`, async () => {
      const main = fileURLToPath(new URL("main.mjs", import.meta.url));
      const program = spawn(process.execPath, [main], { stdio: ["pipe", "pipe", "inherit"] });
      const [line] = await once(createInterface({ input: program.stdout }), "line");
      const { dir, imap, smtp, identityHost } = JSON.parse(line);
      end(program);
      await once(program, "exit");
      assert.ok(!existsSync(dir));
      for (const port of [imap.tls, smtp.tls, Number(identityHost.split(":")[1])]) {
        await assert.rejects(Conversation.open(port), { code: "ECONNREFUSED" });
      }
    });
  }
});

/** Asks for a token as the client is registered, or as `url` and `scope` say. */
async function askToken({ id, secret, auth }, { url = bed.authority, scope = "" } = {}) {
  const form = new URLSearchParams({ grant_type: "client_credentials" });
  if (scope) form.set("scope", scope);
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  if (auth === "basic") {
    headers.authorization = `Basic ${base64(`${id}:${encodeURIComponent(secret)}`)}`;
  } else {
    form.set("client_id", id);
    form.set("client_secret", secret);
  }
  const { request } = url.startsWith("https:") ? https : http;
  const [response] = await once(
    request(url, { method: "POST", headers, ...trust }).end(`${form}`),
    "response",
  );
  const body = /** @type {any} */ (await json(response));
  return { status: response.statusCode, body };
}

async function accessToken(client) {
  return (await askToken(client)).body.access_token;
}

/** Header and claims of a JWT. */
function parts(jwt) {
  return jwt.split(".", 2).map((part) => JSON.parse(Buffer.from(part, "base64url").toString()));
}

function xoauth2({ address }, accessToken) {
  return `XOAUTH2 ${base64(`user=${address}\x01auth=Bearer ${accessToken}\x01\x01`)}`;
}

/** RFC 7628, section 3.1. */
function oauthbearer({ address }, accessToken) {
  return `OAUTHBEARER ${base64(`n,a=${address},\x01auth=Bearer ${accessToken}\x01\x01`)}`;
}

function base64(text) {
  return Buffer.from(text).toString("base64");
}

async function greeting(port) {
  const client = await Conversation.open(port);
  const line = await client.line();
  client.close();
  return line ?? "";
}

/**
 * @returns the replies to AUTHENTICATE, an answer to its challenge, and EXAMINE, without the untagged ones
 */
async function imap(port, authentication) {
  const client = await open(bed.imap, port, async (client) => {
    await client.ask("a STARTTLS", IMAP_END);
  });
  const replies = await authenticate(client, `a AUTHENTICATE ${authentication}`, IMAP_END, "+ ");
  if (replies[0]?.startsWith("a OK")) replies.push((await client.ask("a EXAMINE INBOX", IMAP_END)).at(-1));
  client.close();
  return replies;
}

/** @returns the replies to the commands */
async function pop(port, commands) {
  const client = await open(bed.pop, port, async (client) => {
    await client.ask("STLS", POP_END);
  });
  const replies = [];
  for (const command of commands) replies.push((await client.ask(command, POP_END)).at(-1));
  client.close();
  return replies;
}

/** @returns the replies to AUTH, an answer to its challenge, and MAIL, RCPT and RSET */
async function smtp(port, authentication, { from = alice.address, to = alice.address } = {}) {
  const client = await open(bed.smtp, port, async (client) => {
    await client.ask("EHLO client.example", SMTP_END);
    await client.ask("STARTTLS", SMTP_END);
  });
  await client.ask("EHLO client.example", SMTP_END);
  const replies = await authenticate(client, `AUTH ${authentication}`, SMTP_END, "334 ");
  if (replies[0].startsWith("235")) {
    for (const command of [`MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, "RSET"]) {
      replies.push(...(await client.ask(command, SMTP_END)));
    }
  }
  client.close();
  return replies;
}

/** Connects as the port wants it and reads the greeting. */
async function open(ports, port, askForTls) {
  const client = await (port === "tls"
    ? Conversation.openTls(ports.tls, trust)
    : Conversation.open(ports[port]));
  await client.line();
  if (port !== "starttls") return client;
  await askForTls(client);
  return client.startTls(trust);
}

/** Authenticates by an initial response; a challenge is answered by an empty line, as XOAUTH2 wants it. */
async function authenticate(client, command, end, challenge) {
  const replies = [(await client.ask(command, end)).at(-1)];
  if (replies[0]?.startsWith(challenge)) replies.push((await client.ask("", end)).at(-1));
  return replies;
}
