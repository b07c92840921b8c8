/** A simulated tenant of Microsoft 365 for the tests of a product; copy this into yours. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

/** The program; in a product's repository it is `mailvet` on the path. */
const PROGRAM =
  process.env.MAILVET ?? fileURLToPath(new URL("../../target/debug/mailvet", import.meta.url));

/** What is set up as it should be. What is not has a name: `mailvet sandbox --list`. */
export class Tenant {
  #child;

  /**
   * @param {import("node:child_process").ChildProcess} child
   * @param {any} ready the line of JSON that the program prints
   */
  constructor(child, ready) {
    this.#child = child;
    /** Ports, ids and secrets, as `ready.smtp.starttls`. */
    this.ready = ready;
    /** The certificate authority, for clients to trust. */
    this.ca = readFileSync(ready.ca_file);
  }

  /** Starts one; it is ready when this is. */
  static async start() {
    const child = spawn(PROGRAM, ["sandbox", "--quiet"], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = await once(createInterface({ input: child.stdout }), "line");
    return new Tenant(child, JSON.parse(line));
  }

  /** Ends it. */
  async stop() {
    this.#child.kill("SIGTERM");
    await once(this.#child, "exit");
  }

  /**
   * Asks the token endpoint as an application.
   * @param {Record<string, string>} [changes] other parameters, as another `client_secret`
   */
  async askForToken(changes = {}) {
    const { client_id, client_secret, token_url } = this.ready;
    const scope = "https://outlook.office365.com/.default";
    const good = { grant_type: "client_credentials", client_id, client_secret, scope };
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const body = new URLSearchParams({ ...good, ...changes }).toString();
    return (await this.fetch(token_url, { method: "POST", headers, body })).body;
  }

  /**
   * Asks the authorization server, which only a client that knows the certificate authority trusts.
   * @param {string} url
   * @param {{ method?: string, headers?: Record<string, string>, body?: string }} [options]
   */
  async fetch(url, { body, ...options } = {}) {
    const asking = request(url, { ca: this.ca, ...options });
    asking.end(body);
    const [answer] = await once(asking, "response");
    const read = await text(answer);
    const isJson = answer.headers["content-type"]?.startsWith("application/json");
    return { status: answer.statusCode, headers: answer.headers, body: isJson ? JSON.parse(read) : read };
  }

  /** What MSAL wants to know of the authority, with the way there as its network. */
  get msal() {
    const { client_id: clientId, token_url } = this.ready;
    /** @type {(method: string) => (url: string, options?: any) => Promise<any>} */
    const ask = (method) => (url, options) => this.fetch(url, { method, ...options });
    return {
      auth: {
        clientId,
        authority: token_url.replace("/oauth2/v2.0/token", ""),
        knownAuthorities: [new URL(token_url).host],
      },
      system: { networkClient: { sendGetRequestAsync: ask("GET"), sendPostRequestAsync: ask("POST") } },
    };
  }

  /** @returns {Promise<string>} a token that the mail servers take */
  async token() {
    return (await this.askForToken()).access_token;
  }

  /**
   * Sets a fault by the control API, as `{ service: "smtp", effect: { kind: "latency", … } }`.
   * @param {object} fault
   */
  async fault(fault) {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify(fault);
    const answer = await fetch(`${this.ready.control_url}faults`, { method: "POST", headers, body });
    if (!answer.ok) throw new Error(await answer.text());
  }
}
