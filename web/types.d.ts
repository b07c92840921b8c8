// The shapes that the page exchanges with the agent and between its own modules.

import type {
  Finding,
  FormName,
  Report,
  Security,
  StageReport,
  Status,
  Verdict,
} from "../wasm/types";

export type * from "../wasm/types";
export type * from "./package";

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

/** What the sandbox beside the agent can show. */
export interface Sandbox {
  identity_host: string;
  scenarios: { name: string; title: string; needs_message: boolean; refused_by_rules: boolean }[];
}

/** With what no report says: `pending` before a stage begins, and `stopped` where the test was ended in it. */
export type StageStatus = "pending" | "stopped" | Status;

/** A stage as it stands, from its plan to its end. */
export type StageState = Pick<StageReport, "stage"> &
  Partial<Omit<StageReport, "status">> & { status: StageStatus };

/** What is confirmed for one test beside the settings. */
export interface Consent {
  identity_hosts?: string[];
  allow_cleartext_password?: true;
  /** Whom the outgoing test sends a message to; without it none is sent. */
  send_to?: string;
}

/** What is handed over of a failed test, for a person and for programs. Nothing secret is in it. */
export interface HandOff {
  markdown: string;
  json: string;
}

export interface TestObserver {
  /** By the id a hand-off can be had, where the transport has any. */
  onBegin(id: string): void;
  onPlan(stages: StageReport["stage"][]): void;
  onStage(stage: StageReport): void;
  onPrompt(prompt: Prompt): void;
}

/** What a person has to do before there is a token, and how many seconds there are for it. */
export type Prompt =
  | { kind: "authorization-code"; url: string; expires_in: number }
  | {
      kind: "device-code";
      user_code: string;
      verification_uri: string;
      verification_uri_complete?: string;
      expires_in: number;
    };

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
  /** What is handed over of the failed test with this id. Without it no panel offers any. */
  handOff?(id: string): Promise<HandOff>;
}

/** The rules that judge a form. */
export interface Rules {
  /** The language of the findings' words. */
  readonly language: string;
  validate(form: FormName, settings: Settings, identityHosts: string[]): Finding[];
  defaultPort(form: FormName, security: Security): number;
}
