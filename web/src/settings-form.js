// The fields of one form as a whole: values in and out, how fields depend on each other, findings at them.

import { element } from "./dom.js";
import { CheckControl, SecretControl, TextControl } from "./controls.js";
import { ACCOUNT_KEYS, FORMS, isRead } from "./fields.js";
import { findingMessage } from "./findings.js";
import { HINTS, LABELS, SAVED, WORDS, fixTitle } from "./texts.js";

/** @import { Edit, Finding, FormName, Rules, Security, Value, Values } from "../types" */
/** @import { Control } from "./controls.js" */

export class SettingsForm {
  #form;
  #rules;
  /** @type {Map<string, Control>} */
  #controls = new Map();
  /** Settings that the agent keeps and this form has no field for. @type {Values} */
  #others = {};
  /** Whether the port is one that somebody chose, and not the usual one. */
  #portChosen = false;
  #messages = element("div", { class: "messages general" });
  #othersNote = element("p", { class: "hint others", hidden: true });
  /** What the fields show, so that nothing is drawn again without need. */
  #drawn = "";

  /**
   * @param {FormName} form
   * @param {Rules} rules
   */
  constructor(form, rules) {
    this.#form = form;
    this.#rules = rules;
    this.root = element("div", { class: "groups" }, ...FORMS[form].map((group) => this.#group(group)));
    this.root.append(this.#othersNote, this.#messages);
    this.root.addEventListener("input", (event) =>
      this.#changed(/** @type {HTMLInputElement} */ (event.target).name),
    );
    this.write(null);
  }

  /** The values that the form shows. @returns {Values} */
  read() {
    const values = { ...this.#others };
    for (const control of this.#controls.values()) {
      const value = control.counts ? control.read() : undefined;
      if (value !== undefined) values[control.key] = value;
    }
    return values;
  }

  /** @param {Values | null} stored nothing gives an empty form */
  write(stored) {
    const values = stored ? this.#asControls(withLogin(stored)) : this.#initial();
    for (const control of this.#controls.values()) control.write(values[control.key]);
    this.#others = Object.fromEntries(
      Object.entries(stored ?? {}).filter(([key]) => !this.#controls.has(key)),
    );
    const names = Object.keys(this.#others).join(", ");
    this.#othersNote.textContent = `${SAVED.others}: ${names}`;
    this.#othersNote.hidden = names === "";
    this.#portChosen =
      "protocol" in this.#others || ![undefined, this.#usualPort()].includes(text(values.port));
    this.#arrange();
  }

  /**
   * Puts in the values of a finding's fix, as if somebody had typed them.
   * @param {Edit[]} edits
   */
  apply(edits) {
    for (const { field, value } of edits) {
      for (const [key, part] of Object.entries(this.#asControls({ [field]: value }))) {
        this.#controls.get(key)?.write(part);
        this.#changed(key);
      }
    }
    this.controlOf(edits[0].field)?.focus();
  }

  /** The account of this form, for the other one to take over. @returns {Values} */
  account() {
    const values = this.read();
    return Object.fromEntries(ACCOUNT_KEYS.filter((key) => key in values).map((key) => [key, values[key]]));
  }

  /**
   * @param {Values} account secrets that only the agent has cannot come along
   */
  takeAccount(account) {
    for (const key of ACCOUNT_KEYS) {
      const control = this.#controls.get(key);
      if (!(control instanceof SecretControl) || typeof account[key] === "string")
        control?.write(account[key]);
    }
    this.#arrange();
  }

  /** The encryption that the form shows. @returns {Security} */
  security() {
    const values = this.read();
    if (values.use_ssl) return "ssl";
    return /** @type {Security} */ (values.security ?? "none");
  }

  /** The host and port that the form shows. */
  address() {
    const { server = "", port = this.#usualPort() } = this.read();
    return `${server}:${port}`;
  }

  /** The address that mail is sent from, as far as the form shows one. */
  sender() {
    const { sender, username, reply_to } = this.read();
    return [sender, username, reply_to].map(text).find((address) => address?.includes("@")) ?? "";
  }

  /** Turns every secret that is shown back into dots. */
  conceal() {
    for (const control of this.#controls.values()) {
      if (control instanceof SecretControl) control.conceal();
    }
  }

  /**
   * The field where a finding belongs: its own, or, when that one is hidden, the one that hides it.
   * @param {string} key
   * @returns {Control | undefined}
   */
  controlOf(key) {
    const control = this.#controls.get(key);
    if (control?.shown) return control;
    if (key.startsWith("oauth")) return this.#controls.get("oauth.provider");
    return key === "security" ? this.#controls.get("use_ssl") : undefined;
  }

  /** The keys that have a field, in the order of the form. */
  keys() {
    return [...this.#controls.keys()];
  }

  /** @param {string} key */
  isSecret(key) {
    return this.#controls.get(key) instanceof SecretControl;
  }

  /** The words by which the form knows a settings key. @param {string} key */
  labelOf(key) {
    const field = this.#controls.get(key)?.field;
    return field?.name ?? field?.label ?? key;
  }

  /**
   * A value in the words of the form.
   * @param {string} key
   * @param {Value} value
   */
  wordsOf(key, value) {
    const control = this.#controls.get(key);
    /** @type {Record<string, string>} */
    const words = control instanceof CheckControl ? { true: WORDS.yes, false: WORDS.no } : {};
    return { ...words, ...control?.field.choices }[String(value)] ?? String(value);
  }

  /** @param {Finding[]} findings */
  show(findings) {
    const drawn = JSON.stringify([findings, [...this.#controls.values()].map((control) => control.shown)]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const message = (/** @type {Finding} */ finding) =>
      findingMessage(finding, this.#rules.language, this.#fixOf(finding));
    for (const control of this.#controls.values()) {
      const own = findings.filter((finding) => this.controlOf(finding.field) === control);
      control.show(
        own.map(message),
        own.some((finding) => finding.severity === "error"),
      );
    }
    this.#messages.replaceChildren(...findings.filter(({ field }) => !this.controlOf(field)).map(message));
  }

  /** @param {Finding} finding */
  #fixOf({ fix }) {
    if (!fix?.edits.length) return null;
    const edits = fix.edits.map(({ field, value }) => ({
      label: this.labelOf(field),
      value: this.wordsOf(field, value),
    }));
    return { title: fixTitle(edits), apply: () => this.apply(fix.edits) };
  }

  /** @param {import("./fields.js").Group} group */
  #group({ title, fields }) {
    const controls = fields.map(([Kind, field]) => new Kind(this.#form, field));
    for (const control of controls) this.#controls.set(control.key, control);
    return element(
      "fieldset",
      { class: "group" },
      element("legend", {}, title),
      ...controls.map(({ root }) => root),
    );
  }

  #initial() {
    /** @type {Values} */
    const values = {};
    for (const { key, field } of this.#controls.values()) {
      if (field.initial !== undefined) values[key] = field.initial;
    }
    return values;
  }

  /**
   * The incoming form says with two check boxes what the settings say with one key.
   * @param {Values} values
   * @returns {Values}
   */
  #asControls(values) {
    const { security } = values;
    if (this.#form === "outgoing" || security === undefined) return values;
    return { ...values, use_ssl: security === "ssl", security: security === "tls" ? "tls" : "" };
  }

  /** @param {string} key */
  #changed(key) {
    if (key === "port") this.#portChosen = this.#controls.get("port")?.read() !== undefined;
    this.#arrange(key !== "port");
    this.root.dispatchEvent(new CustomEvent("change-of-values"));
  }

  /**
   * Shows the fields that the others ask for, and the usual port.
   * @param {boolean} [fillPort]
   */
  #arrange(fillPort = true) {
    const startTls = this.#controls.get("security");
    if (startTls instanceof CheckControl) startTls.shown = !this.#controls.get("use_ssl")?.read();
    const oauth = [...this.#controls.values()].filter(({ key }) => key.startsWith("oauth."));
    const values = Object.fromEntries(oauth.map((control) => [control.key, control.read()]));
    for (const control of oauth) control.shown = isRead(control.key, values);
    const provider = values["oauth.provider"];
    const authority = /** @type {TextControl} */ (this.#controls.get("oauth.authority_url"));
    if (provider === "custom") authority.rename(LABELS.tokenUrl, HINTS.tokenUrl);
    else authority.rename(LABELS.authorityUrl, HINTS.authorityUrl);
    const password = /** @type {SecretControl} */ (this.#controls.get("password"));
    const byPassword = provider === undefined || values["oauth.flow"] === "password";
    password.disable(byPassword ? "" : HINTS.passwordUnused);
    if (fillPort && !this.#portChosen) this.#controls.get("port")?.write(this.#usualPort());
  }

  #usualPort() {
    return String(this.#rules.defaultPort(this.#form, this.security()));
  }
}

/**
 * Stored settings may leave open whether the server wants a login: then it does when there is one.
 * @param {Values} values
 * @returns {Values}
 */
function withLogin(values) {
  const provider = values["oauth.provider"] ?? "none";
  return { requires_authentication: provider !== "none" || values.password !== undefined, ...values };
}

/** @param {Value | undefined} value */
function text(value) {
  return value === undefined ? undefined : String(value);
}
