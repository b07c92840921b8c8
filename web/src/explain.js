// Why a connection failed, and how a provider is set up. Whoever asks loads it then; it is apart from the rules, with
// its words inside, and starts by itself at the first call.

import * as core from "../wasm/mailvet_explain.js";
import wasm from "../wasm/explain.wasm";
import { bytesOf } from "./bytes.js";

/** @import { Explanation, Failure, Forms, SetupChoices, SetupGuide } from "../types" */

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
  return running().explain(failure, language, Math.floor(Date.now() / 1000));
}

/**
 * The whole set-up at the provider, as `mailvet setup --format json` tells it.
 * @param {Forms} settings
 * @param {SetupChoices & { language?: string }} [options]
 * @returns {SetupGuide}
 */
export function setupScript(settings, { language = "en", ...choices } = {}) {
  return running().setupScript(settings, choices, language);
}
