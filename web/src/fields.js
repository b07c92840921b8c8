// The fields of both forms, in order. Keys are settings keys; words are those of the seed form.

import { CheckControl, RadioControl, SecretControl, SelectControl, TextControl } from "./controls.js";
import { FLOWS, GROUPS, HINTS, LABELS, PROVIDERS, SECURITIES } from "./texts.js";

/** @import { FormName } from "../types" */
/** @import { Control, Field } from "./controls.js" */

/**
 * @typedef {object} Group
 * @property {string} title
 * @property {[new (form: FormName, field: Field) => Control, Field][]} fields
 */

/** @type {Field} */
const PORT = { key: "port", label: LABELS.port, inputmode: "numeric" };

/** @type {Group["fields"]} */
const LOGIN = [
  [TextControl, { key: "username", label: LABELS.username, hint: HINTS.username }],
  [SecretControl, { key: "password", label: LABELS.password }],
];

/** @type {Group} */
const OAUTH = {
  title: GROUPS.oauth,
  fields: [
    [SelectControl, { key: "oauth.provider", label: LABELS.provider, choices: PROVIDERS }],
    [SelectControl, { key: "oauth.flow", label: LABELS.flow, choices: FLOWS }],
    [TextControl, { key: "oauth.client_id", label: LABELS.clientId, hint: HINTS.clientId }],
    [SecretControl, { key: "oauth.client_secret", label: LABELS.clientSecret, hint: HINTS.clientSecret }],
    [
      TextControl,
      { key: "oauth.certificate", label: LABELS.certificate, hint: HINTS.certificate, optional: true },
    ],
    [SecretControl, { key: "oauth.certificate_password", label: LABELS.certificatePassword, optional: true }],
    [
      TextControl,
      { key: "oauth.assertion_file", label: LABELS.assertionFile, hint: HINTS.assertionFile, optional: true },
    ],
    [
      TextControl,
      {
        key: "oauth.service_account_file",
        label: LABELS.serviceAccountFile,
        hint: HINTS.serviceAccountFile,
      },
    ],
    [TextControl, { key: "oauth.subject", label: LABELS.subject, hint: HINTS.subject, optional: true }],
    [
      TextControl,
      { key: "oauth.authority_url", label: LABELS.authorityUrl, hint: HINTS.authorityUrl, inputmode: "url" },
    ],
    [TextControl, { key: "oauth.scope", label: LABELS.scope, hint: HINTS.scope, optional: true }],
  ],
};

/** @type {Record<FormName, Group[]>} */
export const FORMS = {
  outgoing: [
    {
      title: GROUPS.server,
      fields: [
        [
          TextControl,
          { key: "server", label: LABELS.outgoingServer, hint: HINTS.outgoingServer, inputmode: "url" },
        ],
        [
          TextControl,
          { key: "reply_to", label: LABELS.replyTo, hint: HINTS.replyTo, optional: true, inputmode: "email" },
        ],
        [RadioControl, { key: "security", label: LABELS.security, choices: SECURITIES, initial: "none" }],
        [TextControl, PORT],
      ],
    },
    {
      title: GROUPS.account,
      fields: [
        [CheckControl, { key: "requires_authentication", label: LABELS.requiresAuthentication }],
        ...LOGIN,
      ],
    },
    OAUTH,
  ],
  incoming: [
    {
      title: GROUPS.server,
      fields: [
        [CheckControl, { key: "use_ssl", label: LABELS.useSsl, hint: HINTS.useSsl, initial: true }],
        [
          CheckControl,
          {
            key: "security",
            label: LABELS.useStartTls,
            hint: HINTS.useStartTls,
            name: LABELS.security,
            choices: { tls: LABELS.useStartTls, ssl: LABELS.useSsl, none: SECURITIES.none },
          },
        ],
        [
          TextControl,
          { key: "server", label: LABELS.incomingServer, hint: HINTS.incomingServer, inputmode: "url" },
        ],
        [TextControl, PORT],
      ],
    },
    { title: GROUPS.account, fields: LOGIN },
    OAUTH,
  ],
};

/**
 * Whether a key of OAuth says anything in a form with these values.
 * @param {string} key
 * @param {Record<string, unknown>} values
 */
export function isRead(key, values) {
  const provider = values["oauth.provider"];
  if (key === "oauth.provider") return true;
  if (provider === undefined) return false;
  const byServiceAccount = values["oauth.flow"]
    ? values["oauth.flow"] === "service-account"
    : provider === "google-workspace";
  const isGiven = (/** @type {string} */ proof) => values[`oauth.${proof}`] !== undefined;
  switch (key) {
    case "oauth.flow":
      return true;
    case "oauth.scope":
      // One that is there already is not dropped unseen.
      return provider === "custom" || isGiven("scope");
    case "oauth.service_account_file":
    case "oauth.subject":
      return byServiceAccount;
    case "oauth.certificate":
      return !byServiceAccount && !isGiven("client_secret");
    case "oauth.certificate_password":
      return !byServiceAccount && !isGiven("client_secret") && isGiven("certificate");
    case "oauth.assertion_file":
      return !byServiceAccount && !isGiven("client_secret") && !isGiven("certificate");
    case "oauth.authority_url":
      return provider !== "google-workspace";
    default:
      return !byServiceAccount;
  }
}

/** What makes up the account that the other form can take over. */
export const ACCOUNT_KEYS = [
  "username",
  "password",
  "oauth.provider",
  "oauth.flow",
  "oauth.client_id",
  "oauth.client_secret",
  "oauth.certificate",
  "oauth.certificate_password",
  "oauth.assertion_file",
  "oauth.service_account_file",
  "oauth.subject",
  "oauth.authority_url",
  "oauth.scope",
];
