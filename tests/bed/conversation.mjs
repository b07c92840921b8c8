/** The smallest mail client: sends lines, reads lines, switches to TLS. It knows no protocol. */
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { connect as connectTls } from "node:tls";
import { HOST } from "./ports.mjs";

/** @typedef {{ ca: string }} Trust the roots to verify a server by, PEM */

export class Conversation {
  #socket;
  #reader;
  #lines;

  /** @param {import("node:net").Socket} socket */
  constructor(socket) {
    this.#socket = socket;
    this.#reader = createInterface({ input: socket, crlfDelay: Infinity });
    this.#lines = this.#reader[Symbol.asyncIterator]();
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

  /**
   * The conversation goes on over TLS, and this one is over.
   * @param {Trust} trust
   */
  async startTls(trust) {
    this.#reader.close();
    return new Conversation(await secure(this.#socket, trust));
  }

  /** @returns {Promise<string | undefined>} nothing where the server closed the connection */
  async line() {
    return (await this.#lines.next()).value;
  }

  /**
   * Sends a line and reads up to the line that ends the reply.
   * @param {string} line
   * @param {RegExp} last
   */
  async ask(line, last) {
    this.#socket.write(`${line}\r\n`);
    /** @type {string[]} */
    const reply = [];
    for (let next = await this.line(); next !== undefined; next = await this.line()) {
      reply.push(next);
      if (last.test(next)) break;
    }
    return reply;
  }

  close() {
    this.#socket.destroy();
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
