/** Everything that runs in a bed, and where: starts the servers side by side and describes them. */
import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { CLIENTS, TENANT, USERS } from "./accounts.mjs";
import { startAuthorizationServer } from "./authorization-server.mjs";
import { createCertificates } from "./certificates.mjs";
import { startDovecot } from "./dovecot.mjs";
import { HOST } from "./ports.mjs";
import { startPostfix } from "./postfix.mjs";

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
 * @typedef {object} Servers
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
 * @property {MailPorts} pop
 * @property {MailPorts} smtp
 * @property {number} refusedPort where nobody listens
 */

/**
 * @param {import("./processes.mjs").Processes} processes
 * @param {string} dir an empty folder
 * @param {() => number} takePort
 * @returns {Promise<Servers>}
 */
export async function startServers(processes, dir, takePort) {
  const https = takePort();
  const http = takePort();
  const sasl = takePort();
  const imap = mailPorts(takePort);
  const pop = mailPorts(takePort);
  const smtp = mailPorts(takePort);
  const directory = (/** @type {string} */ name) => join(dir, name);
  const [mail, keys] = [directory("mail"), directory("keys")];

  // Mail servers give up their rights before they look into the folder.
  await Promise.all([chmod(dir, 0o755), mkdir(mail).then(() => chmod(mail, 0o777))]);
  const certificates = await createCertificates(directory("certificates"));
  const { good, expired, wrongName, untrusted } = certificates;
  await Promise.all([
    startAuthorizationServer(processes, {
      directory: directory("authorization-server"),
      keys,
      identity: good,
      ports: { https, http },
    }),
    startPostfix(processes, { directory: directory("postfix"), mail, sasl, certificates, ports: smtp }),
    ...[
      {
        name: "dovecot",
        identity: good,
        ports: { imap: imap.starttls, imaps: imap.tls, pop3: pop.starttls, pop3s: pop.tls, sasl },
      },
      { name: "dovecot-cleartext", ports: { imap: imap.noStarttls, pop3: pop.noStarttls } },
      { name: "dovecot-expired", identity: expired, ports: { imaps: imap.expired, pop3s: pop.expired } },
      {
        name: "dovecot-wrong-name",
        identity: wrongName,
        ports: { imaps: imap.wrongName, pop3s: pop.wrongName },
      },
      {
        name: "dovecot-untrusted",
        identity: untrusted,
        ports: { imaps: imap.untrusted, pop3s: pop.untrusted },
      },
    ].map(({ name, ...options }) =>
      startDovecot(processes, { directory: directory(name), mail, keys, ...options }),
    ),
  ]);

  const tokenPath = `${TENANT}/oauth2/v2.0/token`;
  return {
    dir,
    caFile: certificates.caFile,
    host: HOST,
    tenant: TENANT,
    authority: `https://${HOST}:${https}/${tokenPath}`,
    identityHost: `${HOST}:${https}`,
    plainTokenUrl: `http://${HOST}:${http}/${tokenPath}`,
    clients: CLIENTS,
    users: USERS,
    imap,
    pop,
    smtp,
    refusedPort: takePort(),
  };
}

/**
 * @param {() => number} takePort
 * @returns {MailPorts}
 */
function mailPorts(takePort) {
  const [starttls, tls, noStarttls, expired, wrongName, untrusted] = Array.from({ length: 6 }, takePort);
  return { starttls, tls, noStarttls, expired, wrongName, untrusted };
}
