// A button that copies a text and says so.

import { button } from "./dom.js";
import { RESULT } from "./texts.js";

const SAID_FOR_MS = 2000;

/**
 * @param {string} title
 * @param {() => string} text
 * @param {(sentence: string) => void} announce
 * @param {Record<string, string>} attributes
 */
export function copyButton(title, text, announce, attributes) {
  const made = button(
    title,
    async () => {
      const said = await copy(text());
      announce(said);
      made.textContent = said;
      setTimeout(() => (made.textContent = title), SAID_FOR_MS);
    },
    attributes,
  );
  return made;
}

/** @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return RESULT.copied;
  } catch {
    return RESULT.notCopied;
  }
}
