/**
 * The floor: what raw sockets need that wait for no more than the RFCs say they must. The last command is sent and
 * its answer not awaited.
 */
import { once } from "node:events";
import net from "node:net";
import tls from "node:tls";

/** @typedef {{ ca: Buffer, user: string, password: string, token: string }} Account */

/** RFC 3207, RFC 4954: 7 round trips. @param {number} port @param {Account} account */
export async function smtpStarttls(port, account) {
  const plain = await talk(net.connect(port, "127.0.0.1"));
  await plain.heard(/^220 .*\r\n/m);
  await plain.say("EHLO floor.test", /^250 .*\r\n/m);
  await plain.say("STARTTLS", /^220 .*\r\n/m);
  const wire = await talk(tls.connect({ socket: plain.socket, ca: account.ca, host: "127.0.0.1" }), "secureConnect");
  await login(wire, account);
}

/** RFC 8314: 5 round trips. @param {number} port @param {Account} account */
export async function smtpImplicit(port, account) {
  const wire = await talk(tls.connect({ port, host: "127.0.0.1", ca: account.ca }), "secureConnect");
  await wire.heard(/^220 .*\r\n/m);
  await login(wire, account);
}

/** @param {Wire} wire @param {Account} account */
async function login(wire, account) {
  await wire.say("EHLO floor.test", /^250 .*\r\n/m);
  await wire.say(`AUTH XOAUTH2 ${xoauth2(account)}`, /^235 .*\r\n/m);
  wire.leave("QUIT");
}

/** RFC 4959: 4 round trips, one more with the mailbox. @param {number} port @param {Account} account */
export async function imaps(port, account) {
  const wire = await talk(tls.connect({ port, host: "127.0.0.1", ca: account.ca }), "secureConnect");
  await wire.heard(/^\* OK .*\r\n/m);
  await wire.say(`a AUTHENTICATE XOAUTH2 ${xoauth2(account)}`, /^a OK .*\r\n/m);
  wire.leave("b LOGOUT");
}

/** 3 round trips. @param {number} port @param {Account} account */
export async function tokenRequest(port, { ca }) {
  const wire = await talk(tls.connect({ port, host: "127.0.0.1", ca }), "secureConnect");
  await wire.say("POST /token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n", /access_token/);
  wire.socket.destroy();
}

function xoauth2(/** @type {Account} */ { user, token }) {
  return Buffer.from(`user=${user}\x01auth=Bearer ${token}\x01\x01`).toString("base64");
}

/** @typedef {Awaited<ReturnType<typeof talk>>} Wire */

async function talk(/** @type {net.Socket} */ socket, ready = "connect") {
  let heard = "";
  await once(socket.setNoDelay(true), ready);
  socket.on("data", (bytes) => void (heard += bytes.toString("latin1")));
  const wire = {
    socket,
    /** Waits for an answer of this shape. */
    heard: async (/** @type {RegExp} */ shape) => {
      while (!shape.test(heard)) {
        await once(socket, "data", { signal: AbortSignal.timeout(10_000) }).catch((cause) => {
          throw new Error(`${shape} did not come, but ${JSON.stringify(heard)}`, { cause });
        });
      }
      heard = "";
    },
    say: async (/** @type {string} */ line, /** @type {RegExp} */ shape) => {
      socket.write(`${line}\r\n`);
      await wire.heard(shape);
    },
    leave: (/** @type {string} */ line) => void socket.end(`${line}\r\n`).on("error", () => {}),
  };
  return wire;
}
