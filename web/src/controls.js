// The kinds of fields: each wraps its inputs, holds one settings key, and shows what was found there.

import { button, element, spoken } from "./dom.js";
import { OPTIONAL, SECRET } from "./texts.js";
import { STORED, isStored } from "./values.js";

/** @import { FormName, Value } from "../types" */

/**
 * @typedef {object} Field
 * @property {string} key the settings key, such as `oauth.client_id`
 * @property {string} label
 * @property {string} [name] what the key is called away from its field, where the label would mislead
 * @property {string} [hint]
 * @property {boolean} [optional]
 * @property {string} [inputmode]
 * @property {Record<string, string>} [choices] words by value
 * @property {Value} [initial] the value in an empty form
 */

/** What keeps browsers and password managers from filling a service's account with a person's. */
const NOT_PERSONAL = {
  autocomplete: "off",
  autocapitalize: "off",
  autocorrect: "off",
  spellcheck: "false",
  "data-1p-ignore": true,
  "data-lpignore": "true",
  "data-bwignore": true,
};

/** One field of the form. */
export class Control {
  /**
   * @param {FormName} form
   * @param {Field} field
   */
  constructor(form, field) {
    this.field = field;
    this.key = field.key;
    this.id = `${form}-${field.key.replaceAll(/[._]/g, "-")}`;
    this.hint = element("p", { class: "hint", id: `${this.id}-hint` });
    this.messages = element("div", { class: "messages", id: `${this.id}-messages` });
    /** @type {HTMLElement} */
    this.root = element("div", { class: "field", "data-field": field.key });
    this.setHint(field.hint ?? "");
  }

  /** What takes the focus, and what assistive technology hears of findings. @returns {HTMLElement} */
  get target() {
    throw new Error("a kind of control names its target");
  }

  /** The value, or nothing where the field is empty. @returns {Value | undefined} */
  read() {
    throw new Error("a kind of control reads its value");
  }

  /**
   * @param {Value | undefined} _value nothing empties the field
   */
  write(_value) {
    throw new Error("a kind of control writes its value");
  }

  focus() {
    this.target.focus();
  }

  get shown() {
    return !this.root.hidden;
  }

  set shown(shown) {
    this.root.hidden = !shown;
  }

  /** Whether the value belongs to the form as it stands. */
  get counts() {
    return this.shown;
  }

  /** @param {string} text */
  setHint(text) {
    this.hint.textContent = text;
    this.hint.hidden = text === "";
  }

  /**
   * Puts findings at the field.
   * @param {Node[]} messages
   * @param {boolean} invalid
   */
  show(messages, invalid) {
    this.messages.replaceChildren(...messages);
    if (invalid) this.target.setAttribute("aria-invalid", "true");
    else this.target.removeAttribute("aria-invalid");
    this.root.classList.toggle("invalid", invalid);
    this.describe();
  }

  describe() {
    const described = [this.hint, ...this.notes(), this.messages].filter(
      (text) => !text.hidden && text.textContent !== "",
    );
    if (described.length) {
      this.target.setAttribute("aria-describedby", described.map((text) => text.id).join(" "));
    } else {
      this.target.removeAttribute("aria-describedby");
    }
  }

  /** Further texts that describe the field. @returns {HTMLElement[]} */
  notes() {
    return [];
  }
}

/** A line of text. */
export class TextControl extends Control {
  /**
   * @param {FormName} form
   * @param {Field} field
   */
  constructor(form, field) {
    super(form, field);
    this.input = element("input", {
      id: this.id,
      name: field.key,
      type: "text",
      inputmode: field.inputmode,
      ...NOT_PERSONAL,
    });
    this.label = element("label", { for: this.id }, field.label);
    const heading = element("div", { class: "label" }, this.label);
    if (field.optional) this.label.append(" ", element("span", { class: "optional" }, OPTIONAL));
    this.root.append(heading, this.hint, this.input, this.messages);
    this.describe();
  }

  get target() {
    return this.input;
  }

  /** @returns {Value | undefined} */
  read() {
    return this.input.value === "" ? undefined : this.input.value;
  }

  /** @param {Value | undefined} value */
  write(value) {
    this.input.value = value === undefined ? "" : String(value);
  }

  /**
   * @param {string} label
   * @param {string} hint
   */
  rename(label, hint) {
    this.label.textContent = label;
    this.setHint(hint);
    this.describe();
  }
}

/** A password or another secret. One that the agent keeps is known here as a reference only. */
export class SecretControl extends TextControl {
  #stored = false;
  #forgotten = false;
  #note;
  #forget;
  #reveal;

  /**
   * @param {FormName} form
   * @param {Field} field
   */
  constructor(form, field) {
    super(form, field);
    this.input.type = "password";
    this.input.autocomplete = "new-password";
    this.#reveal = button("", () => this.#setRevealed(this.input.type === "password"), { class: "reveal" });
    const line = element("div", { class: "secret" });
    this.input.replaceWith(line);
    line.append(this.input, this.#reveal);
    this.#note = element("span", { id: `${this.id}-stored` });
    this.#forget = button("", () => this.#setForgotten(!this.#forgotten), { class: "link" });
    this.storedNote = element("p", { class: "stored-note", hidden: true }, this.#note, " ", this.#forget);
    this.messages.before(this.storedNote);
    this.input.addEventListener("input", () => this.#showNote());
    this.conceal();
  }

  get counts() {
    return this.shown && !this.input.disabled;
  }

  read() {
    if (this.input.value !== "") return this.input.value;
    return this.#stored && !this.#forgotten ? STORED : undefined;
  }

  /** @param {Value | undefined} value */
  write(value) {
    this.#stored = isStored(value);
    this.#forgotten = false;
    this.input.value = typeof value === "string" ? value : "";
    this.#showNote();
  }

  /** Shows dots again. */
  conceal() {
    this.#setRevealed(false);
  }

  /**
   * Greys the field out, and says why.
   * @param {string} reason nothing makes it usable again
   */
  disable(reason) {
    this.input.disabled = reason !== "";
    this.#reveal.hidden = this.input.disabled;
    this.root.classList.toggle("unused", this.input.disabled);
    this.setHint(reason || (this.field.hint ?? ""));
    this.#showNote();
  }

  notes() {
    return this.storedNote?.hidden === false ? [this.#note] : [];
  }

  /** @param {boolean} revealed */
  #setRevealed(revealed) {
    this.input.type = revealed ? "text" : "password";
    this.#reveal.replaceChildren(revealed ? SECRET.hide : SECRET.show, spoken(` ${this.field.label}`));
  }

  /** @param {boolean} forgotten */
  #setForgotten(forgotten) {
    this.#forgotten = forgotten;
    this.#showNote();
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #showNote() {
    const typed = this.input.value !== "";
    this.storedNote.hidden = !this.#stored || this.input.disabled;
    this.#note.textContent = typed ? SECRET.replaced : this.#forgotten ? SECRET.forgotten : SECRET.kept;
    this.#forget.hidden = typed;
    this.#forget.replaceChildren(
      this.#forgotten ? SECRET.keep : SECRET.forget,
      spoken(` (${this.field.label})`),
    );
    this.describe();
  }
}

/** A check box: on or off, or, with one choice, that value or nothing. */
export class CheckControl extends Control {
  /**
   * @param {FormName} form
   * @param {Field} field
   */
  constructor(form, field) {
    super(form, field);
    /** @type {string | undefined} */
    this.value = Object.keys(field.choices ?? {})[0];
    this.input = element("input", { id: this.id, name: field.key, type: "checkbox", value: this.value });
    const label = element("label", { for: this.id }, field.label);
    this.root.append(element("div", { class: "check" }, this.input, label), this.hint, this.messages);
    this.describe();
  }

  get target() {
    return this.input;
  }

  read() {
    if (this.value === undefined) return this.input.checked;
    return this.input.checked ? this.value : undefined;
  }

  /** @param {Value | undefined} value */
  write(value) {
    this.input.checked = this.value === undefined ? String(value) === "true" : value === this.value;
  }
}

/** One of a few choices, all of them in sight. */
export class RadioControl extends Control {
  /**
   * @param {FormName} form
   * @param {Field} field
   */
  constructor(form, field) {
    super(form, field);
    this.group = element("fieldset", {
      id: this.id,
      class: "field",
      role: "radiogroup",
      "data-field": field.key,
    });
    this.radios = Object.keys(field.choices ?? {}).map((value) =>
      element("input", { id: `${this.id}-${value}`, name: field.key, type: "radio", value }),
    );
    const options = this.radios.map((radio) =>
      element(
        "div",
        { class: "check" },
        radio,
        element("label", { for: radio.id }, field.choices?.[radio.value] ?? ""),
      ),
    );
    this.group.append(
      element("legend", { class: "label" }, field.label),
      this.hint,
      element("div", { class: "radios" }, ...options),
      this.messages,
    );
    this.root = this.group;
    this.describe();
  }

  get target() {
    return this.group;
  }

  focus() {
    (this.radios.find((radio) => radio.checked) ?? this.radios[0]).focus();
  }

  read() {
    return this.radios.find((radio) => radio.checked)?.value;
  }

  /** @param {Value | undefined} value */
  write(value) {
    for (const radio of this.radios) radio.checked = radio.value === value;
  }
}

/** One of some choices, in a list. The choice `none` counts as no value. */
export class SelectControl extends Control {
  /**
   * @param {FormName} form
   * @param {Field} field
   */
  constructor(form, field) {
    super(form, field);
    const options = Object.entries(field.choices ?? {}).map(([value, words]) =>
      element("option", { value }, words),
    );
    this.input = element("select", { id: this.id, name: field.key, autocomplete: "off" }, ...options);
    const label = element("label", { for: this.id }, field.label);
    this.root.append(element("div", { class: "label" }, label), this.hint, this.input, this.messages);
    this.describe();
  }

  get target() {
    return this.input;
  }

  read() {
    return this.input.value === "none" ? undefined : this.input.value;
  }

  /** @param {Value | undefined} value */
  write(value) {
    this.input.value = value === undefined ? "none" : String(value);
  }
}
