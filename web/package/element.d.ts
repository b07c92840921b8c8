// Registers `<mailvet-settings form="outgoing">` and `form="incoming"`.

import type { Rules, StoredForm, Transport, Values } from "./types.js";

export type * from "./types.js";

/** One form with Test Connection and Update. It reaches no network by itself, and sends `mailvet-result`. */
export class SettingsPanel extends HTMLElement {
  /** Shows the form, with the rules that judge it and the program behind it. */
  start(rules: Rules, transport: Transport, stored: StoredForm | null): void;
  /** The account that the form shows. */
  account: Values;
}
