// Why a connection failed, and how a provider is set up: a module of its own, to be loaded when somebody asks.

import type { Explanation, Failure, Forms, SetupChoices, SetupGuide } from "./types.js";

export type * from "./types.js";

/** The language of the words, such as `de-AT`; English where they are not written in it. */
export interface InLanguage {
  language?: string;
}

/**
 * What a failure means: its text, or what else is known of it. The causes are empty where it tells of none. Throws an
 * `Error` that names the key where a value is of the wrong type; keys that nobody knows are ignored.
 */
export function explain(failure: string | Failure, options?: InLanguage): Explanation;

/**
 * The whole set-up at the provider of these settings: the steps, and scripts that do it, verify it and undo it. They
 * hold no secret. The options say what is to be set up where it is not what the settings say. Throws an `Error` where
 * a value is of the wrong type, and where no set-up is known.
 */
export function setupScript(settings: Forms, options?: SetupChoices & InLanguage): SetupGuide;
