// The rules without their module, for pages that load `core.wasm` as a file of its own.

import type { WasmSource } from "./types.js";

export type * from "./types.js";
export { defaultPort, parseAuthority, setLanguage, useMessages, validateBasics, validateIncoming, validateOutgoing, validateSettings } from "./index.js";

/** Loads the rules, and the words of one language, which it gives. Comes before every other call. */
export function init(options: { wasm: WasmSource; language?: string | readonly string[] }): Promise<string>;
