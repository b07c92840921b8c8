// Asks for the recipient of a test message, whose address is judged as any other. Enter sends nothing: only the
// button does.

import { TextControl } from "./controls.js";
import { ask } from "./dialog.js";
import { element } from "./dom.js";
import { findingMessage } from "./findings.js";
import { MESSAGE, fixTitle } from "./texts.js";

/** @import { Rules } from "../types" */
/** @import { Told } from "./findings.js" */

/** @type {Told} */
const MISSING = {
  code: "recipient-missing",
  severity: "error",
  message: MESSAGE.missing,
  help: MESSAGE.missingHelp,
  source: "",
};

/**
 * @param {Rules} rules
 * @param {string} sender whom the message will be from, as far as it is known
 * @param {string} proposed the recipient, unless another is entered
 * @returns {Promise<string | null>} nothing where none is to be sent
 */
export async function askRecipient(rules, sender, proposed) {
  const field = new TextControl("outgoing", {
    key: "send_to",
    label: MESSAGE.recipient,
    hint: MESSAGE.hint,
    inputmode: "email",
  });
  field.input.autofocus = true;
  field.write(proposed);
  const typed = () => String(field.read() ?? "").trim();
  /** Shows what is found, errors only once somebody has pressed the button. @param {boolean} pressed */
  const judge = (pressed) => {
    const found = typed() ? judged(rules, typed()) : [MISSING];
    const isWrong = found.some(({ severity }) => severity === "error");
    const due = found.filter(({ severity }) => pressed || severity !== "error");
    field.show(
      due.map((finding) => findingMessage(finding, rules.language, fixOf(finding))),
      pressed && isWrong,
    );
    return !isWrong;
  };
  /** @param {Told} finding */
  const fixOf = ({ fix }) => {
    if (!fix?.edits.length) return null;
    const [{ value }] = fix.edits;
    const apply = () => {
      field.write(value);
      judge(false);
      field.focus();
    };
    return { title: fixTitle([{ label: MESSAGE.recipient, value }]), apply };
  };
  field.input.addEventListener("input", () => judge(false));
  const content = [element("p", {}, MESSAGE.text(sender)), field.root];
  const confirmed = await ask(MESSAGE.title, content, MESSAGE.confirm, () => {
    const isRight = judge(true);
    if (!isRight) field.focus();
    return isRight;
  });
  return confirmed ? typed() : null;
}

/**
 * What the rules say of an address: what they would of the one that answers go to.
 * @param {Rules} rules
 * @param {string} address
 */
function judged(rules, address) {
  return rules.validate("outgoing", { reply_to: address }, []).filter(({ field }) => field === "reply_to");
}
