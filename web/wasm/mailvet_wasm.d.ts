// What the generated glue `/wasm/mailvet_wasm.js` exports. The agent serves the module beside the page.

export type FormName = "outgoing" | "incoming";
export type Severity = "error" | "warning" | "hint";

export interface Edit {
  field: string;
  value: string;
}

export interface Finding {
  code: string;
  severity: Severity;
  form: FormName;
  field: string;
  message: string;
  help: string;
  fix?: { edits: Edit[] };
  source?: string;
  span?: { start: number; end: number };
}

export interface Context {
  identity_hosts?: string[];
}

export default function init(): Promise<unknown>;
export function validateOutgoing(form: object, context?: Context): Finding[];
export function validateIncoming(form: object, context?: Context): Finding[];
export function defaultPort(form: FormName, security: "none" | "ssl" | "tls"): number;
