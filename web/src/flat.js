// Forms as the rules read them, see wasm/src/flat.rs.

/** @import { FormName } from "../types" */
/** @import { Memory } from "./memory.js" */

/** How deep the tables go that a rule looks into: a form, `oauth`, a secret's place, its command. */
const DEEPEST = 3;

/**
 * Which mark stands for a key. It has no prototype, so that nothing else is found in it.
 * @typedef {Record<string, number | undefined>} Marks
 */

/** @type {Marks} */
const NO_KEYS = Object.create(null);

// Engines know this one in a loop over keys.
const { hasOwnProperty: hasOwn } = Object.prototype;

/** @param {string} mark */
const code = (mark) => mark.charCodeAt(0);

const NULL = code("0");
const TRUE = code("+");
const FALSE = code("-");
const TEXT = code('"');
const NUMBER = code("#");
const TABLE = code("{");
const TABLE_END = code("}");
const LIST = code("[");
const LIST_END = code("]");
const UNKNOWN = code("!");

/** Writes forms. */
export class FormWriter {
  /** The marks of the keys of a form. @type {Marks} */
  #keys = Object.create(null);
  /** Those of the table `oauth`. @type {Marks} */
  #oauthKeys = Object.create(null);

  /** How the forms are built. */
  #marks = new Uint8Array(128);
  #at = 0;
  /** The texts in them. */
  #texts = "";

  /** @param {string[]} keys every settings key */
  constructor(keys) {
    for (const [at, path] of keys.entries()) {
      const [key, inner] = path.split(".");
      if (inner === undefined) this.#keys[key] = NULL + at;
      else this.#oauthKeys[inner] = NULL + at;
    }
  }

  /**
   * @param {FormName} name
   * @param {object | undefined | null} form
   */
  form(name, form) {
    if (form === undefined || form === null) return this.#mark(NULL);
    if (typeof form !== "object" || Array.isArray(form)) throw new Error(`\`${name}\` is malformed: it is no object`);
    this.#mark(TABLE);
    this.#members(form, this.#keys, name, 0);
  }

  /** @param {readonly string[]} list */
  texts(list) {
    for (const text of list) {
      this.#mark(TEXT);
      this.#text(text);
    }
    this.#mark(LIST_END);
  }

  /**
   * Puts what was written since the last time where the rules read it.
   * @param {Memory} memory
   */
  finish(memory) {
    const texts = this.#texts;
    const at = this.#at;
    this.#texts = "";
    this.#at = 0;
    memory.put(texts, this.#marks, at);
  }

  /** @param {number} mark */
  #mark(mark) {
    if (this.#at === this.#marks.length) {
      const marks = this.#marks;
      this.#marks = new Uint8Array(2 * marks.length);
      this.#marks.set(marks);
    }
    this.#marks[this.#at++] = mark;
  }

  /** @param {string} text */
  #text(text) {
    let length = text.length;
    const last = text.charCodeAt(length - 1);
    // Half a pair would be taken for a whole one with what follows.
    this.#texts += last >= 0xd800 && last < 0xdc00 ? text.slice(0, -1) + "\ufffd" : text;
    for (; length > 0x7f; length >>>= 7) this.#mark(0x80 | (length & 0x7f));
    this.#mark(length);
  }

  /**
   * @param {object} table
   * @param {Marks} marks those of its keys
   * @param {string} path
   * @param {number} depth
   */
  #members(table, marks, path, depth) {
    for (const key in table) {
      if (!hasOwn.call(table, key)) continue;
      const value = /** @type {Record<string, unknown>} */ (table)[key];
      if (value === undefined) continue;
      const mark = marks[key];
      this.#mark(mark ?? UNKNOWN);
      if (mark === undefined) this.#text(key);
      if (typeof value === "string") {
        this.#mark(TEXT);
        this.#text(value);
      } else this.#value(value, key, path, depth + 1);
    }
    this.#mark(TABLE_END);
  }

  /**
   * @param {unknown} value
   * @param {string} key
   * @param {string} path where the key stands
   * @param {number} depth
   */
  #value(value, key, path, depth) {
    switch (typeof value) {
      case "string":
        this.#mark(TEXT);
        return this.#text(value);
      case "boolean":
        return this.#mark(value ? TRUE : FALSE);
      case "number":
      case "bigint":
        this.#mark(NUMBER);
        return this.#text(Number.isSafeInteger(value) ? String(value) : digitsOf(value));
      case "undefined":
        return this.#mark(NULL);
      case "object":
        if (value === null) return this.#mark(NULL);
        if (Array.isArray(value)) {
          this.#mark(LIST);
          if (depth <= DEEPEST) for (const item of value) this.#value(item, key, path, depth + 1);
          return this.#mark(LIST_END);
        }
        this.#mark(TABLE);
        if (depth > DEEPEST) return this.#mark(TABLE_END);
        return this.#members(value, depth === 1 && key === "oauth" ? this.#oauthKeys : NO_KEYS, `${path}.${key}`, depth);
      default:
        throw new Error(`\`${path}.${key}\` is malformed: it is a ${typeof value}, which no setting can be`);
    }
  }
}

/**
 * The decimal digits of a number, without an exponent.
 * @param {number | bigint} number
 */
function digitsOf(number) {
  const text = String(number);
  if (!text.includes("e")) return text;
  const [mantissa, exponent] = text.split("e");
  const [, sign, whole, part = ""] = /** @type {RegExpMatchArray} */ (mantissa.match(/^(-?)(\d+)\.?(\d*)$/));
  const places = Number(exponent);
  return places < 0
    ? `${sign}0.${"0".repeat(-places - 1)}${whole}${part}`
    : `${sign}${whole}${part.padEnd(places, "0")}`;
}
