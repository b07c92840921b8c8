// What crosses between JavaScript and the rules: both read and write it in the memory of the rules. How it is built
// stands in wasm/src/flat.rs.

import { nameless, words } from "./words.js";

/** @import { Finding, Severity } from "../types" */
/** @import { Patterns } from "./words.js" */

/** @type {Severity[]} */
const SEVERITIES = ["error", "warning", "hint"];

/** The memory of the rules, as far as both sides use it. */
export class Memory {
  #memory;
  #reserve;
  #encoder = new TextEncoder();
  #decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  // Views of it, which have no length any more when it has grown.
  #room = new Uint8Array(0);
  #bytes = new Uint8Array(0);
  #numbers = new Int32Array(0);

  /** Whether something was put that was not taken. */
  #isFull = false;

  /** How many bytes were put last. */
  bytes = 0;
  /** How many of them are of texts. */
  texts = 0;
  /** How many code units the texts have. */
  units = 0;

  /** The constants that were read before, by where they stand. @type {Map<number, string>} */
  #constants = new Map();

  /**
   * @param {WebAssembly.Memory} memory
   * @param {(bytes: number) => number} reserve gives the place for so many bytes
   */
  constructor(memory, reserve) {
    this.#memory = memory;
    this.#reserve = reserve;
  }

  /**
   * @param {string} texts
   * @param {Uint8Array} marks
   * @param {number} length how many marks there are
   */
  put(texts, marks, length) {
    if (this.#isFull) {
      // The last call was broken off, for the stack of its caller was full, and what it had taken is lost.
      if (this.#room.length > 0) this.#room.fill(0);
      this.#room = new Uint8Array(0);
    }
    this.#isFull = true;
    // A code unit takes three bytes at most.
    const most = texts.length * 3 + length;
    if (most > this.#room.length) {
      const bytes = Math.max(most, 1024);
      const place = this.#reserve(bytes);
      this.#room = new Uint8Array(this.#memory.buffer, place, bytes);
    }
    const room = this.#room;
    const { written } = this.#encoder.encodeInto(texts, room);
    for (let at = 0; at < length; at++) room[written + at] = marks[at];
    this.texts = written;
    this.units = texts.length;
    this.bytes = written + length;
  }

  /** What was put has been read. */
  taken() {
    this.#isFull = false;
  }

  /**
   * Reads findings, and puts them into words.
   * @param {number} place where they stand
   * @param {Map<string, Patterns>} language
   */
  findings(place, language) {
    if (this.#bytes.length === 0) {
      this.#bytes = new Uint8Array(this.#memory.buffer);
      this.#numbers = new Int32Array(this.#memory.buffer);
    }
    const numbers = this.#numbers;
    let at = place >> 2;
    const texts = this.#decode(numbers[at + 1], numbers[at + 2]);
    const end = at + 3 + numbers[at];
    at += 3;
    /** @type {Finding[]} */
    const findings = [];
    while (at < end) {
      const kind = numbers[at];
      const form = kind & 1 ? "incoming" : "outgoing";
      const code = this.#text(at + 1, texts);
      const field = this.#text(at + 3, texts);
      at += 5;
      let left = (kind >> 6) & 63;
      /** @type {Record<string, string> | undefined} */
      const params = left === 0 ? undefined : {};
      for (; params && left > 0; left--, at += 4) params[this.#text(at, texts)] = this.#text(at + 2, texts);
      const { message, help, source } = words(language.get(code) ?? nameless(code), form, field, params);
      const severity = SEVERITIES[(kind >> 1) & 3];
      /** @type {Finding} */
      const finding = { code: /** @type {Finding["code"]} */ (code), severity, form, field, message, help, source };
      if (params) finding.params = params;
      if (kind & 8) {
        finding.span = { start: numbers[at], end: numbers[at + 1] };
        at += 2;
      }
      if (kind & 16) {
        const edits = [];
        for (left = kind >> 12; left > 0; left--, at += 4) {
          edits.push({ field: this.#text(at, texts), value: this.#text(at + 2, texts) });
        }
        finding.fix = { edits, safe: (kind & 32) === 0 };
      }
      findings.push(finding);
    }
    return findings;
  }

  /**
   * The text that two numbers tell.
   * @param {number} at where they stand
   * @param {string} texts
   */
  #text(at, texts) {
    const place = this.#numbers[at];
    const length = this.#numbers[at + 1];
    if (place < 0) return texts.slice(~place, ~place + length);
    const known = this.#constants.get(place);
    if (known?.length === length) return known;
    const constant = this.#decode(place, length);
    this.#constants.set(place, constant);
    return constant;
  }

  /**
   * @param {number} place
   * @param {number} length in bytes
   */
  #decode(place, length) {
    return length === 0 ? "" : this.#decoder.decode(this.#bytes.subarray(place, place + length));
  }
}
