// The agent's HTTP client: stored settings, Update, and a connection test as a stream of events.

import { FAULTS } from "./texts.js";

/** @import { Consent, FormName, HandOff, Report, Sandbox, Settings, StoredForms, TestObserver, Transport } from "../types" */

const TOKEN_KEY = "mailvet-token";

/** A refusal of the agent, in the words of its problem document. */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * Takes the access token out of the address bar, and keeps it as long as this tab lives.
 * @returns {string | null}
 */
export function takeToken() {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given) {
    sessionStorage.setItem(TOKEN_KEY, given);
    history.replaceState(null, "", location.pathname);
  }
  return sessionStorage.getItem(TOKEN_KEY);
}

/** @implements {Transport} */
export class Agent {
  #token;

  /** @param {string} token */
  constructor(token) {
    this.#token = token;
  }

  /** @returns {Promise<StoredForms>} */
  async stored() {
    const response = await this.#ask("GET", "settings");
    return response.json();
  }

  /** What the sandbox beside the agent can show, where there is one. @returns {Promise<Sandbox | null>} */
  async sandbox() {
    const response = await this.#ask("GET", "sandbox");
    return response.json();
  }

  /**
   * Lets the sandbox play a scenario.
   * @param {string | null} scenario nothing lets all be as it should be
   * @returns {Promise<Record<FormName, Settings> & { send_to: string }>} settings that show it, and whom a test message goes to
   */
  async play(scenario) {
    const response = await this.#ask("POST", "sandbox", { scenario });
    return response.json();
  }

  /**
   * @param {FormName} form
   * @param {Settings} settings
   * @param {number | null} revision the one that the user saw
   * @returns {Promise<number>} the new revision
   */
  async save(form, settings, revision) {
    const response = await this.#ask("PUT", `settings/${form}`, { settings, revision });
    return (await response.json()).revision;
  }

  /**
   * @param {FormName} form
   * @param {Settings} settings
   * @param {Consent} consent
   * @param {TestObserver} observer
   * @param {AbortSignal} signal
   * @returns {Promise<Report>}
   */
  async test(form, settings, consent, observer, signal) {
    const response = await this.#ask("POST", `test/${form}`, { [form]: settings, ...consent }, signal);
    for await (const { name, data } of events(response)) {
      if (name === "test") observer.onBegin(data.id);
      else if (name === "stages") observer.onPlan(data.stages);
      else if (name === "stage") observer.onStage(data);
      else if (name === "prompt") observer.onPrompt(data);
      else if (name === "report") return data;
    }
    throw new Problem(response.status, FAULTS.unfinished);
  }

  /**
   * What is handed over of a failed test.
   * @param {string} id
   * @returns {Promise<HandOff>}
   */
  async handOff(id) {
    const path = `tests/${id}/hand-off`;
    const [page, data] = await Promise.all([
      this.#ask("GET", path, undefined, undefined, "text/markdown"),
      this.#ask("GET", path),
    ]);
    return { markdown: await page.text(), json: JSON.stringify(await data.json(), null, 2) };
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @param {AbortSignal} [signal]
   * @param {string} [accepted] the media type of the answer
   */
  async #ask(method, path, body, signal, accepted = "application/json, text/event-stream") {
    /** @type {Record<string, string>} */
    const headers = { Authorization: `Bearer ${this.#token}`, Accept: accepted };
    if (body) headers["Content-Type"] = "application/json";
    const response = await fetch(`/api/v1/${path}`, {
      method,
      headers,
      body: body && JSON.stringify(body),
      signal,
    }).catch((error) => {
      throw signal?.aborted ? error : new Problem(0, FAULTS.unreachable);
    });
    if (!response.ok) throw await problem(response);
    return response;
  }
}

/**
 * @param {Response} response
 */
async function problem(response) {
  if (response.status === 401) return new Problem(401, FAULTS.token);
  const { title, detail } = await response.json().catch(() => ({}));
  const words = [title, detail].filter(Boolean).join(": ");
  return new Problem(response.status, words || `${response.status} ${response.statusText}`);
}

/**
 * The server-sent events of an answer, each with its JSON data.
 * @param {Response} response
 * @returns {AsyncGenerator<{ name: string, data: any }>}
 */
async function* events(response) {
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).replaceAll("\r\n", "\n").split("\n\n");
    rest = /** @type {string} */ (blocks.pop());
    for (const block of blocks) {
      const event = parseEvent(block);
      if (event) yield event;
    }
  }
}

/**
 * @param {string} block the lines of one event
 */
function parseEvent(block) {
  let name = "message";
  const data = [];
  for (const line of block.split("\n")) {
    const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (field === "event") name = value;
    else if (field === "data") data.push(value);
  }
  return data.length ? { name, data: JSON.parse(data.join("\n")) } : null;
}
