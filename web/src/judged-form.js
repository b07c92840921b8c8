// A form under the eyes of the rules: what is found in it, and when the user gets to see that.
//
// Warnings, hints and fixes show at once; an error waits until its field was left or a button pressed.

import { element } from "./dom.js";
import { problemSummary } from "./findings.js";
import { SettingsForm } from "./settings-form.js";
import { SUMMARY } from "./texts.js";
import { flatten, nest } from "./values.js";

/** @import { Finding, FormName, Rules, StoredForm } from "../types" */

export class JudgedForm {
  #name;
  #rules;
  /** Whether anybody has typed, or stored values are shown: an untouched form is not judged. */
  #touched = false;
  /** The fields that somebody has left. @type {Set<string>} */
  #visited = new Set();
  /** Whether every error is shown, since somebody pressed a button. */
  #pressed = false;
  /** Whether a pointer is down: nothing may move under it before its click. */
  #pointing = false;
  /** Hosts that may get a client secret, since somebody confirmed them by name. @type {Set<string>} */
  #identityHosts = new Set();
  /** What the agent found in the form, until its values change. @type {Finding[]} */
  #agentFindings = [];

  /**
   * @param {FormName} name
   * @param {Rules} rules
   */
  constructor(name, rules) {
    this.#name = name;
    this.#rules = rules;
    this.fields = new SettingsForm(name, rules);
    this.summary = element("div", { class: "summary-place" });
    this.#listen();
  }

  /** @param {StoredForm | null} stored */
  show(stored) {
    this.#touched = stored !== null;
    this.fields.write(stored && flatten(stored.settings));
    this.judge();
  }

  /** The values have changed. */
  touch() {
    this.#touched = true;
    this.#agentFindings = [];
    this.judge();
  }

  /** @returns {Finding[]} */
  errors() {
    return this.findings().filter(isError);
  }

  /** @returns {Finding[]} */
  findings() {
    const found = this.#rules.validate(this.#name, nest(this.fields.read()), this.identityHosts());
    const known = new Set(found.map(placeOf));
    return [...found, ...this.#agentFindings.filter((finding) => !known.has(placeOf(finding)))];
  }

  /** @param {Finding[]} findings those of the agent, which knows more than the rules alone */
  addFindings(findings) {
    this.#agentFindings = findings;
    this.judge();
  }

  forgetFindings() {
    this.#agentFindings = [];
  }

  identityHosts() {
    return [...this.#identityHosts];
  }

  /** @param {string} host */
  confirmIdentityHost(host) {
    this.#identityHosts.add(host);
  }

  /** Shows what is found, as far as the user has come. */
  judge() {
    const findings = this.findings();
    this.fields.show(findings.filter((finding) => this.#isDue(finding)));
    if (!findings.some(isError)) this.clearSummary();
  }

  /**
   * Shows every error, and the summary where there is one.
   * @param {HTMLElement[]} [actions] what can be done all the same
   * @returns {boolean} whether something stands in the way
   */
  stop(actions = []) {
    this.#pressed = true;
    this.fields.conceal();
    this.judge();
    this.clearSummary();
    const errors = this.errors();
    if (!errors.length) return false;
    const problems = errors.map((finding) => {
      const control = this.fields.controlOf(finding.field);
      return { finding, id: control?.target.id ?? "", go: () => control?.focus() };
    });
    const summary = problemSummary(problems, this.#rules.language, actions);
    this.summary.replaceChildren(summary);
    document.title = SUMMARY.titlePrefix + document.title;
    summary.focus();
    return true;
  }

  clearSummary() {
    if (!this.summary.childElementCount) return;
    this.summary.replaceChildren();
    document.title = document.title.replace(SUMMARY.titlePrefix, "");
  }

  #listen() {
    const { root } = this.fields;
    window.addEventListener("pointerdown", () => (this.#pointing = true));
    for (const end of ["pointerup", "pointercancel"]) {
      window.addEventListener(end, () => setTimeout(() => this.#release()));
    }
    root.addEventListener("focusout", ({ target }) => {
      const field = target instanceof HTMLElement && target.closest("[data-field]");
      if (!(field instanceof HTMLElement)) return;
      this.#visited.add(/** @type {string} */ (field.dataset.field));
      if (!this.#pointing) this.judge();
    });
  }

  #release() {
    if (!this.#pointing) return;
    this.#pointing = false;
    this.judge();
  }

  /** @param {Finding} finding */
  #isDue(finding) {
    if (!isError(finding)) return this.#touched;
    const field = this.fields.controlOf(finding.field)?.key;
    return this.#pressed || (field !== undefined && this.#visited.has(field));
  }
}

/** @param {Finding} finding */
function isError({ severity }) {
  return severity === "error";
}

/** @param {Finding} finding */
function placeOf({ code, field }) {
  return `${code} at ${field}`;
}
