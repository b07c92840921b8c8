// The rules: the same Rust code that the agent runs, compiled to WebAssembly.

import init, { defaultPort, validateIncoming, validateOutgoing } from "../wasm/mailvet_wasm.js";

/** @import { Rules } from "../types" */

/** @returns {Promise<Rules>} */
export async function loadRules() {
  await init();
  return {
    validate(form, settings, identityHosts) {
      const validate = form === "outgoing" ? validateOutgoing : validateIncoming;
      return validate(settings, { identity_hosts: identityHosts });
    },
    defaultPort,
  };
}
