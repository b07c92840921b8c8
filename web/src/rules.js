// The rules: the same Rust code that the agent runs, compiled to WebAssembly, behind plain functions.
//
// Findings are values. Only a malformed call throws: an `Error` that names the field.

import load, * as core from "../wasm/mailvet_wasm.js";
import { FindingReader, FormWriter } from "./flat.js";
import { wordsOf } from "./words.js";

/** @import { Context, Finding, FormName, Forms, IncomingForm, Messages, OutgoingForm, ParsedAuthority, Security, WasmSource } from "../types" */

/** The languages of the words. */
const LANGUAGES = {
  en: () => import("../messages/en.js"),
  de: () => import("../messages/de.js"),
};

/** The words of the findings. @type {Messages} */
let messages = {};

/** Every settings key, since the rules were started. @type {string[] | undefined} */
let keys;

/** What writes forms, while no call uses it. @type {FormWriter | undefined} */
let idle;

/** Starts the rules at the first call. @type {() => void} */
let start = () => {
  throw new Error("The rules are not loaded yet: `await init(…)` comes before the first call.");
};

/**
 * Loads the rules, and the words of one language.
 * @param {object} options
 * @param {WasmSource} options.wasm the module `core.wasm`: its address, an answer, its bytes, or compiled
 * @param {string | readonly string[]} [options.language] tags in the order of preference; by default English
 * @returns {Promise<string>} the language that it is
 */
export async function init({ wasm, language = "en" }) {
  const [chosen] = await Promise.all([setLanguage(language), load({ module_or_path: wasm })]);
  begin();
  return chosen;
}

/**
 * Starts the rules, later and at once, from the bytes that this gives.
 * @param {() => Uint8Array<ArrayBuffer>} bytes
 */
export function startFrom(bytes) {
  start = () => {
    core.initSync({ module: bytes() });
    begin();
  };
}

function begin() {
  keys = core.keys().trim().split(" ");
}

function running() {
  if (!keys) start();
  return /** @type {string[]} */ (keys);
}

/**
 * What was written. A getter of the caller's may throw, whereupon the writer is lost with all that it holds, or
 * call in here again, which takes another one.
 * @param {(writer: FormWriter) => void} write
 */
function written(write) {
  const writer = idle ?? new FormWriter(running());
  idle = undefined;
  write(writer);
  const result = writer.finish();
  idle = writer;
  return result;
}

/** @param {Messages} words those of findings from now on */
export function useMessages(words) {
  messages = words;
}

/**
 * Loads the words of a language and uses them from now on.
 * @param {string | readonly string[]} language tags such as `de-AT`, in the order of preference
 * @returns {Promise<string>} the language that it is; English where none of them is known
 */
export async function setLanguage(language) {
  const tags = typeof language === "string" ? [language] : language;
  const known = tags.map((tag) => tag.toLowerCase().split(/[-_]/)[0]).find((tag) => Object.hasOwn(LANGUAGES, tag));
  const chosen = /** @type {keyof typeof LANGUAGES} */ (known ?? "en");
  useMessages((await LANGUAGES[chosen]()).default);
  return chosen;
}

/**
 * Judges the *Outgoing Email Server Settings*, as typed.
 * @param {OutgoingForm} outgoing
 * @param {Context} [context]
 * @returns {Finding[]}
 */
export function validateOutgoing(outgoing, context) {
  if (!isTable(outgoing)) throw malformed("outgoing", "it is no object");
  return wellFormed(judge({ outgoing }, context));
}

/**
 * Judges the *Incoming Email Server Settings*, as typed.
 * @param {IncomingForm} incoming
 * @param {Context} [context]
 * @returns {Finding[]}
 */
export function validateIncoming(incoming, context) {
  if (!isTable(incoming)) throw malformed("incoming", "it is no object");
  return wellFormed(judge({ incoming }, context));
}

/**
 * Judges both forms, and how they go together. A form that is absent is not judged.
 * @param {Forms} settings
 * @param {Context} [context]
 * @returns {Finding[]}
 */
export function validateSettings(settings, context) {
  if (!isTable(settings)) throw malformed("settings", "they are no object");
  return wellFormed(judge(settings, context));
}

/**
 * Judges forms by the basics alone: whether each value can be what it is to be, and whether security suits the port and
 * the token. Finds a part of what `validateSettings` finds, in a part of its time.
 * @param {Forms} settings
 * @param {Context} [context]
 * @returns {Finding[]}
 */
export function validateBasics(settings, context) {
  if (!isTable(settings)) throw malformed("settings", "they are no object");
  return wellFormed(judge(settings, context, true));
}

/**
 * Judges forms; a list in the place of a value is a finding like others.
 * @param {Forms} settings
 * @param {Context} [context]
 * @param {boolean} [onlyBasics]
 * @returns {Finding[]}
 */
export function judge({ outgoing, incoming }, context, onlyBasics = false) {
  const confirmed = hosts(context);
  const { bytes, texts } = written((writer) => {
    writer.form("outgoing", outgoing);
    writer.form("incoming", incoming);
    writer.texts(confirmed);
  });
  return tell(core.judge(bytes, texts, onlyBasics));
}

/**
 * The usual port of a form with this security.
 * @param {FormName} form
 * @param {Security} security
 * @returns {number}
 */
export function defaultPort(form, security) {
  running();
  if (form !== "outgoing" && form !== "incoming") throw malformed("form", 'it is neither "outgoing" nor "incoming"');
  const port = core.defaultPort(form, String(security));
  if (port === 0) throw malformed("security", 'it is none of "none", "ssl" and "tls"');
  return port;
}

/**
 * Reads an authority URL of Microsoft in any of its forms.
 * @param {string} text
 * @param {Context} [context]
 * @returns {ParsedAuthority}
 */
export function parseAuthority(text, context) {
  running();
  if (typeof text !== "string") throw malformed("text", "it is no text");
  const confirmed = hosts(context);
  const { bytes, texts } = written((writer) => writer.texts(confirmed));
  const { findings, ...read } = core.parseAuthority(text, bytes, texts);
  return { ...read, findings: tell(findings) };
}

/**
 * The hosts that the user confirmed by name.
 * @param {Context | undefined} context
 * @returns {readonly string[]}
 */
function hosts(context) {
  if (context === undefined || context === null) return [];
  if (!isTable(context)) throw malformed("context", "it is no object");
  const given = context.identity_hosts ?? [];
  // What was checked is what is used, and a hole in the list is no text.
  const list = Array.isArray(given) ? Array.from(given) : undefined;
  if (!list || list.some((host) => typeof host !== "string")) {
    throw malformed("context.identity_hosts", "it is no list of texts");
  }
  return list;
}

/** @param {string | undefined} told */
function tell(told) {
  if (told === undefined || told === "") return [];
  const findings = new FindingReader(told).findings();
  for (const finding of findings) {
    const { message, help, source } = wordsOf(finding, messages);
    finding.message = message;
    finding.help = help;
    finding.source = source;
  }
  return findings;
}

/** @param {Finding[]} findings */
function wellFormed(findings) {
  const wrong = findings.find(({ code }) => code === "not-a-value");
  if (wrong) throw malformed(`${wrong.form}.${wrong.field}`, wrong.message);
  return findings;
}

/** @param {unknown} value */
function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * @param {string} place
 * @param {string} why
 */
function malformed(place, why) {
  return new Error(`\`${place}\` is malformed: ${why}`);
}
