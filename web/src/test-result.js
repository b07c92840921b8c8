// What a connection test gave: its stages while it runs, then the causes of a failure and what to do.

import { copyButton } from "./copy-button.js";
import { element, visible } from "./dom.js";
import { reportText } from "./report-text.js";
import { SignIn } from "./sign-in.js";
import { StageList } from "./stage-list.js";
import { ACTIONS, RESULT, VERDICTS, likelihood, progress } from "./texts.js";

/** @import { Cause, Prompt, Remedy, Report, StageReport } from "../types" */

export class TestResult {
  #title;
  #stages = new StageList();
  #heading = element("h3", { tabindex: "-1" });
  #stale = element("p", { class: "stale", hidden: true }, RESULT.stale);
  #planned = 0;
  #finished = 0;
  #announce;
  /** @type {SignIn | null} */
  #signIn = null;

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

  /** @param {StageReport["stage"][]} stages */
  onPlan(stages) {
    this.#planned = stages.length;
    this.#stages.plan(stages);
  }

  /** @param {Prompt} prompt */
  onPrompt(prompt) {
    this.#signIn?.end();
    this.#signIn = new SignIn(prompt, this.#announce);
    this.#stages.before(this.#signIn.root);
  }

  /** @param {StageReport} stage */
  onStage(stage) {
    this.#stages.update(stage);
    if (stage.status === "running") return;
    if (stage.stage === "token") this.#signIn?.end();
    this.#finished += 1;
    this.#announce(progress(this.#finished, this.#planned, stage.stage, stage.status));
  }

  /** The test ended before its end. */
  abandon() {
    this.#signIn?.end();
    this.#stages.abandon();
  }

  /** @param {Report} report */
  finish(report) {
    const [test] = report.tests;
    for (const stage of test.stages) this.#stages.update(stage);
    this.root.dataset.verdict = report.verdict;
    this.#heading.textContent = `${VERDICTS[report.verdict]}: ${this.#title}`;
    if (test.causes.length) this.root.append(causeList(test.causes, this.#announce));
    this.root.append(
      element(
        "div",
        { class: "copy" },
        copyButton(ACTIONS.copyText, () => reportText(this.#title, test), this.#announce, {
          name: "copy-text",
        }),
        copyButton(ACTIONS.copyJson, () => JSON.stringify(report, null, 2), this.#announce, {
          name: "copy-json",
        }),
      ),
    );
  }

  /** @param {boolean} stale whether the form shows other values by now */
  set stale(stale) {
    this.#stale.hidden = !stale;
  }
}

/**
 * @param {Cause[]} causes
 * @param {(sentence: string) => void} announce
 */
function causeList(causes, announce) {
  return element(
    "div",
    { class: "causes" },
    element("h4", {}, RESULT.causes),
    ...causes.map((cause) => causeCard(cause, announce)),
  );
}

/**
 * @param {Cause} cause
 * @param {(sentence: string) => void} announce
 */
function causeCard({ id, title, confidence, why, remedies }, announce) {
  return element(
    "article",
    { class: "cause", "data-cause": id },
    element("h5", {}, visible(title), " ", element("span", { class: "confidence" }, likelihood(confidence))),
    element("ul", { class: "why" }, ...why.map((reason) => element("li", {}, visible(reason)))),
    ...remedies.map((remedy) => remedyPart(remedy, announce)),
  );
}

/**
 * @param {Remedy} remedy
 * @param {(sentence: string) => void} announce
 */
function remedyPart({ kind, title, text, language }, announce) {
  const lines = text.split("\n").map(visible).join("\n");
  const content = language
    ? [
        element("pre", { tabindex: "0", "data-language": language }, element("code", {}, lines)),
        copyButton(ACTIONS.copyScript, () => text, announce, { class: "copy-script" }),
      ]
    : [element("p", { class: "steps" }, lines)];
  return element(
    "div",
    { class: "remedy", "data-kind": kind },
    element("h6", {}, visible(title)),
    ...content,
  );
}
