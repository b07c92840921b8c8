// What somebody who may not change anything sends to the administrator who may: to copy, or to download.

import { copyButton } from "./copy-button.js";
import { button, element, visibleLines } from "./dom.js";
import { HAND_OFF } from "./texts.js";

/** @import { HandOff } from "../types" */

/**
 * @param {HandOff} handOff
 * @param {(sentence: string) => void} announce says a short sentence to screen readers
 */
export function handOffPart({ markdown, json }, announce) {
  return element(
    "section",
    { class: "hand-off" },
    element("h4", {}, HAND_OFF.heading),
    element("p", {}, HAND_OFF.text),
    element(
      "details",
      {},
      element("summary", {}, HAND_OFF.show),
      element("pre", { tabindex: "0" }, element("code", {}, visibleLines(markdown))),
    ),
    element(
      "div",
      { class: "copy" },
      copyButton(HAND_OFF.copy, () => markdown, announce, { name: "copy-hand-off" }),
      button(HAND_OFF.markdown, () => download("md", "text/markdown", markdown), { name: "hand-off-markdown" }),
      button(HAND_OFF.json, () => download("json", "application/json", json), { name: "hand-off-json" }),
    ),
  );
}

/**
 * @param {string} extension
 * @param {string} type
 * @param {string} text
 */
function download(extension, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  element("a", { href: address, download: `for-the-administrator.${extension}` }).click();
  URL.revokeObjectURL(address);
}
