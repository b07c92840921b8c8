/** Looks into the mailbox of a bed's user by IMAP, past the program under test. */
import { readFile } from "node:fs/promises";
import { Conversation } from "../bed/conversation.mjs";

const TAGGED = /^a /;
const EXISTS = /^\* \d+ EXISTS/;

/**
 * Waits until a message is in the inbox.
 * @param {import("./token-relay.mjs").Bed} bed
 * @param {string} id its Message-ID, with its angle brackets
 */
export async function findMessage(bed, id) {
  const { address, password } = bed.users.alice;
  const client = await Conversation.openTls(bed.imap.tls, { ca: await readFile(bed.caFile, "utf8") });
  try {
    await client.line();
    await client.ask(`a LOGIN ${address} ${password}`, TAGGED);
    await client.ask("a EXAMINE INBOX", TAGGED);
    for (;;) {
      const reply = await client.ask(`a SEARCH HEADER Message-ID "${id}"`, TAGGED);
      if (reply.some((line) => /^\* SEARCH \d/.test(line))) return;
      if (reply.at(-1) === undefined) throw new Error("the mail server has closed the connection");
      // One that came meanwhile was not searched.
      if (reply.some((line) => EXISTS.test(line))) continue;
      await client.ask("a IDLE", EXISTS);
      await client.ask("DONE", TAGGED);
    }
  } finally {
    client.close();
  }
}
