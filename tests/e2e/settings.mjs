/** Settings against the servers of a bed. */

/** @typedef {import("./token-relay.mjs").TokenRelay} TokenRelay */
/** @typedef {import("./token-relay.mjs").Bed} Bed */

/**
 * Which port of a server.
 * @typedef {keyof import("../bed/servers.mjs").MailPorts} Door
 */

/** How a door is to be opened. @type {Record<Door, string>} */
const SECURITY = {
  starttls: "tls",
  tls: "ssl",
  noStarttls: "tls",
  expired: "ssl",
  wrongName: "ssl",
  untrusted: "ssl",
};

/**
 * The server part of either form.
 * @param {import("../bed/servers.mjs").MailPorts} ports
 * @param {Door} door
 */
function server(ports, door) {
  return { server: "127.0.0.1", port: ports[door], security: SECURITY[door] };
}

/**
 * @param {Bed} bed
 * @param {Door} door
 * @param {object} login
 */
export function outgoing(bed, door, login) {
  return { ...server(bed.smtp, door), requires_authentication: true, ...login };
}

/**
 * @param {Bed} bed
 * @param {Door} door
 * @param {object} login
 */
export function incoming(bed, door, login) {
  return { ...server(bed.imap, door), ...login };
}

/**
 * @param {Bed} bed
 * @param {Door} door
 * @param {object} login
 */
export function pop(bed, door, login) {
  return { ...server(bed.pop, door), protocol: "pop", ...login };
}

/**
 * @param {Bed} bed
 * @param {string} [password]
 */
export function byPassword(bed, password = bed.users.alice.password) {
  return { username: bed.users.alice.address, password };
}

/**
 * @param {Bed} bed
 * @param {TokenRelay} relay
 * @param {object} [change] other keys of the OAuth table
 * @param {keyof Bed["clients"]} [client]
 */
export function byToken(bed, relay, change = {}, client = "post") {
  const { id, secret, auth } = bed.clients[client];
  return {
    username: bed.users.alice.address,
    oauth: {
      provider: "microsoft-exchange",
      client_id: id,
      client_secret: secret,
      client_auth: auth,
      authority_url: relay.authority,
      ...change,
    },
  };
}
