// The package in one: the rules start by themselves at the first call.

import type { Context, Finding, FormName, FormSchema, Forms, IncomingForm, Messages, OutgoingForm, ParsedAuthority, Security } from "./types.js";

export type * from "./types.js";
export { wordsOf } from "./words.js";

/** The *Outgoing Email Server Settings* as a Standard Schema. */
export const outgoing: FormSchema<OutgoingForm>;

/** The *Incoming Email Server Settings* as a Standard Schema. */
export const incoming: FormSchema<IncomingForm>;

/** Judges an outgoing form. Throws only where a list or an object stands in the place of a value. */
export function validateOutgoing(outgoing: OutgoingForm, context?: Context): Finding[];

/** Judges an incoming form. */
export function validateIncoming(incoming: IncomingForm, context?: Context): Finding[];

/** Judges both forms, and how they go together. A form that is absent is not judged. */
export function validateSettings(settings: Forms, context?: Context): Finding[];

/** Judges forms by the basics alone: a part of what `validateSettings` finds, in a part of its time. */
export function validateBasics(settings: Forms, context?: Context): Finding[];

/** The usual port of a form with this security. */
export function defaultPort(form: FormName, security: Security): number;

/** Reads an authority URL of Microsoft in any of its forms. */
export function parseAuthority(text: string, context?: Context): ParsedAuthority;

/**
 * Loads the words of a language and uses them from now on. Takes tags such as `de-AT` in the order of
 * preference, as `navigator.languages` has them, and gives the language that it is; English where none is known.
 */
export function setLanguage(language: string | readonly string[]): Promise<string>;

/** Uses these words from now on. */
export function useMessages(words: Messages): void;
