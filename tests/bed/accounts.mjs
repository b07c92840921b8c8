/** Who may do what in a bed: the one tenant, its app registrations, and its mailboxes. */

export const TENANT = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
export const MAIL_DOMAIN = "testbed.test";

const SECRET = "right-secret~value.0123456789abcdef";

/** The authorization server's clients; `auth` is how one sends its secret (RFC 6749, section 2.3.1). */
export const CLIENTS = {
  post: { id: "11111111-2222-4333-8444-555555555555", secret: SECRET, auth: "post" },
  basic: { id: "22222222-3333-4444-8555-666666666666", secret: SECRET, auth: "basic" },
  /** Gets tokens like the others, but they carry no roles and the mail servers refuse them. */
  withoutRights: { id: "33333333-4444-4555-8666-777777777777", secret: SECRET, auth: "post" },
};

export const USERS = {
  alice: { address: `alice@${MAIL_DOMAIN}`, password: "right-Password-4711" },
  /** A token opens every account of the domain, this one too, but there is no mailbox behind it. */
  nobody: { address: `nobody@${MAIL_DOMAIN}` },
};
