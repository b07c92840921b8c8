/** One HTTP exchange over a socket of its own: no library adds or corrects a header. */
import { once } from "node:events";
import { connect } from "node:net";
import { buffer } from "node:stream/consumers";

/**
 * @param {number | string} port
 * @param {string} method
 * @param {string} path
 * @param {Record<string, string | undefined>} headers
 * @param {string} [body]
 */
export async function exchange(port, method, path, headers, body = "") {
  const socket = connect(Number(port), "127.0.0.1");
  await once(socket, "connect");
  const all = { "content-length": body ? `${Buffer.byteLength(body)}` : undefined, ...headers };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  // A server that refuses early closes before it has read all.
  socket.on("error", () => {});
  socket.write([`${method} ${path} HTTP/1.1`, "connection: close", ...lines, "", body].join("\r\n"));
  const answer = (await buffer(socket)).toString();
  const [head, ...rest] = answer.split("\r\n\r\n");
  const [first, ...named] = head.split("\r\n");
  return {
    status: Number(first.split(" ")[1]),
    headers: new Headers(named.map((line) => /** @type {[string, string]} */ (line.split(/: ?/, 2)))),
    body: rest.join("\r\n\r\n"),
  };
}
