// A test report as plain text, to paste into a ticket.

import { stageWords } from "./stage-list.js";
import { RESULT, STAGES, STATUSES, VERDICTS, duration, likelihood } from "./texts.js";

/** @import { Cause, Remedy, StageReport, TestReport } from "../types" */

/**
 * @param {string} title what was tested
 * @param {TestReport} report
 */
export function reportText(title, { verdict, findings, stages, causes }) {
  const simulation = findings.filter(({ code }) => code === "simulation");
  const lines = [
    `${title}: ${VERDICTS[verdict]}`,
    ...simulation.map(({ message }) => message),
    "",
    ...stages.map(stageLine),
    ...causes.flatMap(causeLines),
  ];
  return `${lines.join("\n")}\n`;
}

/** @param {StageReport} stage */
function stageLine(stage) {
  const { mark, word } = STATUSES[stage.status];
  const time = stage.status === "skipped" ? "" : duration(stage.elapsed_ms ?? 0);
  const parts = [
    `${mark} ${(STAGES[stage.stage] ?? stage.stage).padEnd(20)}`,
    word.padEnd(8),
    time.padStart(7),
  ];
  return [...parts, stageWords(stage) ?? ""].join("  ").trimEnd();
}

/** @param {Cause} cause */
function causeLines({ title, confidence, why, against, remedies }) {
  return [
    "",
    `${title} (${likelihood(confidence)})`,
    ...why.map((reason) => `  - ${reason}`),
    ...against.map((reason) => `  - ${RESULT.but} ${reason}`),
    ...remedies.flatMap(remedyLines),
  ];
}

/** @param {Remedy} remedy */
function remedyLines({ title, text, who, link }) {
  const facts = [...(who ? [`${RESULT.who}: ${who}`] : []), ...(link ? [`${RESULT.where}: ${link}`] : [])];
  return ["", `  ${title}`, ...indent([text, ...facts].join("\n"))];
}

/** @param {string} text */
function indent(text) {
  return text.split("\n").map((line) => `    ${line}`);
}
