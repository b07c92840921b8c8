// Shows what the rules found: at the field, and in a summary when somebody presses on with errors.

import { button, element } from "./dom.js";
import { SEVERITIES, SUMMARY } from "./texts.js";

/** @import { Finding } from "../types" */

/**
 * What is told of a finding.
 * @typedef {Pick<Finding, "severity" | "message" | "help" | "source" | "fix"> & { code: string }} Told
 */

/**
 * One finding in full, with its one-click fix.
 * @param {Told} finding
 * @param {string} language that of its words
 * @param {{ title: string, apply: () => void } | null} fix
 */
export function findingMessage(finding, language, fix) {
  const message = element(
    "div",
    { class: "finding", "data-severity": finding.severity, "data-code": finding.code },
    element(
      "p",
      {},
      element("strong", { class: "severity" }, `${SEVERITIES[finding.severity]}:`),
      " ",
      element("span", { lang: language }, ...prose(finding.message)),
    ),
    element(
      "p",
      { class: "help" },
      element("span", { lang: language }, ...prose(finding.help)),
      ...source(finding.source),
    ),
  );
  if (fix) message.append(button(fix.title, fix.apply, { class: "fix" }));
  return message;
}

/**
 * The list of everything that stands in the way, with links to the fields.
 * @param {{ finding: Finding, id: string, go: () => void }[]} problems
 * @param {string} language that of the findings' words
 * @param {HTMLElement[]} actions what can be done all the same
 */
export function problemSummary(problems, language, actions) {
  const items = problems.map(({ finding, id, go }) => {
    const link = element("a", { href: `#${id}`, lang: language }, ...prose(finding.message));
    link.addEventListener("click", (event) => {
      event.preventDefault();
      go();
    });
    return element("li", {}, link);
  });
  const summary = element(
    "div",
    { class: "problem-summary", tabindex: "-1" },
    element("div", { role: "alert" }, element("h3", {}, SUMMARY.heading), element("ul", {}, ...items)),
    ...actions,
  );
  summary.addEventListener("blur", () => summary.removeAttribute("tabindex"));
  return summary;
}

/**
 * Text of the rules, in which backticks hold values.
 * @param {string} text
 */
function prose(text) {
  return text.split("`").map((part, index) => (index % 2 ? element("code", {}, part) : part));
}

/**
 * @param {string | undefined} text where a rule comes from: an address with a date, or the name of a standard
 */
function source(text) {
  // That a rule is the product's own helps nobody.
  if (!text || text.startsWith("Mailvet,")) return [];
  const [address] = text.split(" ");
  if (!address.startsWith("https://")) return [" ", element("span", { class: "source" }, `(${text})`)];
  const link = { class: "source", href: address, target: "_blank", rel: "noreferrer" };
  return [" ", element("a", link, `(${new URL(address).host})`)];
}
