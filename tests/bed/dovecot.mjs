/**
 * Dovecot: IMAP, POP3, and SASL for Postfix. It takes PLAIN and LOGIN with the password, XOAUTH2 and OAUTHBEARER
 * with a token of the authorization server, which it validates by that server's key alone. Dovecot ties a
 * certificate to an address and not to a port, so one instance runs for each certificate, over the same
 * mailboxes.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { USERS } from "./accounts.mjs";
import { HOST } from "./ports.mjs";

/** The system user that owns the mailboxes. */
export const MAIL_USER = "mail";

/**
 * @param {import("./processes.mjs").Processes} processes
 * @param {object} options
 * @param {string} options.directory of this instance alone
 * @param {string} options.mail the directory of the mailboxes, shared with Postfix
 * @param {string} options.keys the directory of the authorization server's keys
 * @param {import("./certificates.mjs").Identity} [options.identity] without it there is no TLS
 * @param {{ imap?: number, imaps?: number, pop3?: number, pop3s?: number, sasl?: number }} options.ports
 */
export async function startDovecot(processes, { directory, mail, keys, identity, ports }) {
  await mkdir(directory, { recursive: true });
  const file = (/** @type {string} */ name) => join(directory, name);
  const { alice } = USERS;
  await Promise.all([
    writeFile(file("users"), `${alice.address}:{PLAIN}${alice.password}::::::\n`),
    writeFile(file("oauth2.conf"), oauth2Configuration(keys)),
    writeFile(file("dovecot.conf"), configuration({ directory, mail, identity, ports })),
  ]);
  await processes.start({
    name: "Dovecot",
    command: ["dovecot", "-F", "-c", file("dovecot.conf")],
    log: file("dovecot.log"),
    ports: Object.values(ports),
  });
}

/** Only the domain is compared: an app-only token opens every mailbox of its tenant. */
function oauth2Configuration(/** @type {string} */ keys) {
  return `
introspection_mode = local
local_validation_key_dict = fs:posix:prefix=${keys}/
username_attribute = upn
username_format = %Ld
active_attribute = mail_access
active_value = yes
`;
}

/** @param {Pick<Parameters<typeof startDovecot>[1], "directory" | "mail" | "identity" | "ports">} options */
function configuration({ directory, mail, identity, ports }) {
  const listener = (/** @type {string} */ name, /** @type {number} */ port = 0, ssl = "no") =>
    `inet_listener ${name} {\n    address = ${HOST}\n    port = ${port}\n    ssl = ${ssl}\n  }`;
  const tls = identity
    ? `ssl = yes\nssl_cert = <${identity.certificate}\nssl_key = <${identity.key}`
    : "ssl = no";
  return `
base_dir = ${directory}/run
state_dir = ${directory}/state
log_path = ${directory}/dovecot.log
protocols = imap pop3
${tls}
mail_location = maildir:${mail}/%u
mail_uid = ${MAIL_USER}
mail_gid = ${MAIL_USER}
first_valid_uid = 1
auth_mechanisms = plain login xoauth2 oauthbearer
auth_verbose = yes
auth_failure_delay = 0
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${directory}/oauth2.conf
}
passdb {
  driver = passwd-file
  mechanisms = plain login
  args = ${directory}/users
}
userdb {
  driver = passwd-file
  args = ${directory}/users
  override_fields = home=${mail}/%u
}
service imap-login {
  service_count = 0
  ${listener("imap", ports.imap)}
  ${listener("imaps", ports.imaps, "yes")}
}
service imap {
  service_count = 1000
}
service pop3-login {
  service_count = 0
  ${listener("pop3", ports.pop3)}
  ${listener("pop3s", ports.pop3s, "yes")}
}
service pop3 {
  service_count = 1000
}
service auth {
  client_limit = 2000
  ${listener("sasl", ports.sasl)}
}
# Without this, each failure would make the next one slower.
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
`;
}
