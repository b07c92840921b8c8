// What a connection test gave: its stages while it runs, then the causes of a failure and what to do.

import { copyButton } from "./copy-button.js";
import { element, visible, visibleLines } from "./dom.js";
import { handOffPart } from "./hand-off.js";
import { reportText } from "./report-text.js";
import { SignIn } from "./sign-in.js";
import { StageList } from "./stage-list.js";
import { ACTIONS, RESULT, VERDICTS, likelihood, progress } from "./texts.js";

/** @import { Cause, HandOff, Prompt, Remedy, Report, StageReport } from "../types" */

export class TestResult {
  /** By which the program behind the form knows the test. @type {string | undefined} */
  id;
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

  /** @param {string} id */
  onBegin(id) {
    this.id = id;
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

  /** @param {HandOff} handOff */
  offer(handOff) {
    this.root.append(handOffPart(handOff, this.#announce));
  }

  /** @param {boolean} stale whether the form shows other values by now */
  set stale(stale) {
    this.#stale.hidden = !stale;
  }
}

/**
 * The likeliest cause is open, so that the one thing to change is seen at once; the others wait.
 * @param {Cause[]} causes
 * @param {(sentence: string) => void} announce
 */
function causeList([first, ...others], announce) {
  return element(
    "div",
    { class: "causes" },
    element("h4", {}, RESULT.causes),
    element("article", attributesOf(first), causeTitle(first), ...causeParts(first, announce)),
    ...others.map((cause) =>
      element(
        "article",
        attributesOf(cause),
        element("details", {}, element("summary", {}, causeTitle(cause)), ...causeParts(cause, announce)),
      ),
    ),
  );
}

/** @param {Cause} cause */
function attributesOf({ id }) {
  return { class: "cause", "data-cause": id };
}

/** @param {Cause} cause */
function causeTitle({ title, confidence }) {
  return element(
    "h5",
    {},
    visible(title),
    " ",
    element("span", { class: "confidence" }, likelihood(confidence)),
  );
}

/**
 * What to do comes first, then why, then the scripts, folded.
 * @param {Cause} cause
 * @param {(sentence: string) => void} announce
 */
function causeParts({ why, against, remedies }, announce) {
  return [
    ...remedies.filter(({ kind }) => kind === "steps").map(stepsPart),
    element(
      "ul",
      { class: "why" },
      ...why.map((reason) => element("li", {}, visible(reason))),
      ...against.map((reason) => element("li", { class: "against" }, `${RESULT.but} ${visible(reason)}`)),
    ),
    ...remedies.filter(({ kind }) => kind === "script").map((script) => scriptPart(script, announce)),
  ];
}

/** @param {Remedy} remedy */
function stepsPart({ kind, title, text, who, link }) {
  const facts = [];
  if (who) facts.push(fact(RESULT.who, visible(who)));
  if (link) facts.push(fact(RESULT.where, page(link)));
  return element(
    "div",
    { class: "remedy", "data-kind": kind },
    element("h6", {}, visible(title)),
    element("p", { class: "steps" }, visibleLines(text)),
    ...(facts.length ? [element("dl", { class: "facts" }, ...facts)] : []),
  );
}

/**
 * @param {string} name
 * @param {Node | string} value
 */
function fact(name, value) {
  return element("div", {}, element("dt", {}, name), element("dd", {}, value));
}

/**
 * A page of an admin centre. Nothing but such a page becomes a link.
 * @param {string} address
 */
function page(address) {
  if (!address.startsWith("https://")) return visible(address);
  return element("a", { href: address, target: "_blank", rel: "noreferrer" }, visible(address));
}

/**
 * @param {Remedy} remedy
 * @param {(sentence: string) => void} announce
 */
function scriptPart({ kind, title, text, language }, announce) {
  const shown =
    language === "url"
      ? element("p", { "data-language": language }, page(text))
      : element("pre", { tabindex: "0", "data-language": language }, element("code", {}, visibleLines(text)));
  return element(
    "details",
    { class: "remedy", "data-kind": kind },
    element("summary", {}, visible(title)),
    shown,
    copyButton(ACTIONS.copyScript, () => text, announce, { class: "copy-script" }),
  );
}
