/** Proves the bed itself, by hand-written conversations: what the tests of Mailvet rely on is what the servers really say. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, readFile } from "node:fs/promises";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Conversation } from "./conversation.mjs";
import { startBed } from "./index.mjs";

/** A tagged reply, or the continuation request that asks for more. */
const IMAP_REPLY = /^(a |\+ ?)/;
const SMTP_REPLY = /^\d{3} /;
/** Dovecot's challenge after a token that it refuses, and what a client answers to XOAUTH2's. */
const CHALLENGE = { status: "401", schemes: "bearer", scope: "mail" };
const REFUSED = "+ eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIiwic2NvcGUiOiJtYWlsIn0=";

/** @type {import("./index.mjs").Bed} */
let bed;
let ca = "";
let token = "";

before(async () => {
  bed = await startBed();
  ca = await readFile(bed.caFile, "utf8");
  token = await accessToken(bed.clients.post);
});
after(() => bed.stop());
