// The shapes that the page exchanges with the agent and between its own modules.

import type { Finding, FormName } from "./wasm/mailvet_wasm.js";

export type { Context, Edit, Finding, FormName, Severity } from "./wasm/mailvet_wasm.js";

export type Security = "none" | "ssl" | "tls";

/** A secret that the agent keeps and this page never sees. */
export interface StoredSecret {
  stored: true;
}

export type Value = string | number | boolean | StoredSecret;

/** A form as the API has it, with an `oauth` table inside. */
export type Settings = { [key: string]: Value | Settings };

/** The same with dotted keys, such as `oauth.client_id`. */
export type Values = { [key: string]: Value };

export interface StoredForm {
  revision: number;
  settings: Settings;
  tested?: { verdict: Verdict; at: string };
}

export type StoredForms = Record<FormName, StoredForm | null>;

export type Verdict = "success" | "failure";

export type StageStatus = "pending" | "running" | "ok" | "warned" | "failed" | "skipped";

export interface Stage {
  stage: string;
  status: StageStatus;
  started_ms?: number;
  elapsed_ms?: number;
  facts?: { [name: string]: unknown };
  transcript?: { from: "client" | "server"; line: string }[];
}

export interface Remedy {
  kind: string;
  title: string;
  text: string;
  language?: string;
}

export interface Cause {
  id: string;
  title: string;
  confidence: number;
  why: string[];
  remedies: Remedy[];
}

export interface TestReport {
  form: FormName;
  verdict: Verdict;
  findings: Finding[];
  stages: Stage[];
  causes: Cause[];
}

export interface Report {
  schema: number;
  verdict: Verdict;
  tests: TestReport[];
}

/** What is confirmed for one test beside the settings. */
export interface Consent {
  identity_hosts?: string[];
  allow_cleartext_password?: true;
}

export interface TestObserver {
  onPlan(stages: string[]): void;
  onStage(stage: Stage): void;
}

/** What a settings panel needs from the program behind it. */
export interface Transport {
  stored(): Promise<StoredForms>;
  save(form: FormName, settings: Settings, revision: number | null): Promise<number>;
  test(
    form: FormName,
    settings: Settings,
    consent: Consent,
    observer: TestObserver,
    signal: AbortSignal,
  ): Promise<Report>;
}

/** The rules that judge a form. */
export interface Rules {
  validate(form: FormName, settings: Settings, identityHosts: string[]): Finding[];
  defaultPort(form: FormName, security: Security): number;
}
