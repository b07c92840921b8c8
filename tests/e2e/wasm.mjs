/** The rules as a running agent serves them to browsers, loaded into Node. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const GLUE = "/wasm/mailvet_wasm.js";
const MODULES = ["/src/rules.js", "/src/flat.js", "/src/memory.js", "/src/words.js", GLUE, "/messages/en.js", "/messages/de.js"];

/**
 * @param {import("./agent.mjs").Agent} agent
 * @param {string} folder for the modules, which Node loads from files only
 */
export async function loadRules(agent, folder) {
  const root = join(folder, "page");
  for (const path of MODULES) {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await agent.file(path));
  }
  await writeFile(join(root, "package.json"), '{ "type": "module" }');
  const rules = await import(pathToFileURL(join(root, "src/rules.js")).href);
  const wasm = await agent.file("/wasm/mailvet_wasm_bg.wasm");
  await rules.init({ wasm });
  return { rules, glue: (await agent.file(GLUE)).toString(), module: new WebAssembly.Module(wasm) };
}
