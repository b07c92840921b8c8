// Forms and findings as one text each, as wasm/src/flat.rs describes them.

/** @import { Finding, FindingData, FormName, Severity } from "../types" */

const ITEM = "\u001f";
const ESCAPE = "\u0010";

/** How deep the tables go that a rule looks into: a form, `oauth`, a secret's place, its command. */
const DEEPEST = 3;

/** @type {Map<string, string>} */
const NO_KEYS = new Map();

/** @type {Record<string, Severity>} */
const SEVERITIES = { e: "error", w: "warning", h: "hint" };

/** @param {string} text */
export function items(text) {
  const parts = text.split(ITEM);
  if (!text.includes(ESCAPE)) return parts;
  return parts.map((part) => part.replace(/\x10(.)/gs, (_, mark) => (mark === "_" ? ITEM : mark)));
}

/** Writes forms. */
export class FormWriter {
  /** The letters of the keys of a form. @type {Map<string, string>} */
  #keys = new Map();
  /** Those of the table `oauth`. @type {Map<string, string>} */
  #oauthKeys = new Map();

  /** @param {string[]} fields every settings key */
  constructor(fields) {
    for (const [at, field] of fields.entries()) {
      const [key, inner] = field.split(".");
      const letter = String.fromCharCode(48 + at);
      if (inner === undefined) this.#keys.set(key, letter);
      else this.#oauthKeys.set(inner, letter);
    }
  }

  /**
   * @param {FormName} name
   * @param {object | undefined | null} form
   */
  form(name, form) {
    if (form === undefined || form === null) return "0";
    if (typeof form !== "object" || Array.isArray(form)) {
      throw new Error(`\`${name}\` is malformed: it is no object`);
    }
    return "{" + this.#members(form, this.#keys, name, 0);
  }

  /**
   * @param {object} table
   * @param {Map<string, string>} letters
   * @param {string} path
   * @param {number} depth
   * @returns {string}
   */
  #members(table, letters, path, depth) {
    let text = "";
    for (const key of Object.keys(table)) {
      const value = /** @type {Record<string, unknown>} */ (table)[key];
      if (value === undefined) continue;
      text += letters.get(key) ?? "!" + key.length + ":" + key;
      if (typeof value === "string") text += '"' + value.length + ":" + value;
      else text += this.#value(value, key, path, depth + 1);
    }
    return text + "}";
  }

  /**
   * @param {unknown} value
   * @param {string} key
   * @param {string} path where the key stands
   * @param {number} depth
   * @returns {string}
   */
  #value(value, key, path, depth) {
    switch (typeof value) {
      case "string":
        return '"' + value.length + ":" + value;
      case "boolean":
        return value ? "+" : "-";
      case "number":
      case "bigint": {
        const digits = digitsOf(value);
        return "#" + digits.length + ":" + digits;
      }
      case "object":
        if (value === null) return "0";
        if (Array.isArray(value)) {
          const shown = depth > DEEPEST ? [] : value;
          return "[" + shown.map((item) => this.#value(item, key, path, depth + 1)).join("") + "]";
        }
        if (depth > DEEPEST) return "{}";
        return (
          "{" +
          this.#members(value, depth === 1 && key === "oauth" ? this.#oauthKeys : NO_KEYS, `${path}.${key}`, depth)
        );
      case "undefined":
        return "0";
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
  const [mantissa, exponent] = text.split("e");
  if (exponent === undefined) return text;
  const [, sign, whole, part = ""] = /** @type {RegExpMatchArray} */ (mantissa.match(/^(-?)(\d+)\.?(\d*)$/));
  const places = Number(exponent);
  return places < 0
    ? `${sign}0.${"0".repeat(-places - 1)}${whole}${part}`
    : `${sign}${whole}${part.padEnd(places, "0")}`;
}

/**
 * A list of texts.
 * @param {string[]} texts
 */
export function writeTexts(texts) {
  let text = "";
  for (const item of texts) text += '"' + item.length + ":" + item;
  return text + "]";
}

/**
 * Reads findings, which have no words yet.
 * @param {string} text
 */
export function readFindings(text) {
  /** @type {FindingData[]} */
  const findings = [];
  if (text === "") return findings;
  const parts = items(text);
  let at = 0;
  while (at < parts.length) {
    const code = parts[at++];
    const kind = parts[at++];
    const field = parts[at++];
    /** @type {FindingData} */
    const finding = {
      code: /** @type {Finding["code"]} */ (code),
      severity: SEVERITIES[kind[0]],
      form: kind[1] === "o" ? "outgoing" : "incoming",
      field,
    };
    const params = Number(parts[at++]);
    if (params > 0) {
      finding.params = {};
      for (const end = at + 2 * params; at < end; at += 2) finding.params[parts[at]] = parts[at + 1];
    }
    const start = parts[at++];
    const end = parts[at++];
    if (start !== "") finding.span = { start: Number(start), end: Number(end) };
    const fix = parts[at++];
    if (fix !== "0") {
      const edits = [];
      for (const end = at + 2 * parseInt(fix, 10); at < end; at += 2) {
        edits.push({ field: parts[at], value: parts[at + 1] });
      }
      finding.fix = { edits, safe: !fix.endsWith("!") };
    }
    findings.push(finding);
  }
  return findings;
}
