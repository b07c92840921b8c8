/**
 * A line with a delay to a port of this machine. It stands for the handshake of TCP, too: the server is reached
 * only when the client's acknowledgement of it would have arrived, three ways after the client began.
 */
import { once } from "node:events";
import net from "node:net";
import { setTimeout } from "node:timers/promises";

export const ONE_WAY_MS = 25;

/** @param {number} to */
export async function delayed(to) {
  /** @type {Set<net.Socket>} */
  const sockets = new Set();
  const server = net.createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    const reached = performance.now() + 3 * ONE_WAY_MS;
    const upstream = new net.Socket({ allowHalfOpen: true }).setNoDelay(true);
    sockets.add(client).add(upstream);
    const opened = until(reached).then(() => once(upstream.connect(to, "127.0.0.1"), "connect"));
    carry(client, upstream, opened);
    carry(upstream, client, Promise.resolve());
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  const stop = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { port, stop };
}

/**
 * Carries what is said, in order, each piece as late as it comes.
 * @param {net.Socket} from
 * @param {net.Socket} to
 * @param {Promise<unknown>} opened
 */
function carry(from, to, opened) {
  let last = opened.catch(() => {});
  const later = (/** @type {() => void} */ action) => {
    const time = performance.now() + ONE_WAY_MS;
    last = last.then(() => until(time)).then(action);
  };
  from.on("data", (bytes) => later(() => void (to.writable && to.write(bytes))));
  from.on("end", () => later(() => void to.end()));
  from.on("error", () => later(() => void to.destroy()));
}

/** @param {number} time */
async function until(time) {
  const left = time - performance.now();
  if (left > 0) await setTimeout(left);
}
