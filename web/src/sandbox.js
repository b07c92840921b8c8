// The sandbox beside the agent: says on every page that it is a simulation, and offers what can fail in it.

import { element } from "./dom.js";
import { SANDBOX } from "./texts.js";

/** @import { FormName, Sandbox } from "../types" */
/** @import { Agent } from "./agent.js" */
/** @import { SettingsPanel } from "./settings-panel.js" */

/**
 * @param {Agent} agent
 * @param {Sandbox} sandbox
 * @param {Record<FormName, SettingsPanel>} panels
 * @param {HTMLElement} place where it goes: before this
 */
export async function offerScenarios(agent, sandbox, panels, place) {
  const options = (/** @type {(scenario: Sandbox["scenarios"][number]) => boolean} */ isMeant) =>
    sandbox.scenarios
      .filter(isMeant)
      .map(({ name, title }) => element("option", { value: name }, `${name}: ${title}`));
  const choice = element(
    "select",
    { id: "scenario", name: "scenario" },
    element("option", { value: "" }, SANDBOX.nothing),
    ...options((it) => !it.needs_message && !it.refused_by_rules),
    element("optgroup", { label: SANDBOX.needsMessage }, ...options((it) => it.needs_message)),
    element("optgroup", { label: SANDBOX.refusedByRules }, ...options((it) => it.refused_by_rules)),
  );
  const fault = element("p", { role: "alert" });
  const play = async () => {
    fault.textContent = "";
    try {
      const settings = await agent.play(choice.value || null);
      panels.outgoing.fill(settings.outgoing, sandbox.identity_host, settings.send_to);
      panels.incoming.fill(settings.incoming, sandbox.identity_host);
    } catch (error) {
      fault.textContent = /** @type {Error} */ (error).message;
    }
  };
  choice.addEventListener("change", play);
  place.before(
    element(
      "aside",
      { class: "sandbox" },
      element("p", { role: "note" }, SANDBOX.banner),
      element("label", { for: choice.id }, SANDBOX.scenario),
      choice,
      fault,
    ),
  );
  await play();
}
