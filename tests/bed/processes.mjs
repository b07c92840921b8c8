/**
 * The servers of a bed as child processes: each runs in the foreground, writes into a log of its own, and is
 * ended by its process id.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, closeSync } from "node:fs";
import { reachable } from "./ports.mjs";

const START_WITHIN_MS = 15_000;
const STOP_WITHIN_MS = 5_000;

export class Processes {
  /** @type {Set<import("node:child_process").ChildProcess>} */
  #running = new Set();
  #stopped = false;

  /**
   * Starts a server and waits until its ports take connections.
   * @param {object} server
   * @param {string} server.name
   * @param {string[]} server.command the program and its arguments
   * @param {string} server.log the file for what it prints
   * @param {number[]} server.ports
   */
  async start({ name, command, log, ports }) {
    if (this.#stopped) throw new Error(`${name} is not started any more`);
    const output = openSync(log, "a");
    const child = spawn(command[0], command.slice(1), { stdio: ["ignore", output, output] });
    closeSync(output);
    this.#running.add(child);
    const ended = new AbortController();
    const end = (/** @type {Error} */ reason) => {
      this.#running.delete(child);
      ended.abort(reason);
    };
    child.once("error", end);
    child.once("exit", (code, signal) => end(new Error(`${name} ended while it started: ${signal ?? code}`)));
    await reachable(ports, AbortSignal.any([ended.signal, AbortSignal.timeout(START_WITHIN_MS)]));
  }

  /** Ends all of them and waits until they are gone. */
  async stop() {
    this.#stopped = true;
    const overdue = setTimeout(() => this.#signal("SIGKILL"), STOP_WITHIN_MS);
    const gone = [...this.#running].map((child) => once(child, "exit"));
    this.#signal("SIGTERM");
    await Promise.all(gone);
    clearTimeout(overdue);
  }

  /** @param {NodeJS.Signals} signal */
  #signal(signal) {
    for (const child of this.#running) child.kill(signal);
  }
}
