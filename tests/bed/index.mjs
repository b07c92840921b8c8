/**
 * A bed: real mail servers and a real authorization server on free loopback ports, with a folder, certificates and
 * mailboxes of their own. Beds run side by side, share nothing with the system's services, and leave nothing behind.
 */
import { rmSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLIENTS, TENANT, USERS } from "./accounts.mjs";
import { startAuthorizationServer } from "./authorization-server.mjs";
import { createCertificates } from "./certificates.mjs";
import { startDovecot } from "./dovecot.mjs";
import { claimPorts, HOST } from "./ports.mjs";
import { startPostfix } from "./postfix.mjs";
import { Processes } from "./processes.mjs";

/**
 * The ports of one mail protocol. The three with a bad certificate speak implicit TLS.
 * @typedef {object} MailPorts
 * @property {number} starttls
 * @property {number} tls implicit TLS
 * @property {number} noStarttls cleartext, and STARTTLS is not offered
 * @property {number} expired
 * @property {number} wrongName a certificate for `other.example`
 * @property {number} untrusted a certificate by a root outside of `caFile`
 */

/**
 * @typedef {object} Bed
 * @property {string} dir
 * @property {string} caFile the root to trust, PEM
 * @property {string} host where everything listens
 * @property {string} tenant
 * @property {string} authority the token endpoint over https; it takes any tenant
 * @property {string} identityHost its host and port
 * @property {string} plainTokenUrl the token endpoint over plain http
 * @property {typeof CLIENTS} clients
 * @property {typeof USERS} users
 * @property {MailPorts} imap
 * @property {MailPorts} smtp
 * @property {number} refusedPort where nobody listens
 * @property {() => Promise<string>} logs what the servers logged so far
 * @property {() => Promise<void>} stop
 */

/** @returns {Promise<Bed>} */
export async function startBed() {
  if (process.getuid?.() !== 0) throw new Error("the test bed runs as root only, because Postfix does");
  const dir = await mkdtemp(join(tmpdir(), "mailvet-bed-"));
  const processes = new Processes();
  const { take, release } = await claimPorts();
  const stop = async () => {
    await processes.stop();
    await rm(dir, { recursive: true, force: true, maxRetries: 10 });
    await release();
    forget();
  };
  const forget = onEndOfParent(stop, () => {
    processes.signal("SIGTERM");
    rmSync(dir, { recursive: true, force: true, maxRetries: 10 });
  });

  const ports = { https: take(), http: take(), sasl: take(), imap: mailPorts(take), smtp: mailPorts(take) };
  try {
    await startServers(processes, dir, ports);
  } catch (error) {
    const logs = await readLogs(dir);
    await stop();
    throw new Error(`the test bed did not start\n${logs}`, { cause: error });
  }

  const tokenPath = `${TENANT}/oauth2/v2.0/token`;
  return {
    dir,
    caFile: join(dir, "certificates", "ca.pem"),
    host: HOST,
    tenant: TENANT,
    authority: `https://${HOST}:${ports.https}/${tokenPath}`,
    identityHost: `${HOST}:${ports.https}`,
    plainTokenUrl: `http://${HOST}:${ports.http}/${tokenPath}`,
    clients: CLIENTS,
    users: USERS,
    imap: ports.imap,
    smtp: ports.smtp,
    refusedPort: take(),
    logs: () => readLogs(dir),
    stop,
  };
}

/**
 * @param {Processes} processes
 * @param {string} dir
 * @param {{ https: number, http: number, sasl: number, imap: MailPorts, smtp: MailPorts }} ports
 */
async function startServers(processes, dir, ports) {
  // Mail servers give up their rights before they look into the folder.
  await chmod(dir, 0o755);
  const mail = join(dir, "mail");
  const keys = join(dir, "keys");
  await mkdir(mail);
  await chmod(mail, 0o777);
  const certificates = await createCertificates(join(dir, "certificates"));

  const { imap } = ports;
  const dovecots = [
    { name: "good", identity: certificates.good, ports: { imap: imap.starttls, imaps: imap.tls, sasl: ports.sasl } },
    { name: "cleartext", ports: { imap: imap.noStarttls } },
    { name: "expired", identity: certificates.expired, ports: { imaps: imap.expired } },
    { name: "wrong-name", identity: certificates.wrongName, ports: { imaps: imap.wrongName } },
    { name: "untrusted", identity: certificates.untrusted, ports: { imaps: imap.untrusted } },
  ];
  await Promise.all([
    startAuthorizationServer(processes, {
      directory: join(dir, "authorization-server"),
      keys,
      identity: certificates.good,
      ports,
    }),
    startPostfix(processes, {
      directory: join(dir, "postfix"),
      mail,
      sasl: ports.sasl,
      certificates,
      ports: ports.smtp,
    }),
    ...dovecots.map(({ name, ...options }) =>
      startDovecot(processes, { directory: join(dir, `dovecot-${name}`), mail, keys, ...options }),
    ),
  ]);
}

/**
 * @param {() => number} take
 * @returns {MailPorts}
 */
function mailPorts(take) {
  return {
    starttls: take(),
    tls: take(),
    noStarttls: take(),
    expired: take(),
    wrongName: take(),
    untrusted: take(),
  };
}

/** @param {string} dir */
async function readLogs(dir) {
  const names = (await readdir(dir, { recursive: true })).filter((name) => name.endsWith(".log")).sort();
  const texts = names.map(async (name) => `== ${name}\n${await readFile(join(dir, name), "utf8")}`);
  return (await Promise.all(texts)).join("\n");
}

/**
 * Cleans up when this process is told to end, or ends.
 * @param {() => Promise<void>} stop
 * @param {() => void} stopAtOnce
 * @returns {() => void} forgets it
 */
function onEndOfParent(stop, stopAtOnce) {
  const onSignal = async (/** @type {NodeJS.Signals} */ signal) => {
    await stop();
    process.kill(process.pid, signal);
  };
  process.on("SIGTERM", onSignal).on("SIGINT", onSignal).on("exit", stopAtOnce);
  return () => {
    process.off("SIGTERM", onSignal).off("SIGINT", onSignal).off("exit", stopAtOnce);
  };
}
