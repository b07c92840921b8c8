// Forms and findings as texts, as wasm/src/flat.rs describes them.

/** @import { Finding, FormName, Severity } from "../types" */

/** How deep the tables go that a rule looks into: a form, `oauth`, a secret's place, its command. */
const DEEPEST = 3;

/** @type {Map<string, number>} */
const NO_KEYS = new Map();

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
  /** The marks of the keys of a form. @type {Map<string, number>} */
  #keys = new Map();
  /** Those of the table `oauth`. @type {Map<string, number>} */
  #oauthKeys = new Map();

  /** How the forms are built. */
  #marks = new Uint8Array(128);
  #at = 0;
  /** The texts in them. */
  #texts = "";

  #encoder = new TextEncoder();
  #bytes = new Uint8Array(512);

  /** @param {string[]} keys every settings key */
  constructor(keys) {
    for (const [at, path] of keys.entries()) {
      const [key, inner] = path.split(".");
      if (inner === undefined) this.#keys.set(key, NULL + at);
      else this.#oauthKeys.set(inner, NULL + at);
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

  /** What was written since the last time: bytes, the first of which are the texts. */
  finish() {
    const texts = this.#texts;
    const at = this.#at;
    this.#texts = "";
    this.#at = 0;
    // A code unit takes three bytes at most.
    const most = texts.length * 3 + at;
    if (most > this.#bytes.length) this.#bytes = new Uint8Array(most);
    const { written } = this.#encoder.encodeInto(texts, this.#bytes);
    this.#bytes.set(this.#marks.subarray(0, at), written);
    return { bytes: this.#bytes.subarray(0, written + at), texts: written };
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
   * @param {Map<string, number>} marks those of its keys
   * @param {string} path
   * @param {number} depth
   */
  #members(table, marks, path, depth) {
    for (const key of Object.keys(table)) {
      const value = /** @type {Record<string, unknown>} */ (table)[key];
      if (value === undefined) continue;
      const mark = marks.get(key);
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
        return this.#text(digitsOf(value));
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

/** @type {Severity[]} */
const SEVERITIES = ["error", "warning", "hint"];

/**
 * The names of parameters by the text that they were read from: a property is found soonest by the very text
 * that it was found by before.
 * @type {Map<string, string[]>}
 */
const NAMES = new Map();

/** Reads findings, whose words are still empty. */
export class FindingReader {
  #told;
  #at = 0;

  /** @param {string} told */
  constructor(told) {
    this.#told = told;
  }

  findings() {
    /** @type {Finding[]} */
    const findings = [];
    while (this.#at < this.#told.length) findings.push(this.#finding());
    return findings;
  }

  #finding() {
    const kind = this.#told.charCodeAt(this.#at++) - 0x20;
    /** @type {Finding} */
    const finding = {
      code: /** @type {Finding["code"]} */ (this.#text()),
      severity: SEVERITIES[(kind >> 1) & 3],
      form: kind & 1 ? "incoming" : "outgoing",
      field: this.#text(),
      message: "",
      help: "",
      source: "",
    };
    if (kind & 8) {
      finding.params = {};
      for (const name of this.#names()) finding.params[name] = this.#text();
    }
    if (kind & 16) finding.span = { start: this.#number(), end: this.#number() };
    if (kind & 32) {
      const edits = [];
      const number = this.#number();
      for (let left = number >> 1; left > 0; left--) edits.push({ field: this.#text(), value: this.#text() });
      finding.fix = { edits, safe: (number & 1) === 0 };
    }
    return finding;
  }

  #names() {
    const text = this.#text();
    let names = NAMES.get(text);
    if (names === undefined) {
      names = text.split(" ");
      NAMES.set(text, names);
    }
    return names;
  }

  #number() {
    let number = 0;
    for (let bits = 0; ; bits += 5) {
      const mark = this.#told.charCodeAt(this.#at++) - 0x20;
      number |= (mark & 0x1f) << bits;
      if (mark < 0x20) return number;
    }
  }

  #text() {
    const length = this.#number();
    const from = this.#at;
    this.#at = from + length;
    return this.#told.slice(from, this.#at);
  }
}
