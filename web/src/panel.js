// What one panel does: Test Connection, which tests the form as it stands, and Update, which saves it.

import { ask } from "./dialog.js";
import { button, element, visible } from "./dom.js";
import { JudgedForm } from "./judged-form.js";
import { changeTable, changes } from "./overwrite.js";
import { askRecipient } from "./recipient.js";
import { TestResult } from "./test-result.js";
import {
  ACTIONS,
  CLEARTEXT,
  IDENTITY_HOST,
  OVERWRITE,
  RESULT,
  SAVED,
  TITLES,
  VERDICTS,
  lastTest,
  testTitle,
} from "./texts.js";
import { STORED, flatten, nest } from "./values.js";

/** @import { Consent, FormName, Report, Rules, Settings, StoredForm, Transport, Values } from "../types" */

export class Panel {
  #name;
  #rules;
  #transport;
  #form;
  #stored;
  /** The test that runs. @type {AbortController | null} */
  #running = null;
  /** @type {TestResult | null} */
  #result = null;
  /** The values that the result is for. */
  #tested = "";
  /** Whom a test message is proposed to go to: the recipient of the last one. */
  #recipient = "";

  #status = element("p", { role: "status", class: "visually-hidden" });
  #testButton = element("button", { type: "submit", name: "test", class: "primary" }, ACTIONS.test);
  #sendButton = button(ACTIONS.send, () => this.#test(true), { class: "link", name: "send" });
  #verdict = element("strong", { class: "verdict" });
  #note = element("p", { class: "note" });
  #resultPlace = element("div", { class: "result-place" });

  /**
   * @param {HTMLElement} host where the panel goes, and what its events come from
   * @param {FormName} name
   * @param {Rules} rules
   * @param {Transport} transport
   * @param {StoredForm | null} stored
   */
  constructor(host, name, rules, transport, stored) {
    this.host = host;
    this.#name = name;
    this.#rules = rules;
    this.#transport = transport;
    this.#stored = stored;
    this.#form = new JudgedForm(name, rules);
    this.#form.fields.root.addEventListener("change-of-values", () => this.#touch());
    this.#build();
    this.#form.show(stored);
    if (stored?.tested) this.#note.textContent = lastTest(stored.tested.verdict, new Date(stored.tested.at));
  }

  /** The account that the form shows. */
  account() {
    return this.#form.fields.account();
  }

  /** @param {Values} account that of the other form */
  takeAccount(account) {
    this.#form.fields.takeAccount(account);
    this.#touch();
  }

  /**
   * @param {Settings} settings
   * @param {string} identityHost
   * @param {string} [recipient]
   */
  fill(settings, identityHost, recipient = "") {
    this.#recipient = recipient;
    this.#form.fields.write(flatten(settings));
    this.#form.confirmIdentityHost(identityHost);
    this.#touch();
  }

  #build() {
    const title = element("h2", { id: `${this.#name}-title` }, TITLES[this.#name]);
    const test = element("div", { class: "test" }, this.#testButton, this.#verdict);
    const update = button(ACTIONS.update, () => this.#update(), { name: "update" });
    const form = element(
      "form",
      { novalidate: true, "aria-labelledby": title.id, autocomplete: "off" },
      this.#form.summary,
      this.#form.fields.root,
      element("div", { class: "actions" }, test, update),
      ...(this.#name === "outgoing" ? [element("p", { class: "send" }, this.#sendButton)] : []),
      this.#note,
      this.#status,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#running) this.#running.abort();
      else this.#test();
    });
    this.host.replaceChildren(title, form, this.#resultPlace);
  }

  #touch() {
    this.#note.textContent = "";
    this.#form.touch();
    if (!this.#running) this.#markStale();
  }

  #markStale() {
    const stale = this.#tested !== this.#values();
    if (this.#result) this.#result.stale = stale;
    this.#verdict.hidden = stale;
  }

  /** The form's values as one text, to tell whether they are still the same. */
  #values() {
    return JSON.stringify(this.#form.fields.read());
  }

  /** Says a short sentence to screen readers. @param {string} sentence */
  #announce(sentence) {
    this.#status.textContent = sentence;
  }

  /** Says something in sight. @param {string} sentence */
  #say(sentence) {
    this.#note.textContent = sentence;
    this.#announce(sentence);
  }

  /** @param {boolean} [sends] whether a message is to be sent, if its recipient is named */
  async #test(sends = false) {
    this.#form.forgetFindings();
    await this.#confirmIdentityHost();
    if (this.#form.stop()) return;
    const consent = await this.#consent();
    if (!consent) return;
    if (sends) {
      const recipient = await askRecipient(this.#rules, this.#form.fields.sender(), this.#recipient);
      if (recipient === null) return;
      this.#recipient = consent.send_to = recipient;
    }
    await this.#run(consent);
  }

  /** Asks whether a secret may go to an unknown host, when nothing else stands in the way. */
  async #confirmIdentityHost() {
    const errors = this.#form.errors();
    if (!errors.length || errors.some(({ code }) => code !== "authority-unknown-host")) return;
    const { host } = new URL(String(this.#form.fields.read()["oauth.authority_url"]).trim());
    if (await ask(IDENTITY_HOST.title, IDENTITY_HOST.text(host), IDENTITY_HOST.confirm(host))) {
      this.#form.confirmIdentityHost(host);
    }
  }

  /** @returns {Promise<Consent | null>} what is confirmed for this test, or nothing when it shall not run */
  async #consent() {
    /** @type {Consent} */
    const consent = {};
    const hosts = this.#form.identityHosts();
    if (hosts.length) consent.identity_hosts = hosts;
    const { fields } = this.#form;
    const { password, "oauth.provider": provider = "none" } = fields.read();
    // The agent wants this confirmed at every server, though the rules are silent about this machine.
    if (password && provider === "none" && fields.security() === "none") {
      const text = CLEARTEXT.text(fields.address());
      if (!(await ask(CLEARTEXT.title, text, CLEARTEXT.confirm))) return null;
      consent.allow_cleartext_password = true;
    }
    return consent;
  }

  /** @param {Consent} consent */
  async #run(consent) {
    const { fields } = this.#form;
    const values = fields.read();
    const title = testTitle(this.#name, fields.address(), fields.security(), values);
    const result = new TestResult(title, (sentence) => this.#announce(sentence));
    const running = new AbortController();
    this.#begin(running, result);
    try {
      const report = await this.#transport.test(this.#name, nest(values), consent, result, running.signal);
      this.#conclude(report);
      this.#offerHandOff(report, result);
    } catch (error) {
      result.abandon();
      this.#showVerdict(running.signal.aborted ? RESULT.stopped : RESULT.notRun, "none");
      this.#say(running.signal.aborted ? RESULT.stoppedNote : message(error));
    } finally {
      this.#running = null;
      this.#testButton.textContent = ACTIONS.test;
      delete this.#testButton.dataset.running;
      this.#sendButton.disabled = false;
      this.#markStale();
    }
  }

  /**
   * @param {AbortController} running
   * @param {TestResult} result
   */
  #begin(running, result) {
    this.#running = running;
    this.#result = result;
    this.#tested = this.#values();
    this.#resultPlace.replaceChildren(result.root);
    this.#testButton.textContent = ACTIONS.stop;
    this.#testButton.dataset.running = "";
    this.#sendButton.disabled = true;
    this.#note.textContent = "";
    this.#showVerdict(RESULT.running, "running");
    this.#announce(RESULT.running);
  }

  /** @param {Report} report */
  #conclude(report) {
    const [{ causes, findings }] = report.tests;
    this.#result?.finish(report);
    this.#showVerdict(VERDICTS[report.verdict], report.verdict);
    // The stages stand between here and what to do.
    this.#note.textContent = causes.length ? visible(causes[0].title) : "";
    if (this.#tested === this.#values() && findings.length) {
      this.#form.addFindings(findings);
      this.#form.stop();
    }
    this.#announce([VERDICTS[report.verdict], ...causes.slice(0, 1).map(({ title }) => title)].join(": "));
    this.host.dispatchEvent(new CustomEvent("mailvet-result", { bubbles: true, detail: report }));
  }

  /**
   * Offers what is handed over of a failed test, where the program behind the form has it.
   * @param {Report} report
   * @param {TestResult} result
   */
  async #offerHandOff({ tests: [{ stages }] }, result) {
    if (!result.id || !stages.some(({ status }) => status === "failed")) return;
    try {
      const handOff = await this.#transport.handOff?.(result.id);
      if (handOff) result.offer(handOff);
    } catch (error) {
      this.#say(message(error));
    }
  }

  /**
   * @param {string} words
   * @param {string} verdict
   */
  #showVerdict(words, verdict) {
    this.#verdict.textContent = words;
    this.#verdict.dataset.verdict = verdict;
    this.#verdict.hidden = false;
  }

  async #update() {
    await this.#confirmIdentityHost();
    const anyway = button(ACTIONS.saveAnyway, () => this.#save(OVERWRITE.text), { name: "save-anyway" });
    if (!this.#form.stop([anyway])) await this.#save(OVERWRITE.text);
  }

  /**
   * Saves what the form shows, after saying what that overwrites.
   * @param {string} question
   */
  async #save(question) {
    this.#form.clearSummary();
    const values = this.#form.fields.read();
    if (!(await this.#mayOverwrite(values, question))) return;
    try {
      const first = this.#stored === null;
      const revision = await this.#transport.save(this.#name, nest(values), this.#stored?.revision ?? null);
      this.#saved(revision, values);
      this.#say(first ? SAVED.first : SAVED.done);
    } catch (error) {
      if (error instanceof Error && "status" in error && error.status === 409) await this.#saveOverOthers();
      else this.#say(message(error));
    }
  }

  /**
   * @param {Values} values
   * @param {string} question
   */
  async #mayOverwrite(values, question) {
    if (!this.#stored) return true;
    const list = changes(this.#name, this.#rules, this.#stored, values);
    if (!list.length) {
      this.#say(SAVED.same);
      return false;
    }
    const content = [element("p", {}, question), changeTable(list)];
    const confirmed = await ask(OVERWRITE.title(TITLES[this.#name]), content, OVERWRITE.confirm);
    if (!confirmed) this.#say(SAVED.cancelled);
    return confirmed;
  }

  /** Somebody else saved meanwhile: looks at what is stored now, and asks again. */
  async #saveOverOthers() {
    try {
      this.#stored = (await this.#transport.stored())[this.#name];
      await this.#save(OVERWRITE.changed);
    } catch (error) {
      this.#say(message(error));
    }
  }

  /**
   * @param {number} revision
   * @param {Values} values
   */
  #saved(revision, values) {
    const stillTested = this.#tested === JSON.stringify(values);
    const kept = Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, this.#form.fields.isSecret(key) ? STORED : value]),
    );
    this.#stored = { revision, settings: nest(kept) };
    this.#form.show(this.#stored);
    if (stillTested) this.#tested = this.#values();
    this.#markStale();
  }
}

/** @param {unknown} error */
function message(error) {
  return error instanceof Error ? error.message : String(error);
}
