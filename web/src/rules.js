// The rules: the same Rust code that the agent runs, compiled to WebAssembly, behind plain functions.
//
// Findings are values. Only a malformed call throws: an `Error` that names the field.

import load, * as core from "../wasm/mailvet_wasm.js";
import { FormWriter } from "./flat.js";
import { Memory } from "./memory.js";

/** @import { Context, Finding, FormName, Forms, IncomingForm, Messages, OutgoingForm, ParsedAuthority, Security, WasmSource } from "../types" */
/** @import { Patterns } from "./words.js" */

/** The languages of the words. */
const LANGUAGES = {
  en: () => import("../messages/en.js"),
  de: () => import("../messages/de.js"),
};

/** The words of the findings. @type {Map<string, Patterns>} */
let messages = new Map();

/** Every settings key, since the rules were started. @type {string[] | undefined} */
let keys;

/** The memory of the rules, since they were started. @type {Memory} */
let memory;

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
  const [chosen, exports] = await Promise.all([setLanguage(language), load({ module_or_path: wasm })]);
  begin(exports);
  return chosen;
}

/**
 * Starts the rules, later and at once, from the bytes that this gives.
 * @param {() => Uint8Array<ArrayBuffer>} bytes
 */
export function startFrom(bytes) {
  start = () => {
    begin(core.initSync({ module: bytes() }));
  };
}

/** @param {{ memory: WebAssembly.Memory }} exports */
function begin(exports) {
  memory = new Memory(exports.memory, core.room);
  keys = core.keys().trim().split(" ");
}

function running() {
  if (!keys) start();
  return /** @type {string[]} */ (keys);
}

/**
 * What writes for the rules. A getter of the caller's may throw, whereupon the writer is lost with all that it holds,
 * or call in here again, which takes another one.
 */
function writer() {
  const taken = idle ?? new FormWriter(running());
  idle = undefined;
  return taken;
}

/** @param {FormWriter} used */
function put(used) {
  used.finish(memory);
  idle = used;
}

/** @param {Messages} words those of findings from now on */
export function useMessages(words) {
  messages = new Map(Object.entries(words));
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
  const forms = writer();
  forms.form("outgoing", outgoing);
  forms.form("incoming", incoming);
  forms.texts(confirmed);
  put(forms);
  const place = core.judge(memory.bytes, memory.texts, memory.units, onlyBasics);
  memory.taken();
  return tell(place);
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
  const texts = writer();
  texts.texts(confirmed);
  put(texts);
  const { findings, ...read } = core.parseAuthority(text, memory.bytes, memory.texts, memory.units);
  memory.taken();
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

/** @param {number} place where the rules have told what they found; 0 for nothing */
function tell(place) {
  return place === 0 ? [] : memory.findings(place, messages);
}

/** @param {Finding[]} findings */
function wellFormed(findings) {
  for (const { code, form, field, message } of findings) {
    if (code === "not-a-value") throw malformed(`${form}.${field}`, message);
  }
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
