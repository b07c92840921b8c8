import type { FindingData, Messages } from "./types.js";

/** The words of a finding in one language, such as those of `mailvet/messages/de`. */
export function wordsOf(finding: FindingData, messages: Messages): { message: string; help: string };
