/**
 * Postfix: submission with STARTTLS and with implicit TLS, AUTH through Dovecot, and a sender address that
 * must be the user's own. Mail for a mailbox of the bed lands where Dovecot reads it; no other mail is
 * accepted.
 */
import { execFile } from "node:child_process";
import { mkdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { MAIL_DOMAIN, USERS } from "./accounts.mjs";
import { MAIL_USER } from "./dovecot.mjs";
import { HOST } from "./ports.mjs";

const run = promisify(execFile);

/** What Postfix expects in its queue directory: directories by owner, group and mode. */
const QUEUE = [
  { own: "root:root", mode: "0755", names: ["pid"] },
  {
    own: "postfix:root",
    mode: "0700",
    names: [
      "active",
      "bounce",
      "corrupt",
      "defer",
      "deferred",
      "hold",
      "incoming",
      "private",
      "saved",
      "trace",
    ],
  },
  { own: "postfix:postdrop", mode: "0730", names: ["maildrop"] },
  { own: "postfix:postdrop", mode: "0710", names: ["public"] },
];

/**
 * @param {import("./processes.mjs").Processes} processes
 * @param {object} options
 * @param {string} options.directory
 * @param {string} options.mail the directory of the mailboxes, shared with Dovecot
 * @param {number} options.sasl the port where Dovecot answers for AUTH
 * @param {Awaited<ReturnType<typeof import("./certificates.mjs").createCertificates>>} options.certificates
 * @param {import("./servers.mjs").MailPorts} options.ports
 */
export async function startPostfix(processes, { directory, mail, sasl, certificates, ports }) {
  await Promise.all([createDirectories(directory), mkdir(join(directory, "config"), { recursive: true })]);
  const [{ stdout: daemons }, { stdout: owner }] = await Promise.all([
    run("postconf", ["-d", "-h", "daemon_directory"]),
    run("id", ["-u", MAIL_USER]),
    writeFile(join(directory, "config", "master.cf"), services(ports, certificates)),
  ]);
  const main = configuration({ directory, mail, sasl, identity: certificates.good, owner: owner.trim() });
  const mainFile = join(directory, "config", "main.cf");
  await writeFile(mainFile, main);
  // Postfix takes a file of the last seconds for one that is still being written, and waits.
  await utimes(mainFile, 0, 0);
  await processes.start({
    name: "Postfix",
    command: [join(daemons.trim(), "master"), "-d", "-c", join(directory, "config")],
    log: join(directory, "postfix.log"),
    ports: Object.values(ports),
  });
}

/** @param {string} directory */
async function createDirectories(directory) {
  const queue = join(directory, "queue");
  await mkdir(queue, { recursive: true });
  await Promise.all([
    run("install", ["-d", "-o", "postfix", join(directory, "data")]),
    ...QUEUE.map(async ({ own, mode, names }) => {
      const [user, group] = own.split(":");
      const paths = names.map((name) => join(queue, name));
      await run("install", ["-d", "-o", user, "-g", group, "-m", mode, ...paths]);
    }),
  ]);
}

/**
 * @param {object} options
 * @param {string} options.directory
 * @param {string} options.mail
 * @param {number} options.sasl
 * @param {import("./certificates.mjs").Identity} options.identity
 * @param {string} options.owner the number of the user that owns the mailboxes
 */
function configuration({ directory, mail, sasl, identity, owner }) {
  const { address } = USERS.alice;
  return `
compatibility_level = 3.6
queue_directory = ${directory}/queue
data_directory = ${directory}/data
maillog_file = ${directory}/postfix.log
maillog_file_prefixes = ${directory}
myhostname = mail.${MAIL_DOMAIN}
mydestination =
mynetworks =
inet_interfaces = ${HOST}
inet_protocols = ipv4
alias_maps =
alias_database =
local_recipient_maps =
default_transport = error:5.7.1 nothing leaves the test bed
relay_transport = \${default_transport}
virtual_mailbox_domains = ${MAIL_DOMAIN}
virtual_mailbox_maps = inline:{ { ${address} = ${address}/ } }
virtual_mailbox_base = ${mail}
virtual_uid_maps = static:${owner}
virtual_gid_maps = static:${owner}
virtual_minimum_uid = 1
smtpd_tls_chain_files = ${identity.key}, ${identity.certificate}
smtpd_tls_auth_only = yes
smtpd_tls_loglevel = 1
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:${HOST}:${sasl}
smtpd_sender_login_maps = regexp:{ { /(.+)/ $$1 } }
smtpd_sender_restrictions = reject_sender_login_mismatch
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_recipient_restrictions = reject_unauth_destination
smtpd_peername_lookup = no
smtpd_error_sleep_time = 0
smtpd_client_connection_count_limit = 0
`;
}

/**
 * master.cf: a submission service for each port, and what delivers the mail.
 * @param {import("./servers.mjs").MailPorts} ports
 * @param {Parameters<typeof startPostfix>[1]["certificates"]} certificates
 */
function services(ports, certificates) {
  const submission = (/** @type {number} */ port, /** @type {string[]} */ ...options) =>
    `${HOST}:${port} inet n - n - - smtpd${options.map((option) => ` -o ${option}`).join("")}`;
  const implicitTls = (
    /** @type {number} */ port,
    /** @type {import("./certificates.mjs").Identity} */ { certificate, key },
  ) => submission(port, "smtpd_tls_wrappermode=yes", `smtpd_tls_chain_files=${key},${certificate}`);
  return `
${submission(ports.starttls, "smtpd_tls_security_level=encrypt")}
${submission(ports.noStarttls, "smtpd_tls_security_level=none", "smtpd_tls_auth_only=no")}
${implicitTls(ports.tls, certificates.good)}
${implicitTls(ports.expired, certificates.expired)}
${implicitTls(ports.wrongName, certificates.wrongName)}
${implicitTls(ports.untrusted, certificates.untrusted)}
postlog unix-dgram n - n - 1 postlogd
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
`;
}
