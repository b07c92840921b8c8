/** Folders that live as long as a test file. */
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** @returns {Promise<string>} an empty folder, removed when all that could write into it has ended */
export async function temporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), "mailvet-e2e-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
  return folder;
}
