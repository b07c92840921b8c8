// `<mailvet-settings form="outgoing">` or `"incoming"`: one form with Test Connection and Update.
//
// The element reaches no network by itself: whoever puts it on a page gives it the rules and a transport.
// It sends `mailvet-result`, with the report, after each test.

import { Panel } from "./panel.js";

/** @import { Rules, Settings, StoredForm, Transport, Values } from "../types" */

export class SettingsPanel extends HTMLElement {
  /** @type {Panel | undefined} */
  #panel;

  /**
   * @param {Rules} rules
   * @param {Transport} transport
   * @param {StoredForm | null} stored
   */
  start(rules, transport, stored) {
    const name = this.getAttribute("form") === "incoming" ? "incoming" : "outgoing";
    this.#panel = new Panel(this, name, rules, transport, stored);
  }

  /**
   * Fills in settings as if somebody had typed them, and had confirmed the host that gives tokens.
   * @param {Settings} settings
   * @param {string} identityHost
   * @param {string} [recipient] whom a test message is proposed to go to
   */
  fill(settings, identityHost, recipient) {
    this.#panel?.fill(settings, identityHost, recipient);
  }

  /** The account that the form shows. @returns {Values} */
  get account() {
    return this.#panel?.account() ?? {};
  }

  /** Fills in the account of another form. */
  set account(account) {
    this.#panel?.takeAccount(account);
  }
}

customElements.define("mailvet-settings", SettingsPanel);
