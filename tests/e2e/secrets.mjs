/** Proves that secrets are nowhere in what a program wrote. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** So many characters in a row give a secret away. */
const PREFIX = 12;

/**
 * The forms that a secret can be seen in: as it is, its beginning, base64 in both alphabets at each of the
 * three places of a group, hexadecimal in both cases, percent-encoded, inside JSON, and backwards.
 * @param {string} secret
 */
export function encodings(secret) {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].flatMap((shift) => {
    const shifted = Buffer.concat([Buffer.alloc(shift), bytes]);
    // The characters at the edges hold bits of what stands beside the secret.
    const [start, end] = [Math.ceil((shift * 8) / 6), Math.floor((shifted.length * 8) / 6)];
    return /** @type {const} */ (["base64", "base64url"]).map((alphabet) =>
      shifted.toString(alphabet).slice(start, end),
    );
  });
  return [
    secret,
    secret.slice(0, PREFIX),
    ...base64,
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    [...secret].reverse().join(""),
  ];
}

/**
 * The check: none of the secrets is in the text, in any form.
 * @param {string} text
 * @param {string[]} secrets
 * @param {string} where
 */
export function assertAbsent(text, secrets, where) {
  assert.ok(secrets.length && secrets.every(Boolean), "there are secrets to look for");
  for (const secret of secrets) {
    for (const form of encodings(secret)) {
      const at = text.indexOf(form);
      // Not assert.equal, which would print the secret.
      const before = JSON.stringify(text.slice(Math.max(0, at - 60), Math.max(0, at)));
      assert.ok(at < 0, `a secret is in ${where}, behind ${before}`);
    }
  }
}

/**
 * The same for every file below a folder, as bytes.
 * @param {string} folder
 * @param {string[]} secrets
 */
export async function assertAbsentInFiles(folder, secrets) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  assert.ok(files.length, "something was written");
  for (const { parentPath, path, name } of files) {
    const file = join(parentPath ?? path, name);
    const bytes = await readFile(file);
    assertAbsent(bytes.toString("latin1"), secrets, name);
    assertAbsent(bytes.toString("utf16le"), secrets, name);
  }
}
