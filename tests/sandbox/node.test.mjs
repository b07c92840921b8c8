/** nodemailer and imapflow against the sandbox, as against a real tenant. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { ImapFlow } from "imapflow";
import { createTransport } from "nodemailer";
import { Tenant } from "./tenant.mjs";

const tenant = await Tenant.start();
after(() => tenant.stop());
const { ready, ca } = tenant;

/** @param {{ user?: string, accessToken: string }} login */
function smtp({ user = ready.username, accessToken }) {
  return createTransport({
    host: "localhost",
    port: ready.smtp.starttls,
    requireTLS: true,
    auth: { type: "OAuth2", user, accessToken },
    tls: { ca },
  });
}

/** @param {{ user?: string, accessToken: string, starttls?: boolean }} login */
function imap({ user = ready.username, accessToken, starttls = false }) {
  return new ImapFlow({
    host: "localhost",
    port: starttls ? ready.imap.starttls : ready.imap.tls,
    secure: !starttls,
    auth: { user, accessToken },
    tls: { ca },
    logger: false,
  });
}

test("a message that nodemailer sends is there for imapflow", async () => {
  const accessToken = await tenant.token();
  const sent = await smtp({ accessToken }).sendMail({
    from: ready.username,
    to: ready.username,
    subject: "Grüße",
    text: "It works.",
    attachments: [{ filename: "a.txt", content: "attached" }],
  });
  assert.deepEqual(sent.accepted, [ready.username]);

  const client = imap({ accessToken });
  await client.connect();
  const lock = await client.getMailboxLock("INBOX");
  try {
    // Exchange looks for no other letters: imapflow would have to name their charset.
    const [sequence] = (await client.search({ subject: "Gr" })) || [];
    const query = { envelope: true, bodyStructure: true, bodyParts: ["1"] };
    const message = await client.fetchOne(String(sequence), query);
    assert.ok(message);
    assert.equal(message.envelope?.subject, "Grüße");
    assert.equal(message.envelope?.from?.[0]?.address, ready.username);
    assert.equal(message.bodyStructure?.type, "multipart/mixed");
    assert.equal(message.bodyParts?.get("1")?.toString().trim(), "It works.");
    await client.messageFlagsAdd(String(sequence), ["\\Seen"]);
    await client.messageMove(String(sequence), "Archive");
  } finally {
    lock.release();
  }
  const archive = await client.status("Archive", { messages: true, unseen: true });
  assert.ok(archive);
  assert.deepEqual([archive.messages, archive.unseen], [1, 0]);
  const folders = (await client.list()).map((folder) => folder.specialUse ?? folder.path);
  assert.deepEqual(folders.sort(), [
    "Outbox",
    "\\Archive",
    "\\Drafts",
    "\\Inbox",
    "\\Junk",
    "\\Sent",
    "\\Trash",
  ]);
  await client.logout();
});

test("a client that waits hears of what comes", async () => {
  const accessToken = await tenant.token();
  const client = imap({ accessToken, starttls: true });
  await client.connect();
  await client.mailboxOpen("INBOX");
  const heard = new Promise((resolve) => client.once("exists", resolve));
  const idle = client.idle();
  await smtp({ accessToken }).sendMail({ from: ready.username, to: ready.username, text: "News" });
  const { count, prevCount } = await heard;
  assert.equal(count, prevCount + 1);
  await client.logout();
  await idle;
});

test("what Microsoft refuses is refused in its words", async () => {
  const expired = await tenant.askForToken({ client_secret: "secret-expired" });
  assert.equal(expired.error, "invalid_client");
  assert.match(expired.error_description, /^AADSTS7000222: /);

  const accessToken = await tenant.token();
  const user = "smtp-auth-disabled-tenant@contoso.test";
  await assert.rejects(smtp({ user, accessToken }).verify(), {
    code: "EAUTH",
    responseCode: 535,
    message: /535 5\.7\.139 .*SmtpClientAuthentication is disabled for the Tenant/,
  });
  await assert.rejects(imap({ user: "mailbox-not-found@contoso.test", accessToken }).connect(), {
    authenticationFailed: true,
    responseText: "AUTHENTICATE failed.",
  });
  await assert.rejects(
    smtp({ accessToken }).sendMail({ from: ready.username, to: "a@elsewhere.test", text: "Out" }),
    { responseCode: 550, message: /5\.7\.54 SMTP; Unable to relay recipient/ },
  );
  await assert.rejects(
    smtp({ accessToken }).sendMail({
      from: "send-as-denied@contoso.test",
      to: ready.username,
      text: "Denied",
    }),
    { responseCode: 554, message: /5\.2\.252 SendAsDenied/ },
  );
});

test("a fault of the service is set and used up", async () => {
  const accessToken = await tenant.token();
  await tenant.fault({ service: "smtp", effect: { kind: "unavailable" }, times: 1 });
  await assert.rejects(smtp({ accessToken }).verify(), { message: /421 4\.3\.2 Service not active/ });
  assert.equal(await smtp({ accessToken }).verify(), true);
});
