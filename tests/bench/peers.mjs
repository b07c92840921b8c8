/** Other clients that do the same work: those of Node, and those of Python where it is installed. */
import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";
import { createTransport } from "nodemailer";
import { ImapFlow } from "imapflow";

/** @typedef {import("./floor.mjs").Account} Account */
/** @typedef {{ starttls: number, smtps: number, imaps: number, token: number }} Ports */

/**
 * The jobs with who does them, and how; each gives the milliseconds that it took.
 * @param {Ports} ports
 * @param {Account} account
 * @returns {[string, string, () => Promise<number>][]}
 */
export function PEERS(ports, account) {
  const { ca, user, token } = account;
  const nodemailer = (/** @type {number} */ port, /** @type {boolean} */ secure) =>
    timed(async () => {
      const auth = { type: "OAuth2", user, accessToken: token };
      const transport = createTransport(/** @type {any} */ ({ host: "127.0.0.1", port, secure, requireTLS: !secure, auth, tls: { ca } }));
      await transport.verify();
      transport.close();
    });
  const imapflow = timed(async () => {
    const client = new ImapFlow({
      host: "127.0.0.1",
      port: ports.imaps,
      secure: true,
      auth: { user, accessToken: token },
      tls: { ca },
      logger: false,
      verifyOnly: true,
    });
    client.on("error", () => {});
    await client.connect();
  });
  const python = (/** @type {string} */ job, /** @type {number} */ port) => async () =>
    Number((await promisify(execFile)("python3", ["-c", PYTHON, job, String(port), user, token])).stdout);
  return [
    ["SMTP STARTTLS", "nodemailer", nodemailer(ports.starttls, false)],
    ["SMTP implicit", "nodemailer", nodemailer(ports.smtps, true)],
    ["IMAPS", "imapflow", imapflow],
    ...(hasPython()
      ? /** @type {[string, string, () => Promise<number>][]} */ ([
          ["SMTP STARTTLS", "smtplib", python("starttls", ports.starttls)],
          ["SMTP implicit", "smtplib", python("smtps", ports.smtps)],
          ["IMAPS", "imaplib", python("imaps", ports.imaps)],
        ])
      : []),
  ];
}

function hasPython() {
  try {
    execFileSync("python3", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function timed(/** @type {() => Promise<void>} */ work) {
  return async () => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
}

/** Prints the milliseconds, the start of Python apart. */
const PYTHON = `
import imaplib, smtplib, ssl, sys, time
job, port, user, token = sys.argv[1:]
port = int(port)
context = ssl._create_unverified_context()
message = f"user={user}\\x01auth=Bearer {token}\\x01\\x01"
start = time.perf_counter()
if job == "imaps":
    client = imaplib.IMAP4_SSL("127.0.0.1", port, ssl_context=context)
    client.authenticate("XOAUTH2", lambda _: message.encode())
    client.logout()
else:
    if job == "smtps":
        client = smtplib.SMTP_SSL("127.0.0.1", port, "peer.test", context=context)
    else:
        client = smtplib.SMTP("127.0.0.1", port, "peer.test")
        client.starttls(context=context)
    client.ehlo_or_helo_if_needed()
    client.auth("XOAUTH2", lambda challenge=None: message)
    client.quit()
print((time.perf_counter() - start) * 1000)
`;
