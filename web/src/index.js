// The whole package in one: the rules are inside, in English, and start by themselves at the first call.

import english from "../messages/en.js";
import { bytesOf } from "./bytes.js";
import { startFrom, useMessages } from "./rules.js";
import wasm from "../wasm/core.wasm";

export { incoming, outgoing } from "./standard.js";
export { defaultPort, parseAuthority, setLanguage, useMessages, validateBasics, validateIncoming, validateOutgoing, validateSettings } from "./rules.js";
export { wordsOf } from "./words.js";

useMessages(english);
startFrom(() => bytesOf(wasm));
