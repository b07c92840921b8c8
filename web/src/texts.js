// Every text of the page that does not come from the rules or from a server.

/** @import { FormName, Security, StageStatus, Values, Verdict } from "../types" */

/** @type {Record<FormName, string>} */
export const TITLES = {
  outgoing: "Outgoing Email Server Settings",
  incoming: "Incoming Email Server Settings",
};

export const GROUPS = { server: "Server", account: "Account", oauth: "OAuth 2.0" };

export const LABELS = {
  outgoingServer: "Outgoing Email Server",
  incomingServer: "Incoming Email Server",
  replyTo: "Reply-To Email Address",
  security: "Security",
  port: "Port",
  requiresAuthentication: "Outgoing Server Requires Authentication",
  useSsl: "Use SSL",
  useStartTls: "Use TLS (STARTTLS)",
  username: "Username",
  password: "Password",
  provider: "Enable OAuth",
  flow: "Flow",
  clientId: "Application Client ID",
  clientSecret: "Application Client Secret",
  authorityUrl: "Authority URL",
  tokenUrl: "Token endpoint URL",
  scope: "Scope",
  certificate: "Certificate",
  certificatePassword: "Password of the certificate",
  assertionFile: "Federated assertion",
  serviceAccountFile: "Key of the service account",
  subject: "Mailbox that the service account acts for",
};

export const HINTS = {
  outgoingServer: "A host name, like smtp.office365.com",
  incomingServer: "A host name, like outlook.office365.com",
  replyTo: "Where answers go, like legal@example.com",
  useSsl: "Encrypted from the first byte, port 993",
  useStartTls: "Connects in clear on port 143, then encrypts before anything else",
  username: "With Microsoft 365, the address of the mailbox",
  passwordUnused: "Not needed: with OAuth the account logs in with a token.",
  clientId: "“Application (client) ID” of the app registration",
  clientSecret: "The secret’s value, not its id",
  authorityUrl: "The tenant’s OAuth 2.0 token endpoint, version 2",
  tokenUrl: "Where the authorization server gives tokens, or the address of its metadata",
  scope: "Empty: the authorization server chooses",
  certificate: "In place of a secret: a file with certificate and key, PEM or PKCS #12",
  assertionFile: "In place of a secret: a file that the platform of a workload writes",
  serviceAccountFile: "The JSON file that the Google Cloud console hands out",
  subject: "Empty: the username",
};

export const SANDBOX = {
  banner:
    "This is a simulation: the settings below belong to Mailvet’s sandbox, which answers as Microsoft 365 does.",
  scenario: "What shall be wrong?",
  nothing: "Nothing: all is as it should be",
  needsMessage: "Only a test message shows it",
  refusedByRules: "The rules refuse it before any connection",
};

export const SECURITIES = { none: "None", ssl: "Use SSL", tls: "Use TLS" };

/** @type {Record<Security, string>} */
const ENCRYPTIONS = { none: "not encrypted", ssl: "with SSL", tls: "with TLS (STARTTLS)" };

export const PROVIDERS = {
  none: "No",
  "microsoft-exchange": "Microsoft Exchange",
  "google-workspace": "Google Workspace",
  custom: "Custom provider",
};

export const FLOWS = {
  none: "Usual for the provider",
  "client-credentials": "The application by itself (client credentials)",
  "authorization-code": "A person, with the browser (authorization code)",
  "device-code": "A person, on another device (device code)",
  password: "With the password of the account",
  "service-account": "A Google service account",
};

export const SIGN_IN = {
  browser: "Sign in, and the test goes on.",
  open: "Open the sign-in page",
  device: "Enter this code on the sign-in page, and the test goes on:",
  copyCode: "Copy the code",
  copyAddress: "Copy the address",
  /** @param {number} seconds */
  left: (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left`,
  announced: "Somebody has to sign in.",
};

export const WORDS = { yes: "yes", no: "no" };

export const OPTIONAL = "(optional)";

export const SECRET = {
  show: "Show",
  hide: "Hide",
  forget: "Forget it",
  keep: "Keep it after all",
  kept: "A stored secret is kept; type to replace it.",
  forgotten: "The stored secret is removed with the next Update.",
  replaced: "This replaces the stored secret with the next Update.",
};

export const ACTIONS = {
  test: "Test Connection",
  send: "Send a test message …",
  stop: "Stop",
  update: "Update",
  sameAccount: "Use the account of the outgoing server",
  copyJson: "Copy as JSON",
  copyText: "Copy as text",
  copyScript: "Copy",
  cancel: "Cancel",
  saveAnyway: "Save all the same",
};

/** @type {Record<Verdict, string>} */
export const VERDICTS = { success: "Success", failure: "Failure" };

/** @type {Record<string, string>} */
export const STAGES = {
  resolve: "Find the server",
  connect: "Connect",
  tls: "Encrypt",
  greeting: "Greeting",
  capability: "Ask what it can do",
  token: "Get an access token",
  claims: "Look into the token",
  authenticate: "Log in",
  mailbox: "Use the mailbox",
  send: "Send a message",
  goodbye: "Say goodbye",
};

/** @type {Record<StageStatus, { mark: string, word: string }>} */
export const STATUSES = {
  pending: { mark: "·", word: "waiting" },
  running: { mark: "…", word: "running" },
  ok: { mark: "✓", word: "ok" },
  warned: { mark: "!", word: "warning" },
  failed: { mark: "✗", word: "failed" },
  skipped: { mark: "–", word: "skipped" },
  stopped: { mark: "■", word: "stopped" },
};

export const SEVERITIES = { error: "Error", warning: "Warning", hint: "Hint" };

export const SUMMARY = { heading: "There is a problem", titlePrefix: "Error: " };

export const RESULT = {
  running: "Running …",
  stopped: "Stopped",
  stoppedNote: "The test was stopped before its end.",
  notRun: "Not run",
  stale: "The form has changed since this test.",
  causes: "What is probably wrong",
  but: "But:",
  who: "Who can",
  where: "Where",
  details: "Details",
  client: "Mailvet",
  server: "Server",
  copied: "Copied.",
  notCopied: "The browser did not let the page copy.",
};

export const HAND_OFF = {
  heading: "Is it for somebody else to change?",
  text: "Send your administrator what failed, in the server’s own words, and what to change. No secret is in it.",
  show: "What is sent",
  copy: "Copy for the administrator",
  markdown: "Download as Markdown",
  json: "Download as JSON",
};

export const SAVED = {
  first: "Nothing was stored before. Saved.",
  done: "Saved.",
  same: "Nothing to save: the form shows what is stored.",
  cancelled: "Nothing was saved.",
  others: "Also stored, and kept as it is",
};

export const OVERWRITE = {
  /** @param {string} settings */
  title: (settings) => `Overwrite the stored ${settings}?`,
  text: "These values change:",
  changed: "The stored settings have been changed elsewhere. Compared with them, these values change:",
  confirm: "Overwrite",
  field: "Field",
  before: "Stored",
  after: "New",
  nothing: "empty",
  storedSecret: "stored secret",
  newSecret: "replaced",
};

export const IDENTITY_HOST = {
  title: "Ask this host for the access token?",
  /** @param {string} host */
  text: (host) => [
    `“${host}” is not a sign-in host of Microsoft. `,
    "The test would ask it for the token, and send it what proves the login: the client secret, for one. ",
    "Confirm only if it is your own authorization server.",
  ],
  /** @param {string} host */
  confirm: (host) => `Ask ${host}`,
};

export const CLEARTEXT = {
  title: "Send the password in clear?",
  /** @param {string} address */
  text: (address) => [
    `The connection to “${address}” is not encrypted. `,
    "Everybody on the way can read the password that the test sends.",
  ],
  confirm: "Send it in clear",
};

export const MESSAGE = {
  title: "Send a test message?",
  /** @param {string} sender */
  text: (sender) => `After the test of the connection one short message goes out${sender && ` from “${sender}”`}.`,
  recipient: "Recipient",
  hint: "One address, like me@example.com",
  missing: "The recipient is missing.",
  missingHelp: "Enter the address that is to get the message.",
  confirm: "Test and send",
  /**
   * @param {string} recipient
   * @param {string} id
   */
  sent: (recipient, id) => `To ${recipient}, with the Message-ID ${id}`,
};

export const FAULTS = {
  token: "This page has no access to the agent. Open the URL that “mailvet serve” printed at its start.",
  unreachable: "The agent does not answer. Is “mailvet serve” still running?",
  rules: "The rules could not be loaded. Reload the page; if that does not help, use another browser.",
  unfinished: "The agent ended the test without a report.",
};

/**
 * The title of a finding's one-click fix.
 * @param {{ label: string, value: string }[]} edits
 */
export function fixTitle(edits) {
  const parts = edits.map(({ label, value }) => (value === "" ? `empty ${label}` : `${label}: ${value}`));
  return `Fix it: ${parts.join(", ")}`;
}

/**
 * @param {number} confidence from 0 to 1
 */
export function likelihood(confidence) {
  if (confidence >= 0.8) return "very likely";
  if (confidence >= 0.5) return "likely";
  return "possible";
}

/**
 * @param {number} milliseconds
 */
export function duration(milliseconds) {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/**
 * @param {number} finished
 * @param {number} planned
 * @param {string} stage
 * @param {StageStatus} status
 */
export function progress(finished, planned, stage, status) {
  return `${finished} of ${planned}, ${STAGES[stage] ?? stage}: ${STATUSES[status].word}`;
}

/**
 * For which values a result is.
 * @param {FormName} form
 * @param {string} address
 * @param {Security} security
 * @param {Values} values
 */
export function testTitle(form, address, security, values) {
  const loggedIn = values.requires_authentication !== false && values.username !== undefined;
  const login = loggedIn ? `as ${values.username}` : "without login";
  const action = form === "outgoing" ? "Sending" : "Reading";
  return `${action} through ${address}, ${ENCRYPTIONS[security]}, ${login}`;
}

/**
 * @param {Verdict} verdict
 * @param {Date} at
 */
export function lastTest(verdict, at) {
  const when = at.toLocaleString("en", { dateStyle: "medium", timeStyle: "short" });
  return `The stored settings were last tested on ${when}: ${VERDICTS[verdict]}.`;
}
