// Generated from the Rust types by core/src/typescript.rs; do not edit.

/** The code of a rule. */
export type RuleCode =
  | "not-a-value"
  | "wrong-type"
  | "unknown-key"
  | "unknown-choice"
  | "surrounding-space"
  | "surrounding-quotes"
  | "control-character"
  | "invisible-character"
  | "placeholder"
  | "placeholder-in-name"
  | "server-missing"
  | "server-is-url"
  | "server-is-address"
  | "server-has-port"
  | "server-has-path"
  | "server-has-space"
  | "server-not-ascii"
  | "server-malformed"
  | "server-trailing-dot"
  | "server-lookalike"
  | "server-other-protocol"
  | "server-is-mx"
  | "server-is-ip"
  | "server-ip-certificate"
  | "server-typo"
  | "server-unlisted"
  | "server-not-mail"
  | "server-retired"
  | "server-old-tls"
  | "server-other-name"
  | "server-hve"
  | "server-own-name"
  | "server-named-otherwise"
  | "port-malformed"
  | "port-security-mismatch"
  | "port-other-protocol"
  | "port-25"
  | "port-465-microsoft"
  | "port-undocumented"
  | "port-unusual"
  | "port-is-http"
  | "port-starttls"
  | "security-conflict"
  | "oauth-without-tls"
  | "password-without-tls"
  | "address-malformed"
  | "address-several"
  | "address-trailing-dot"
  | "address-stray-dots"
  | "address-literal"
  | "username-missing"
  | "username-down-level"
  | "username-not-address"
  | "username-shared"
  | "username-guest"
  | "username-malformed"
  | "username-other-tenant"
  | "app-only-personal"
  | "sender-differs"
  | "reply-to-other-domain"
  | "mailbox-differs"
  | "mailbox-is-folder"
  | "password-missing"
  | "app-password-needed"
  | "password-unused"
  | "basic-auth-ended"
  | "basic-auth-ending"
  | "mechanism-unsuitable"
  | "mechanism-not-offered"
  | "graph-without-oauth"
  | "login-missing"
  | "authentication-off"
  | "oauth-off"
  | "exchange-oauth-not-chosen"
  | "older-keys-unused"
  | "provider-mismatch"
  | "provider-no-oauth"
  | "client-id-missing"
  | "client-id-is-address"
  | "client-id-malformed"
  | "client-id-is-resource"
  | "client-id-is-tenant"
  | "client-id-is-role"
  | "client-id-sample"
  | "client-id-of-google"
  | "client-id-of-microsoft"
  | "client-id-not-of-google"
  | "client-secret-missing"
  | "client-proof-several"
  | "oauth-key-unused"
  | "secret-reference-malformed"
  | "client-secret-is-id"
  | "client-secret-placeholder"
  | "client-secret-unexpanded"
  | "client-secret-is-key"
  | "client-secret-is-token"
  | "client-secret-short"
  | "client-secret-of-google"
  | "client-secret-of-microsoft"
  | "flow-unsuitable"
  | "flow-password-discouraged"
  | "scope-not-default"
  | "scope-of-graph"
  | "scope-other-resource"
  | "scope-other-cloud"
  | "scope-undocumented"
  | "scope-default-case"
  | "scope-alias"
  | "scope-app-role"
  | "scope-many-resources"
  | "scope-protocol"
  | "scope-default-delegated"
  | "scope-offline-missing"
  | "scope-separator"
  | "scope-live"
  | "scope-not-of-gmail"
  | "scope-slash-missing"
  | "scope-provider"
  | "service-account-missing"
  | "subject-missing"
  | "google-client-credentials"
  | "google-password"
  | "google-device-code"
  | "authority-missing"
  | "authority-malformed"
  | "authority-no-scheme"
  | "authority-scheme-slip"
  | "authority-not-https"
  | "authority-userinfo"
  | "authority-bare-tenant"
  | "authority-tenant-missing"
  | "authority-tenant-malformed"
  | "authority-tenant-is-address"
  | "authority-not-ascii"
  | "tenant-nil"
  | "tenant-of-microsoft"
  | "tenant-personal"
  | "tenant-of-many"
  | "tenant-other-cloud"
  | "tenant-not-concrete"
  | "authority-endpoint"
  | "authority-v1"
  | "authority-normalised"
  | "authority-query"
  | "authority-doubled"
  | "authority-extra-path"
  | "authority-lookalike"
  | "authority-other-service"
  | "authority-unknown-host"
  | "authority-confirmed-host"
  | "authority-retired"
  | "authority-internal"
  | "authority-legacy"
  | "authority-b2c"
  | "authority-adfs"
  | "cloud-mismatch"
  | "cloud-mail-unknown"
  | "authority-unused"
  | "authority-of-other-provider"
  | "token-url-malformed"
  | "token-url-not-https"
  | "token-url-is-metadata"
  | "token-url-no-scheme"
  | "token-url-is-authorize"
  | "token-url-is-issuer"
  | "token-url-old"
  | "custom-is-microsoft"
  | "custom-is-google"
  | "custom-client-credentials"
  | "clouds-differ"
  | "providers-differ"
  | "tenants-differ"
  | "apps-differ"
  | "oauth-in-one-form"
  | "users-differ"
  | "cleartext-password-refused"
  | "unsupported-flow"
  | "stored-secret-moved"
  | "credential-not-given"
  | "simulation";

/**
 * Which of the two forms.
 */
export type FormName = "outgoing" | "incoming";

/**
 * How the connection is encrypted.
 */
export type Security = "none" | "ssl" | "tls";

/**
 * The *Outgoing Email Server Settings*, as typed.
 */
export type OutgoingForm = { 
/**
 * Host name of the mail server.
 */
server?: string, 
/**
 * `smtp` (the default) or `graph`.
 */
protocol?: string, 
/**
 * The address that answers go to.
 */
reply_to?: string, 
/**
 * The sender's address, where it differs from `username`.
 */
sender?: string, 
/**
 * The mailbox to act for, where it differs from `username`.
 */
mailbox?: string, 
/**
 * `none`, `ssl` (implicit TLS) or `tls` (STARTTLS).
 */
security?: string, 
/**
 * 1–65535; by default the usual port of `security`.
 */
port?: string | number, 
/**
 * Whether the outgoing server wants a login; by default where a user name or a password is given.
 */
requires_authentication?: string | boolean, 
/**
 * The account that logs in.
 */
username?: string, 
/**
 * The account's password; OAuth needs none.
 */
password?: string | SecretReference, 
/**
 * `plain`, `login`, `xoauth2` or `oauthbearer`; by default the best that the server offers.
 */
mechanism?: string, 
/**
 * How to get an access token, where the account logs in with one.
 */
oauth?: OAuthForm, };

/**
 * The *Incoming Email Server Settings*, as typed.
 */
export type IncomingForm = { 
/**
 * Host name of the mail server.
 */
server?: string, 
/**
 * `imap` (the default), `pop` or `graph`.
 */
protocol?: string, 
/**
 * The form's check box: `true` means `security = "ssl"`.
 */
use_ssl?: string | boolean, 
/**
 * `none`, `ssl` (implicit TLS) or `tls` (STARTTLS).
 */
security?: string, 
/**
 * 1–65535; by default the usual port of `security`.
 */
port?: string | number, 
/**
 * The account that logs in.
 */
username?: string, 
/**
 * The account's password; OAuth needs none.
 */
password?: string | SecretReference, 
/**
 * The mailbox to open, where it differs from `username`.
 */
mailbox?: string, 
/**
 * `plain`, `login`, `xoauth2` or `oauthbearer`; by default the best that the server offers.
 */
mechanism?: string, 
/**
 * How to get an access token, where the account logs in with one.
 */
oauth?: OAuthForm, 
/**
 * The check box that is today's choice *Microsoft Exchange*.
 */
enable_exchange_oauth?: string | boolean, 
/**
 * Today's `oauth.client_id`.
 */
exchange_client_id?: string, 
/**
 * Today's `oauth.client_secret`.
 */
exchange_client_secret?: string | SecretReference, 
/**
 * Today's `oauth.authority_url`.
 */
exchange_authority?: string, };

/**
 * The OAuth part of either form, as typed.
 */
export type OAuthForm = { 
/**
 * `none`, `microsoft-exchange`, `google-workspace` or `custom`.
 */
provider?: string, 
/**
 * The OAuth 2.0 grant; `client-credentials` by default, with Google `service-account`.
 */
flow?: string, 
/**
 * The application (client) id.
 */
client_id?: string, 
/**
 * The value of the client secret.
 */
client_secret?: string | SecretReference, 
/**
 * How the client shows its secret: `post` (in the body) or `basic` (in a header).
 */
client_auth?: string, 
/**
 * A file with the client's certificate and key.
 */
certificate?: string, 
/**
 * The password of that file.
 */
certificate_password?: string | SecretReference, 
/**
 * A file with a federated assertion.
 */
assertion_file?: string, 
/**
 * A file with the key of a Google service account.
 */
service_account_file?: string, 
/**
 * The mailbox that a service account acts for.
 */
subject?: string, 
/**
 * Microsoft: the authority in any of its forms; custom: the token endpoint, or the address of the
 * metadata that names it.
 */
authority_url?: string, 
/**
 * The scope to ask for; by default the one of provider, cloud and flow.
 */
scope?: string, };

/**
 * A place that holds a secret.
 */
export type SecretReference = { "env": string } | { "file": string } | { "command": Array<string> } | { "stored": boolean };

/**
 * What the rules have to know beside the form.
 */
export type Context = { 
/**
 * Hosts, as `host` or `host:port`, that the user confirmed by name as authorization servers of
 * Microsoft Exchange beside Microsoft's own.
 */
identity_hosts?: Array<string>, };

/**
 * A finding and its words: what a form, a terminal and a script show.
 */
export type Finding = { 
/**
 * What is wrong, complete in itself.
 */
message: string, 
/**
 * Why it matters and what to do.
 */
help: string, 
/**
 * Where the rule comes from, and the date of the version that it was checked against.
 */
source: string, 
/**
 * The rule's code, which never changes.
 */
code: RuleCode, 
/**
 * How much it weighs.
 */
severity: Severity, 
/**
 * The form that it is about.
 */
form: FormName, 
/**
 * The settings key, such as `server` or `oauth.client_id`.
 */
field: string, 
/**
 * What the words speak of, by name.
 */
params?: { [name: string]: string }, 
/**
 * Edits that mend it.
 */
fix?: Fix, 
/**
 * The part of the value that it is about.
 */
span?: Span, };

/**
 * How much a finding weighs.
 */
export type Severity = "error" | "warning" | "hint";

/**
 * A mend that a form can apply with one click.
 */
export type Fix = { 
/**
 * The values to put in, field by field.
 */
edits: Array<Edit>, 
/**
 * Whether it keeps what was meant, so that it may be applied without asking; otherwise it is
 * the likeliest of several.
 */
safe: boolean, };

/**
 * A new value for one field.
 */
export type Edit = { 
/**
 * The settings key.
 */
field: string, 
/**
 * Its new value.
 */
value: string, };

/**
 * A part of a value, counted in UTF-16 code units as JavaScript counts.
 */
export type Span = { 
/**
 * The first unit of the part.
 */
start: number, 
/**
 * The first unit after it.
 */
end: number, };

/**
 * What reading an authority gives.
 */
export type ParsedAuthority = { 
/**
 * The authority, as far as it can be read.
 */
authority?: Authority, 
/**
 * What is to be said of it, at the field `oauth.authority_url`.
 */
findings: Array<Finding>, };

/**
 * An authority, whatever form it was pasted in.
 */
export type Authority = { 
/**
 * The host, with its port where that is not 443.
 */
host: string, 
/**
 * What kind of identity service it is.
 */
kind: AuthorityKind, 
/**
 * The cloud, where the host tells it.
 */
cloud?: Cloud, 
/**
 * The tenant as it is named.
 */
tenant?: string, 
/**
 * What the tenant is named by.
 */
tenant_kind?: TenantKind, 
/**
 * Which of the addresses of the authority was pasted.
 */
endpoint: Endpoint, 
/**
 * Where tokens are asked for.
 */
token_url: string, };

/**
 * A kind of identity service.
 */
export type AuthorityKind = "adfs" | "b2c" | "ciam" | "dsts" | "entra";

/**
 * A cloud of Microsoft, as tokens tell them apart.
 */
export type Cloud = "bleu" | "china" | "delos" | "germany" | "global" | "gov-sg" | "us-government";

/**
 * What a tenant is named by.
 */
export type TenantKind = "common" | "consumers" | "domain" | "guid" | "organizations" | "unrecognised";

/**
 * One of the addresses of an authority.
 */
export type Endpoint = "authority" | "admin-consent" | "authorize" | "authorize-v1" | "device-code" | "federation" | "issuer" | "logout" | "metadata" | "metadata-v1" | "token" | "token-v1" | "unrecognised";

/**
 * The answer of `check`.
 */
export type CheckReport = { 
/**
 * The version of this JSON.
 */
schema: number, 
/**
 * What the rules found.
 */
findings: Array<Finding>, };

/**
 * The answer of `test`.
 */
export type Report = { 
/**
 * The version of this JSON.
 */
schema: number, 
/**
 * Success when every test succeeded.
 */
verdict: Verdict, 
/**
 * One for each form.
 */
tests: Array<TestReport>, };

/**
 * Whether a test reached its end.
 */
export type Verdict = "success" | "failure";

/**
 * The test of one form.
 */
export type TestReport = { 
/**
 * The form.
 */
form: FormName, 
/**
 * Whether it reached its end.
 */
verdict: Verdict, 
/**
 * What the rules found in the settings.
 */
findings: Array<Finding>, 
/**
 * The stages, in order.
 */
stages: Array<StageReport>, 
/**
 * What is to be changed, most likely first; empty after success.
 */
causes: Array<Cause>, };

/**
 * What a stage did.
 */
export type StageReport = { 
/**
 * The stage.
 */
stage: Stage, 
/**
 * How it ended.
 */
status: Status, 
/**
 * Milliseconds from the start of the test to its own.
 */
started_ms: number, 
/**
 * Milliseconds that it took.
 */
elapsed_ms: number, 
/**
 * What it learnt, by name; `error` says in words what failed.
 */
facts: { [key in string]: Fact }, 
/**
 * What was said, without secrets.
 */
transcript: Array<Line>, };

/**
 * A stage of a connection test. The order of the variants is the order of the stages.
 */
export type Stage = "resolve" | "connect" | "tls" | "greeting" | "capability" | "token" | "claims" | "authenticate" | "mailbox" | "send" | "goodbye";

/**
 * How a stage ended, or that it runs.
 */
export type Status = "running" | "ok" | "warned" | "failed" | "skipped";

/**
 * One thing that a stage learnt.
 */
export type Fact = boolean | number | string | Array<string>;

/**
 * A line of a conversation, redacted where it was recorded.
 */
export type Line = { 
/**
 * Who said it.
 */
from: Peer, 
/**
 * The words.
 */
line: string, };

/**
 * Who said a line.
 */
export type Peer = "client" | "server";

/**
 * The one thing that someone must change so that the test passes.
 */
export type Cause = { 
/**
 * Its id, which never changes.
 */
id: string, 
/**
 * What it is.
 */
title: string, 
/**
 * How sure that is, from 0 to 1.
 */
confidence: number, 
/**
 * The evidence for it, in words.
 */
why: Array<string>, 
/**
 * The evidence against it, in words.
 */
against: Array<string>, 
/**
 * How to change it.
 */
remedies: Array<Remedy>, };

/**
 * A way to remove a cause.
 */
export type Remedy = { 
/**
 * What it is.
 */
kind: RemedyKind, 
/**
 * What it does.
 */
title: string, 
/**
 * The steps, or the script.
 */
text: string, 
/**
 * Which part of a remedy a script is: `do`, `verify` or `undo`.
 */
part?: string, 
/**
 * The language of a script: `powershell`, `sh`, or `url` for an address.
 */
language?: string, 
/**
 * Who can take the steps.
 */
who?: string, 
/**
 * The page on which they are taken.
 */
link?: string, };

/**
 * A kind of remedy.
 */
export type RemedyKind = "steps" | "script";

/**
 * The answer of `explain`.
 */
export type Explanation = { 
/**
 * The version of this JSON.
 */
schema: number, 
/**
 * What is to be changed, most likely first; empty where the text tells of no failure.
 */
causes: Array<Cause>, };

/**
 * A failure as a program describes it. Every key may be absent or null, and a word that is none of
 * those that are named says nothing.
 */
export type Failure = { 
/**
 * The words of the server, of the authorization server or of the client's library, with whatever
 * was wrapped around them; or the id of a cause.
 */
text?: string | null, 
/**
 * What was being spoken.
 */
protocol?: "smtp" | "imap" | "pop" | "graph" | "oauth" | "tls" | "tcp" | "dns" | null, 
/**
 * The stage that failed.
 */
stage?: Stage | null, 
/**
 * Whose server it is.
 */
provider?: "microsoft" | "google" | "other" | null, 
/**
 * How the token was got, or `password` where there was none.
 */
flow?: Flow | null, 
/**
 * The port.
 */
port?: NumberOrText | null, 
/**
 * How the connection is encrypted.
 */
security?: Security | null, 
/**
 * The decoded claims of the access token.
 */
claims?: { [claim: string]: unknown } | null, 
/**
 * Settings, by names that are usual for them: `host`, `user`, `mailbox`, `client_id`,
 * `authority_url`, `scope`, `granted_at` (when something was granted) and others. Nothing secret
 * is looked at.
 */
settings?: { [key: string]: unknown } | null, 
/**
 * When it failed: seconds since 1970, or as RFC 3339 writes it.
 */
at?: NumberOrText | null, };

/**
 * A number that may also be written as text.
 */
export type NumberOrText = number | string;

/**
 * The OAuth 2.0 grant.
 */
export type Flow = "client-credentials" | "authorization-code" | "device-code" | "password" | "service-account";

/**
 * Who gives the access token.
 */
export type Provider = "none" | "microsoft-exchange" | "google-workspace" | "custom";

/**
 * What is to be set up, where it is not what the settings say.
 */
export type SetupChoices = { 
/**
 * Who gives the tokens.
 */
provider?: Provider, 
/**
 * How they are got.
 */
flow?: Flow, 
/**
 * The cloud of Microsoft.
 */
cloud?: Environment, 
/**
 * What mail is sent and read by.
 */
protocols?: Array<Access>, };

/**
 * A whole set-up, as data.
 */
export type SetupGuide = { 
/**
 * The version of this JSON.
 */
schema: number, 
/**
 * What it sets up.
 */
title: string, 
/**
 * Who gives the tokens: `microsoft-exchange` or `google-workspace`.
 */
provider: string, 
/**
 * The cloud of Microsoft: `global`, `gcc-high`, `dod` or `china`, where its administration is
 * known.
 */
cloud?: string, 
/**
 * How the tokens are got.
 */
flow: string, 
/**
 * What the application does with mail: `smtp`, `imap`, `pop`, `graph-send`, `graph-read`.
 */
access: Array<string>, 
/**
 * The steps, in order.
 */
steps: Array<SetupStep>, 
/**
 * Whole scripts: one for each part and language.
 */
scripts: Array<SetupScript>, };

/**
 * A step of a set-up.
 */
export type SetupStep = { 
/**
 * Its id.
 */
id: string, 
/**
 * What is done.
 */
title: string, 
/**
 * What it is for.
 */
why: string, 
/**
 * Who can do it.
 */
who: string, 
/**
 * Where to go and what to press.
 */
text: string, 
/**
 * The permissions that it is about, by name.
 */
permissions: Array<string>, 
/**
 * The address of that page.
 */
link?: string, 
/**
 * Its commands in the whole scripts, which stand on those of the steps before it.
 */
scripts: Array<SetupScript>, 
/**
 * Where it is documented.
 */
source: string, };

/**
 * Commands of a set-up.
 */
export type SetupScript = { 
/**
 * `do`, `verify` or `undo`.
 */
part: string, 
/**
 * `powershell` or `sh`.
 */
language: string, 
/**
 * The commands.
 */
text: string, };

/**
 * A cloud as its administrators know it: that of the US government has two.
 */
export type Environment = "global" | "gcc-high" | "dod" | "china";

/**
 * What an application does with mail.
 */
export type Access = "smtp" | "imap" | "pop" | "graph-send" | "graph-read";
