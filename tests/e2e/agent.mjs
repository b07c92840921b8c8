/** A running `mailvet serve` on a free port; it ends by its number, at the latest with the test or file. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after } from "node:test";
import { PROGRAM, ROOT } from "./cli.mjs";

/** A start or an end that takes longer is a fault. */
const PATIENCE_MS = 15_000;

/** Starts `mailvet serve` and waits until it has printed its address. */
export class Agent {
  #child;
  #output = "";

  /** @param {import("node:child_process").ChildProcessWithoutNullStreams} child */
  constructor(child) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (/** @type {Buffer} */ bytes) => (this.#output += bytes.toString()));
    }
    /** Its exit status and signal. */
    this.ended = once(child, "exit");
    /** The address of the page, with the access token. */
    this.url = new URL("about:blank");
  }

  /** @param {string[]} options of `serve`, beside `--listen` */
  static async start(...options) {
    const child = spawn(PROGRAM, ["serve", "--listen", "127.0.0.1:0", ...options], { cwd: ROOT });
    const agent = new Agent(child);
    after(() => agent.stop());
    const lines = createInterface({ input: child.stdout });
    const address = new Promise((resolve) => {
      lines.on("line", (line) => {
        const [found] = /http:\/\/\S+/.exec(line) ?? [];
        if (found) resolve(found);
      });
    });
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const failed = Promise.race([agent.ended, once(signal, "abort")]).then(() => undefined);
    const url = await Promise.race([address, failed]);
    if (!url) {
      child.kill("SIGKILL");
      throw new Error(`mailvet serve did not start: ${agent.output}`);
    }
    agent.url = new URL(url);
    return agent;
  }

  get pid() {
    return /** @type {number} */ (this.#child.pid);
  }

  /** All that it has printed so far. */
  get output() {
    return this.#output;
  }

  /** The access token. */
  get token() {
    return new URLSearchParams(this.url.hash.slice(1)).get("token") ?? "";
  }

  /**
   * Calls the API, with the access token.
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   * @param {Record<string, string>} [headers]
   */
  call(method, path, body, headers = {}) {
    return fetch(new URL(`/api/v1/${path}`, this.url), {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }

  /** @param {string} path of a part of the page */
  async file(path) {
    const response = await fetch(new URL(path, this.url));
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  }

  /** @param {NodeJS.Signals} [signal] */
  async stop(signal = "SIGTERM") {
    const overdue = setTimeout(() => this.#child.kill("SIGKILL"), PATIENCE_MS);
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill(signal);
    const [status, killer] = await this.ended;
    clearTimeout(overdue);
    return { status, killer };
  }
}
