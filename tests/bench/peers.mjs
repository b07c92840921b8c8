/**
 * Other clients that do the same work: those of Node, and those of Python and swaks where they are installed.
 * Debian's swaks has no mechanism for tokens; it logs in with the password by PLAIN, in as many round trips.
 */
import { execFile, spawnSync } from "node:child_process";
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
  const { ca, user, password, token } = account;
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
  const swaks = (/** @type {number} */ port, /** @type {string} */ encryption) => async () => {
    const login = ["--auth", "PLAIN", "--auth-user", user, "--auth-password", password];
    const server = ["--server", "127.0.0.1", "--port", String(port), encryption, "--helo", "peer.test"];
    // What Perl takes to start is not its own.
    const start = await timed(() => silently("swaks", ["--version"]))();
    const whole = await timed(() => silently("swaks", [...server, ...login, "--quit-after", "AUTH", "--silent", "3"]))();
    return whole - start;
  };
  /** @type {[string, string, () => Promise<number>][]} */
  const all = [
    ["SMTP STARTTLS", "nodemailer", nodemailer(ports.starttls, false)],
    ["SMTP implicit", "nodemailer", nodemailer(ports.smtps, true)],
    ["IMAPS", "imapflow", imapflow],
    ["SMTP STARTTLS", "smtplib", python("starttls", ports.starttls)],
    ["SMTP implicit", "smtplib", python("smtps", ports.smtps)],
    ["IMAPS", "imaplib", python("imaps", ports.imaps)],
    ["SMTP STARTTLS", "swaks", swaks(ports.starttls, "--tls")],
    ["SMTP implicit", "swaks", swaks(ports.smtps, "--tls-on-connect")],
  ];
  return all.filter(([, name]) => !ABSENT.has(name));
}

/** The programs that do not run here, and why. */
export const ABSENT = new Map(
  [
    { program: "python3", names: ["smtplib", "imaplib"] },
    { program: "swaks", names: ["swaks"] },
  ].flatMap(({ program, names }) => {
    const { error, status } = spawnSync(program, ["--version"], { stdio: "ignore" });
    return error || status ? names.map((name) => /** @type {const} */ ([name, `for there is no ${program}`])) : [];
  }),
);

/** @param {string} program @param {string[]} args */
async function silently(program, args) {
  await promisify(execFile)(program, args);
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
