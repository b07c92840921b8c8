/** Runs the program once, as a person or a script does. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

/** The repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The program; another one can be put to the test. */
export const PROGRAM =
  process.env.MAILVET ?? fileURLToPath(new URL("../../target/debug/mailvet", import.meta.url));

/** @typedef {{ status: number | null, stdout: string, stderr: string }} Run */

/**
 * @param {string[]} args
 * @param {object} [options]
 * @param {string | object} [options.input] standard input; an object goes in as JSON
 * @param {Record<string, string>} [options.env] beside the usual environment
 * @param {string} [options.cwd]
 * @returns {Promise<Run>}
 */
export async function mailvet(args, { input = "", env = {}, cwd = ROOT } = {}) {
  const child = spawn(PROGRAM, args, { cwd, env: { ...process.env, ...env } });
  // The program may end before it has read all.
  child.stdin.on("error", () => {});
  child.stdin.end(typeof input === "string" ? input : JSON.stringify(input));
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  return { status, stdout, stderr };
}

/**
 * A command that answers with one JSON document.
 * @param {string[]} args
 * @param {Parameters<typeof mailvet>[1]} [options]
 */
export async function mailvetJson(args, options) {
  const run = await mailvet([...args, "--json"], options);
  try {
    return { ...run, document: JSON.parse(run.stdout) };
  } catch {
    throw new Error(`no JSON from mailvet ${args.join(" ")}: ${run.stdout}${run.stderr}`);
  }
}
