/** Folders that live as long as a test file. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";

/** @returns {Promise<string>} an empty folder, removed after the tests */
export async function temporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), "mailvet-e2e-"));
  after(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));
  return folder;
}
