/**
 * A bed: real mail servers and a real authorization server on free loopback ports, with a folder,
 * certificates and mailboxes of their own. Beds run side by side, share nothing with the system's services,
 * and leave nothing behind.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { readLogs } from "./logs.mjs";

const MAIN = fileURLToPath(new URL("main.mjs", import.meta.url));

/**
 * @typedef {object} Control
 * @property {() => Promise<string>} logs what the servers logged so far
 * @property {() => Promise<void>} stop
 */

/** @returns {Promise<import("./servers.mjs").Servers & Control>} */
export async function startBed() {
  // In a process group of its own: Ctrl-C in a terminal must not reach the servers before their keeper.
  const program = spawn(process.execPath, [MAIN], { detached: true, stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(program, "exit");
  const printed = once(createInterface({ input: program.stdout }), "line").then(([line]) => JSON.parse(line));
  const servers = await Promise.race([printed, ended.then(() => undefined)]);
  if (!servers) throw new Error("the test bed did not start");
  return {
    ...servers,
    logs: () => readLogs(servers.dir),
    stop: async () => {
      program.stdin.end();
      await ended;
    },
  };
}
