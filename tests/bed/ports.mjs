/**
 * Loopback ports for one bed. Postfix shares a port with whoever listens there already (SO_REUSEPORT) and
 * would start without an error, so a bed claims a whole block before it starts anything: it listens on the
 * first port of the block as long as it lives, and takes the block only when nobody listens on any other port
 * of it.
 */
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

export const HOST = "127.0.0.1";

const BLOCK = 32;
/** Linux gives outgoing connections ports from 32768 on; a block stays below them. */
const FIRST = 20_000;
const BLOCKS = 390;

/**
 * @typedef {object} Ports
 * @property {() => number} take the next port of the block
 * @property {() => Promise<void>} release gives the block back
 */

/** @returns {Promise<Ports>} */
export async function claimPorts() {
  for (let attempt = 0; attempt < BLOCKS; attempt++) {
    const guardPort = FIRST + BLOCK * Math.floor(Math.random() * BLOCKS);
    const ports = Array.from({ length: BLOCK - 1 }, (_, index) => guardPort + 1 + index);
    const guard = await listen(guardPort);
    if (!guard) continue;
    const release = () => close(guard);
    if (!(await allFree(ports))) {
      await release();
      continue;
    }
    const take = () => {
      const port = ports.shift();
      if (!port) throw new Error(`a bed has no more than ${BLOCK - 1} ports`);
      return port;
    };
    return { take, release };
  }
  throw new Error(`no ${BLOCK} free ports side by side from ${FIRST} on`);
}

/**
 * Waits until every port takes connections.
 * @param {number[]} ports
 * @param {AbortSignal} signal gives up, with its reason
 */
export async function reachable(ports, signal) {
  await Promise.all(
    ports.map(async (port) => {
      while (!(await accepts(port))) {
        signal.throwIfAborted();
        await delay(10);
      }
    }),
  );
}

/** @param {number} port */
async function accepts(port) {
  const socket = connect(port, HOST);
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** @param {number[]} ports */
async function allFree(ports) {
  const listeners = await Promise.all(ports.map(listen));
  await Promise.all(listeners.map((listener) => listener && close(listener)));
  return listeners.every(Boolean);
}

/**
 * @param {number} port
 * @returns {Promise<import("node:net").Server | undefined>} nothing where the port is taken
 */
async function listen(port) {
  const server = createServer((socket) => socket.destroy()).unref();
  try {
    await once(server.listen({ host: HOST, port }), "listening");
    return server;
  } catch {
    return undefined;
  }
}

/** @param {import("node:net").Server} server */
async function close(server) {
  await once(server.close(), "close");
}
