/**
 * Servers that no decent one is like: each answers in its one way, counts its connections, and lives as long as
 * the test that starts it.
 */
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { after } from "node:test";

/**
 * @typedef {object} Hostile
 * @property {number} port
 * @property {() => number} connections how many there were
 */

/**
 * @param {(socket: import("node:net").Socket) => void} behave
 * @returns {Promise<Hostile>}
 */
export async function startHostile(behave) {
  /** @type {Set<import("node:net").Socket>} */
  const open = new Set();
  let count = 0;
  const server = createServer((socket) => {
    count += 1;
    open.add(socket);
    socket.on("error", () => {}).on("close", () => open.delete(socket));
    behave(socket);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  after(async () => {
    for (const socket of open) socket.destroy();
    await once(server.close(), "close");
  });
  return { port, connections: () => count };
}

/** Takes every connection and says nothing. @param {import("node:net").Socket} socket */
export function silent(socket) {
  socket.resume();
}

/**
 * An HTTP server with one answer, in which `{body}` is the request's body.
 * @param {string} head
 * @param {string} body
 */
export function answering(head, body) {
  return (/** @type {import("node:net").Socket} */ socket) => {
    let heard = "";
    socket.on("data", (bytes) => {
      heard += bytes.toString();
      const [requestHead, requestBody] = heard.split("\r\n\r\n");
      const length = Number(/content-length: (\d+)/i.exec(requestHead)?.[1] ?? NaN);
      if (requestBody?.length !== length) return;
      const text = body.replace("{body}", requestBody);
      socket.end(`${head}\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`);
    });
  };
}

/**
 * An SMTP server that refuses a login and repeats all that it was told.
 * @param {import("node:net").Socket} socket
 */
export function smtpEcho(socket) {
  socket.write("220 echo.example ESMTP\r\n");
  linesOf(socket, (line) => {
    if (line.startsWith("EHLO")) socket.write("250-echo.example\r\n250 AUTH PLAIN LOGIN\r\n");
    else if (line === "AUTH LOGIN") socket.write("334 VXNlcm5hbWU6\r\n");
    else if (line.startsWith("QUIT")) socket.end("221 bye\r\n");
    else {
      const meaning = Buffer.from(line.split(" ").at(-1) ?? "", "base64").toString("latin1");
      socket.write(`535 5.7.8 you said ${line}, which means ${meaning}\r\n`);
    }
  });
}

/**
 * An SMTP server that says one more line in clear together with its answer to STARTTLS.
 * @param {import("node:net").Socket} socket
 */
export function smtpInjection(socket) {
  socket.write("220 injection.example ESMTP\r\n");
  linesOf(socket, (line) => {
    if (line.startsWith("EHLO")) socket.write("250-injection.example\r\n250 STARTTLS\r\n");
    else if (line === "STARTTLS") socket.write("220 go ahead\r\n250 AUTH PLAIN LOGIN\r\n");
  });
}

/**
 * @param {import("node:net").Socket} socket
 * @param {(line: string) => void} hear
 */
function linesOf(socket, hear) {
  // A client may leave in the middle of a word.
  createInterface({ input: socket })
    .on("line", hear)
    .on("error", () => {});
}
