/** What the servers of a bed logged. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** @param {string} dir the folder of the bed */
export async function readLogs(dir) {
  const names = (await readdir(dir, { recursive: true })).filter((name) => name.endsWith(".log")).sort();
  const texts = names.map(async (name) => `== ${name}\n${await readFile(join(dir, name), "utf8")}`);
  return (await Promise.all(texts)).join("\n");
}
