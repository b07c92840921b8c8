// What the generated glue `/wasm/mailvet_wasm.js` exports. The agent serves the module beside the page.

import type { Context, Finding, FormName, IncomingForm, OutgoingForm, Security } from "../../wasm/types";

export type * from "../../wasm/types";

export default function init(): Promise<unknown>;
export function validateOutgoing(form: OutgoingForm, context?: Context): Finding[];
export function validateIncoming(form: IncomingForm, context?: Context): Finding[];
export function defaultPort(form: FormName, security: Security): number;
