// `<mailvet-stages>`: the stages of a connection test, filled as they happen.

import { element, spoken, visible } from "./dom.js";
import { MESSAGE, RESULT, STAGES, STATUSES, duration } from "./texts.js";

/** @import { StageReport, StageState, StageStatus } from "../types" */

export class StageList extends HTMLElement {
  #list = element("ol", { class: "stages" });
  /** @type {Map<StageReport["stage"], HTMLLIElement>} */
  #items = new Map();

  connectedCallback() {
    this.append(this.#list);
  }

  /**
   * Shows what is going to happen.
   * @param {StageReport["stage"][]} stages
   */
  plan(stages) {
    this.#items = new Map(stages.map((stage) => [stage, element("li", {})]));
    for (const stage of stages) this.update({ stage, status: "pending" });
    this.#list.replaceChildren(...this.#items.values());
  }

  /** @param {StageState} stage */
  update(stage) {
    let item = this.#items.get(stage.stage);
    if (!item) {
      item = element("li", {});
      this.#items.set(stage.stage, item);
      this.#list.append(item);
    }
    const open = item.querySelector("details")?.open ?? false;
    item.dataset.stage = stage.stage;
    item.dataset.status = stage.status;
    item.replaceChildren(heading(stage), ...words(stage), ...details(stage, open));
  }

  /** Says which stage the test was stopped in, and that those behind it never begin. */
  abandon() {
    for (const [stage, item] of this.#items) {
      if (item.dataset.status === "running") this.update({ stage, status: "stopped" });
      if (item.dataset.status === "pending") this.update({ stage, status: "skipped" });
    }
  }
}

/**
 * The words that a stage failed or warned with: those of the agent, or the last ones of the server. Of a message
 * that was sent: by what it is found again.
 * @param {StageState} stage
 * @returns {string | undefined}
 */
export function stageWords({ stage, status, facts = {}, transcript = [] }) {
  if (stage === "send" && status === "ok")
    return visible(MESSAGE.sent(String(facts.recipient), String(facts.message_id)));
  if (status !== "failed" && status !== "warned") return undefined;
  if (typeof facts.error === "string") return visible(facts.error);
  const last = transcript.findLast(({ from }) => from === "server");
  return last && visible(last.line);
}

/** @param {StageState} stage */
function heading({ stage, status, elapsed_ms: elapsed }) {
  const { mark, word } = STATUSES[status];
  return element(
    "div",
    { class: "stage" },
    element("span", { class: "mark", "aria-hidden": "true" }, mark),
    element("span", { class: "stage-name" }, STAGES[stage] ?? stage),
    element("span", { class: "stage-word" }, word),
    element(
      "span",
      { class: "stage-time" },
      showsTime(status) && elapsed !== undefined ? duration(elapsed) : "",
    ),
  );
}

/** @param {StageStatus} status */
function showsTime(status) {
  return status === "ok" || status === "warned" || status === "failed";
}

/** @param {StageState} stage */
function words(stage) {
  const text = stageWords(stage);
  return text ? [element("p", { class: "stage-words" }, text)] : [];
}

/**
 * @param {StageState} stage
 * @param {boolean} open
 */
function details({ stage, facts = {}, transcript = [] }, open) {
  const content = [];
  const known = Object.entries(facts).filter(([, value]) => value !== null && value !== undefined);
  if (known.length) content.push(factList(known));
  if (transcript.length) content.push(conversation(transcript));
  if (!content.length) return [];
  const summary = element("summary", {}, RESULT.details, spoken(`: ${STAGES[stage] ?? stage}`));
  return [element("details", { open }, summary, ...content)];
}

/** @param {[string, unknown][]} facts */
function factList(facts) {
  const rows = facts.map(([name, value]) =>
    element(
      "div",
      {},
      element("dt", {}, visible(name).replaceAll("_", " ")),
      element("dd", {}, factText(value)),
    ),
  );
  return element("dl", { class: "facts" }, ...rows);
}

/**
 * @param {unknown} value
 * @returns {string}
 */
function factText(value) {
  if (typeof value === "string") return visible(value);
  if (Array.isArray(value)) return value.map(factText).join(", ");
  return visible(JSON.stringify(value));
}

/** @param {StageReport["transcript"]} transcript */
function conversation(transcript) {
  const lines = transcript.map(({ from, line }) =>
    element(
      "li",
      { "data-from": from },
      element("span", { class: "speaker" }, RESULT[from]),
      " ",
      element("code", {}, visible(line)),
    ),
  );
  return element("ol", { class: "transcript" }, ...lines);
}

customElements.define("mailvet-stages", StageList);
