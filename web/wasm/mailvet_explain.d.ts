// What the generated glue `mailvet_explain.js` exports.

import type { Explanation, Failure, SetupChoices, SetupGuide } from "../../wasm/types";
import type { Forms } from "../package";

export function initSync(source: { module: BufferSource | WebAssembly.Module }): unknown;
export function explain(failure: string | Failure, language: string, now: number): Explanation;
export function setupScript(settings: Forms, choices: SetupChoices, language: string): SetupGuide;
