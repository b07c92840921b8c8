// What a person has to do while a test waits for a token: a link, for a device a code, and the time that is left.

import { copyButton } from "./copy-button.js";
import { element, visible } from "./dom.js";
import { SIGN_IN } from "./texts.js";

/** @import { Prompt } from "../types" */

const SECOND_MS = 1000;

export class SignIn {
  #left;
  #time = element("span", { class: "time-left", "aria-hidden": "true" });
  #clock;

  /**
   * @param {Prompt} prompt
   * @param {(sentence: string) => void} announce says a short sentence to screen readers
   */
  constructor(prompt, announce) {
    this.#left = prompt.expires_in;
    this.root = element("div", { class: "sign-in", "data-kind": prompt.kind });
    if (prompt.kind === "device-code") {
      const { user_code: code, verification_uri: address, verification_uri_complete: whole } = prompt;
      this.root.append(
        element("p", {}, SIGN_IN.device),
        element("p", {}, element("code", { class: "user-code" }, visible(code))),
        element(
          "div",
          { class: "copy" },
          copyButton(SIGN_IN.copyCode, () => code, announce, { name: "copy-code" }),
          link(whole ?? address),
        ),
      );
    } else {
      this.root.append(
        element("p", {}, SIGN_IN.browser),
        element(
          "div",
          { class: "copy" },
          link(prompt.url),
          copyButton(SIGN_IN.copyAddress, () => prompt.url, announce, { name: "copy-address" }),
        ),
      );
    }
    this.root.append(this.#time);
    this.#clock = setInterval(() => this.#tick(), SECOND_MS);
    this.#show();
    announce(SIGN_IN.announced);
  }

  /** Takes it away. */
  end() {
    clearInterval(this.#clock);
    this.root.remove();
  }

  #tick() {
    this.#left = Math.max(0, this.#left - 1);
    this.#show();
  }

  #show() {
    this.#time.textContent = SIGN_IN.left(this.#left);
  }
}

/** @param {string} address the agent lets through none but https and this machine */
function link(address) {
  return element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, SIGN_IN.open);
}
