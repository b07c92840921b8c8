/** The rules as a running agent serves them to browsers, loaded into Node. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * @param {import("./agent.mjs").Agent} agent
 * @param {string} folder for the glue, which Node loads from files only
 */
export async function loadRules(agent, folder) {
  const [glue, module_or_path] = await Promise.all([
    agent.file("/wasm/mailvet_wasm.js"),
    agent.file("/wasm/mailvet_wasm_bg.wasm"),
  ]);
  const file = join(folder, "mailvet_wasm.mjs");
  await writeFile(file, glue);
  const rules = await import(pathToFileURL(file).href);
  await rules.default({ module_or_path });
  return { rules, glue: glue.toString(), module: new WebAssembly.Module(module_or_path) };
}
