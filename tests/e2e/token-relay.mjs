/**
 * A relay before the bed's authorization server, over https and plain http: it hears every request and learns
 * every token, so that tests can look for the tokens and prove that nothing was asked.
 */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";

/** @typedef {Awaited<ReturnType<typeof import("../bed/index.mjs").startBed>>} Bed */

export class TokenRelay {
  /** What was asked, with the secrets that came along. @type {{ authorization?: string, body: string }[]} */
  requests = [];
  /** @type {string[]} */
  tokens = [];
  #servers;
  #upstream;

  /**
   * @param {Bed} bed
   * @param {{ cert: Buffer, key: Buffer }} identity
   */
  constructor(bed, identity) {
    this.#upstream = bed.plainTokenUrl;
    const answer = this.#answer.bind(this);
    this.#servers = [https.createServer(identity, answer), http.createServer(answer)];
    this.path = new URL(bed.authority).pathname;
  }

  /** @param {Bed} bed */
  static async start(bed) {
    const file = (/** @type {string} */ name) => readFile(join(bed.dir, "certificates", name));
    const [cert, key] = await Promise.all([file("good.pem"), file("good.key")]);
    const relay = new TokenRelay(bed, { cert, key });
    await Promise.all(relay.#servers.map((server) => once(server.listen(0, "127.0.0.1"), "listening")));
    return relay;
  }

  /** Its host and port over https. */
  get identityHost() {
    return `127.0.0.1:${portOf(this.#servers[0])}`;
  }

  /** The token endpoint over https. */
  get authority() {
    return `https://${this.identityHost}${this.path}`;
  }

  /** The token endpoint over plain http. */
  get plainTokenUrl() {
    return `http://127.0.0.1:${portOf(this.#servers[1])}${this.path}`;
  }

  async stop() {
    await Promise.all(
      this.#servers.map((server) => {
        server.closeAllConnections();
        return once(server.close(), "close");
      }),
    );
  }

  /**
   * @param {http.IncomingMessage} request
   * @param {http.ServerResponse} response
   */
  async #answer(request, response) {
    const { authorization, "content-type": type = "" } = request.headers;
    const body = (await buffer(request)).toString();
    this.requests.push({ authorization, body });
    const answer = await fetch(this.#upstream, {
      method: request.method,
      headers: { "content-type": type, ...(authorization && { authorization }) },
      body,
    });
    const text = await answer.text();
    const { access_token: token } = JSON.parse(text);
    if (token) this.tokens.push(token);
    response.writeHead(answer.status, { "content-type": "application/json" }).end(text);
  }
}

/** @param {import("node:net").Server} server */
function portOf(server) {
  return /** @type {import("node:net").AddressInfo} */ (server.address()).port;
}
