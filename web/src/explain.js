// Why a connection failed, and how a provider is set up. Whoever asks loads it then; it is apart from the rules, with
// its words inside, and starts by itself at the first call.

import * as core from "../wasm/mailvet_explain.js";
import wasm from "../wasm/explain.wasm";
import { bytesOf } from "./bytes.js";

/** @import { Explanation, Failure, Forms, SetupChoices, SetupGuide } from "../types" */

/** How deep anything goes that is read here: settings have a form, a table in it, a secret in that, and its command. */
const DEEPEST = 6;

let isRunning = false;

function running() {
  if (!isRunning) core.initSync({ module: bytesOf(wasm) });
  isRunning = true;
  return core;
}

/**
 * What a failure means, as `mailvet explain --json` tells it.
 * @param {string | Failure} failure
 * @param {{ language?: string }} [options]
 * @returns {Explanation}
 */
export function explain(failure, { language = "en" } = {}) {
  return running().explain(copy(failure), tag(language), Math.floor(Date.now() / 1000));
}

/**
 * The whole set-up at the provider, as `mailvet setup --format json` tells it.
 * @param {Forms} settings
 * @param {SetupChoices & { language?: string }} [options]
 * @returns {SetupGuide}
 */
export function setupScript(settings, { language = "en", ...choices } = {}) {
  return running().setupScript(copy(settings), copy(choices), tag(language));
}

/**
 * A copy, made before the call: what throws when it is read would leave the module broken.
 * @template Value
 * @param {Value} value
 * @param {number} [depth]
 * @returns {Value}
 */
function copy(value, depth = 0) {
  if (typeof value !== "object" || value === null) return value;
  const inner = depth < DEEPEST ? Object.entries(value) : [];
  const copied = inner.map(([key, item]) => [key, copy(item, depth + 1)]);
  return /** @type {Value} */ (Array.isArray(value) ? copied.map(([, item]) => item) : Object.fromEntries(copied));
}

/** @param {unknown} language */
function tag(language) {
  if (typeof language !== "string") throw new Error("`language` is malformed: it is no text");
  return language;
}
