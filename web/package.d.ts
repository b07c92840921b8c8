// What the package adds to the types of the rules, which wasm/types.d.ts has from Rust.

import type { Finding, IncomingForm, OutgoingForm } from "../wasm/types";

/** Settings, as a settings file has them. */
export interface Forms {
  outgoing?: OutgoingForm | null;
  incoming?: IncomingForm | null;
}

/** A finding without its words. */
export type FindingData = Omit<Finding, "message" | "help" | "source">;

/** The words of one language: by the code of a rule its message, its help and its source. */
export type Messages = { [code: string]: [message: Pattern, help: Pattern, source: string] };

/** Text, or parts: text, a parameter, or a choice by a parameter, of which the last variant is the usual one. */
export type Pattern = string | Part[];
type Part = string | [name: string] | [name: string, variants: { [value: string]: Pattern }, usual: string];

/** Where the module of the rules comes from. */
export type WasmSource = string | URL | Request | Response | BufferSource | WebAssembly.Module | PromiseLike<Response>;

/** A problem, as Standard Schema has it, with all that the finding says. */
export interface Issue extends Finding {
  readonly path: string[];
}

/** A form as a Standard Schema (https://standardschema.dev, version 1). */
export interface FormSchema<Form> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: "mailvet";
    /**
     * Every error is an issue, in the order of the form. Without one the value is the form with every safe
     * fix applied, its port as a number and its check boxes as booleans.
     */
    readonly validate: (value: unknown) => { readonly value: Form; readonly issues?: undefined } | { readonly issues: readonly Issue[] };
    readonly types?: { readonly input: Form; readonly output: Form } | undefined;
  };
  /** The warnings and the hints, which do not keep a form from being submitted. */
  lint(value: unknown): Issue[];
}
