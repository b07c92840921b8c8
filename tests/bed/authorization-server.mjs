/**
 * The authorization server: the certified oidc-provider with the client credentials grant alone, over https
 * and plain http, at an address and with tokens like those of Microsoft Entra. Its public key is written
 * where Dovecot looks it up.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("authorization-server-program.mjs", import.meta.url));

/**
 * @param {import("./processes.mjs").Processes} processes
 * @param {object} options
 * @param {string} options.directory for its log
 * @param {string} options.keys the directory of Dovecot's validation keys
 * @param {import("./certificates.mjs").Identity} options.identity
 * @param {{ https: number, http: number }} options.ports
 */
export async function startAuthorizationServer(processes, { directory, keys, identity, ports }) {
  await mkdir(directory, { recursive: true });
  await processes.start({
    name: "authorization server",
    command: [process.execPath, PROGRAM, JSON.stringify({ keys, identity, ports })],
    log: join(directory, "authorization-server.log"),
    ports: [ports.https, ports.http],
  });
}
