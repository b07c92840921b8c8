// What a connection test gave: its stages while it runs, then the causes of a failure and what to do.

import { button, element, visible } from "./dom.js";
import { reportText } from "./report-text.js";
import { StageList } from "./stage-list.js";
import { ACTIONS, RESULT, VERDICTS, likelihood } from "./texts.js";

/** @import { Cause, Remedy, Report, Stage } from "../types" */

export class TestResult {
  #title;
  #stages = new StageList();
  #heading = element("h3", { tabindex: "-1" });
  #stale = element("p", { class: "stale", hidden: true }, RESULT.stale);
  #planned = 0;
  #finished = 0;
  #announce;

  /**
   * @param {string} title what is tested
   * @param {(text: string) => void} announce says a short sentence to screen readers
   */
  constructor(title, announce) {
    this.#title = title;
    this.#announce = announce;
    this.#heading.textContent = title;
    this.root = element("section", { class: "result" }, this.#heading, this.#stale, this.#stages);
  }

  /** @param {string[]} stages */
  onPlan(stages) {
    this.#planned = stages.length;
    this.#stages.plan(stages);
  }

  /**
   * @param {Stage} stage
   * @returns {{ finished: number, planned: number } | null} how far the test is, when the stage has ended
   */
  onStage(stage) {
    this.#stages.update(stage);
    if (stage.status === "running" || stage.status === "pending") return null;
    this.#finished += 1;
    return { finished: this.#finished, planned: Math.max(this.#planned, this.#finished) };
  }

  /** The test ended before its end. */
  abandon() {
    this.#stages.abandon();
  }

  /** @param {Report} report */
  finish(report) {
    const [test] = report.tests;
    for (const stage of test.stages) this.#stages.update(stage);
    this.root.dataset.verdict = report.verdict;
    this.#heading.textContent = `${VERDICTS[report.verdict]}: ${this.#title}`;
    if (test.causes.length) this.root.append(causeList(test.causes, (text) => this.#copy(text)));
    this.root.append(
      element(
        "div",
        { class: "copy" },
        button(ACTIONS.copyText, () => this.#copy(reportText(this.#title, test)), { name: "copy-text" }),
        button(ACTIONS.copyJson, () => this.#copy(JSON.stringify(report, null, 2)), { name: "copy-json" }),
      ),
    );
  }

  /** @param {boolean} stale whether the form shows other values by now */
  set stale(stale) {
    this.#stale.hidden = !stale;
    this.root.classList.toggle("is-stale", stale);
  }

  /** @param {string} text */
  async #copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.#announce(RESULT.copied);
    } catch {
      this.#announce(RESULT.notCopied);
    }
  }
}

/**
 * @param {Cause[]} causes
 * @param {(text: string) => void} copy
 */
function causeList(causes, copy) {
  return element(
    "div",
    { class: "causes" },
    element("h4", {}, RESULT.causes),
    ...causes.map((cause) => causeCard(cause, copy)),
  );
}

/**
 * @param {Cause} cause
 * @param {(text: string) => void} copy
 */
function causeCard({ id, title, confidence, why, remedies }, copy) {
  return element(
    "article",
    { class: "cause", "data-cause": id },
    element(
      "h5",
      {},
      visible(title),
      " ",
      element("span", { class: "confidence" }, likelihood(confidence)),
    ),
    element("ul", { class: "why" }, ...why.map((reason) => element("li", {}, visible(reason)))),
    ...remedies.map((remedy) => remedyPart(remedy, copy)),
  );
}

/**
 * @param {Remedy} remedy
 * @param {(text: string) => void} copy
 */
function remedyPart({ kind, title, text, language }, copy) {
  const lines = text.split("\n").map(visible).join("\n");
  const content = language
    ? [
        element("pre", { tabindex: "0", "data-language": language }, element("code", {}, lines)),
        button(ACTIONS.copyScript, () => copy(text), { class: "copy-script" }),
      ]
    : [element("p", { class: "steps" }, lines)];
  return element("div", { class: "remedy", "data-kind": kind }, element("h6", {}, visible(title)), ...content);
}
