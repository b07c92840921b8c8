/** The smallest mail client: sends lines, reads lines, switches to TLS. It knows no protocol and hides nothing. */
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { connect as connectTls } from "node:tls";
import { HOST } from "./ports.mjs";

/** @typedef {{ ca: string }} Trust the roots to verify a server by, PEM */

export class Conversation {
  /** @param {import("node:net").Socket} socket */
  constructor(socket) {
    this.#listenTo(socket);
  }

  /** @param {number} port */
  static async open(port) {
    const socket = connect(port, HOST);
    await once(socket, "connect");
    return new Conversation(socket);
  }

  /**
   * @param {number} port
   * @param {Trust} trust
   */
  static async openTls(port, trust) {
    return new Conversation(await secure(connect(port, HOST), trust));
  }

  /** @param {Trust} trust */
  async startTls(trust) {
    this.lines.return();
    this.reader.close();
    this.#listenTo(await secure(this.socket, trust));
  }

  /** @returns {Promise<string | undefined>} nothing where the server closed the connection */
  async line() {
    return (await this.lines.next()).value;
  }

  /**
   * Sends a line and reads up to the line that ends the reply.
   * @param {string} line
   * @param {RegExp} last
   * @returns {Promise<string[]>}
   */
  async ask(line, last) {
    this.socket.write(`${line}\r\n`);
    const reply = [];
    for (let next = await this.line(); next !== undefined; next = await this.line()) {
      reply.push(next);
      if (last.test(next)) break;
    }
    return reply;
  }

  close() {
    this.socket.destroy();
  }

  /** @param {import("node:net").Socket} socket */
  #listenTo(socket) {
    this.socket = socket;
    this.reader = createInterface({ input: socket, crlfDelay: Infinity });
    this.lines = this.reader[Symbol.asyncIterator]();
  }
}

/**
 * @param {import("node:net").Socket} socket
 * @param {Trust} trust
 */
async function secure(socket, { ca }) {
  const secured = connectTls({ socket, host: HOST, ca });
  try {
    await once(secured, "secureConnect");
  } catch (error) {
    secured.destroy();
    throw error;
  }
  return secured;
}
