//! The catalogue of rules: code, severity, message, help and source of each stand here, once.
//!
//! A message is complete in itself; the help says why it matters and what to do. `{name}` in either
//! is filled in by the rule. A code is an interface: it never changes its meaning.

use crate::{Finding, FormName, Severity, rules::Problem};

/// What the catalogue knows of one rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The code, which never changes.
    pub code: &'static str,
    /// How much a finding of it weighs.
    pub severity: Severity,
    /// What is wrong.
    pub message: &'static str,
    /// Why it matters and what to do.
    pub help: &'static str,
    /// Where the rule comes from, where it does not follow from the form itself.
    pub source: Option<&'static str>,
}

impl Rule {
    /// The rule with this code.
    #[must_use]
    pub fn of(code: &str) -> Option<&'static Self> {
        RULES.iter().copied().find(|rule| rule.code == code)
    }

    /// What this rule says of a field, for what only the outside can find out, such as a secret
    /// that is not where the settings point to. `params` fill in `{name}` of the words.
    #[must_use]
    pub fn finding(
        &'static self,
        form: FormName,
        field: &str,
        params: &[(&'static str, &str)],
    ) -> Finding {
        let problem = Problem::new(self);
        params
            .iter()
            .fold(problem, |problem, (name, value)| problem.with(name, value))
            .into_finding(form, field)
    }
}

const ENTRA_ERRORS: &str =
    "https://learn.microsoft.com/entra/identity-platform/reference-error-codes (2024-04-24)";
const ENTRA_CLIENT_CREDENTIALS: &str = "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow (2023-02-13)";
const ENTRA_CLOUDS: &str = "https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud (2025-01-15)";
const EXCHANGE_OAUTH: &str = "https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth (2026-06-19)";
const EXCHANGE_SUBMISSION: &str = "https://learn.microsoft.com/exchange/mail-flow-best-practices/how-to-set-up-a-multifunction-device-or-application-to-send-email-using-microsoft-365-or-office-365 (2021-07-14)";
const MSAL: &str =
    "https://github.com/AzureAD/microsoft-authentication-library-for-dotnet (2026-07-24)";

macro_rules! rules {
    ($($name:ident $code:literal $severity:ident $message:literal $help:literal $($source:expr)?;)*) => {
        $(#[doc = concat!("The rule `", $code, "`.")] pub const $name: &Rule = &Rule {
            code: $code,
            severity: Severity::$severity,
            message: $message,
            help: $help,
            source: rules!(@source $($source)?),
        };)*

        /// Every rule, in the order of the catalogue.
        pub static RULES: &[&Rule] = &[$($name),*];
    };
    (@source) => { None };
    (@source $source:expr) => { Some($source) };
}

rules! {
    // Typing
    NOT_A_VALUE "not-a-value" Error
        "`{field}` is {kind}, where a single value belongs."
        "Write one value, such as text in quotes or a number.";
    WRONG_TYPE "wrong-type" Error
        "`{field}` is {kind}, not {expected}."
        "Write {expected}; text stands in quotes.";
    UNKNOWN_KEY "unknown-key" Warning
        "`{key}` is no settings key and changes nothing."
        "{suggestion}";
    UNKNOWN_CHOICE "unknown-choice" Error
        "`{value}` is not a possible value here."
        "Choose one of {choices}.";
    SURROUNDING_SPACE "surrounding-space" Warning
        "There is white space, or an invisible character, around the value."
        "It often comes along when a value is copied. Other programs take it as part of the value; remove it.";
    SURROUNDING_QUOTES "surrounding-quotes" Warning
        "The value is wrapped in quotes or brackets."
        "They are not part of the value; remove them.";
    CONTROL_CHARACTER "control-character" Error
        "There is a line break or another control character inside the value."
        "It could smuggle a second command to the server. Type the value again on one line."
        "RFC 5321 §4.1.1; RFC 9051 §9";
    PLACEHOLDER "placeholder" Error
        "`{placeholder}` is a placeholder from a guide, not a value of yours."
        "Put your own value in its place.";

    // Server
    SERVER_MISSING "server-missing" Error
        "The mail server is missing."
        "Enter the host name of the mail server, like {example}.";
    SERVER_IS_URL "server-is-url" Error
        "The mail server is written as a URL."
        "Enter the host name alone, without `{scheme}://` and without a path."
        "RFC 5321 §2.3.5";
    SERVER_IS_ADDRESS "server-is-address" Error
        "The mail server is written as an e-mail address."
        "Enter the host name of the server, like {example}; the address belongs into the user name.";
    SERVER_HAS_PORT "server-has-port" Error
        "The port is written into the host name."
        "Enter the host name alone and the port in its own field.";
    SERVER_HAS_PATH "server-has-path" Error
        "There is a path behind the host name."
        "Enter the host name alone, up to the first slash.";
    SERVER_HAS_SPACE "server-has-space" Error
        "There is white space inside the host name."
        "A host name has none: remove it, or enter one server only.";
    SERVER_NOT_ASCII "server-not-ascii" Warning
        "The host name has letters outside ASCII; it is looked up as {ascii}."
        "Check that no letter only looks like another, and enter the `xn--` form, which every program understands."
        "RFC 5891";
    SERVER_MALFORMED "server-malformed" Error
        "`{host}` is not a host name."
        "A host name is made of labels of letters, digits and hyphens, joined by dots, like {example}."
        "RFC 1123 §2.1";
    SERVER_TRAILING_DOT "server-trailing-dot" Warning
        "The host name ends in a dot."
        "The name is right, but many programs refuse it and no certificate carries it; remove the dot.";
    SERVER_LOOKALIKE "server-lookalike" Error
        "`{host}` is not a server of Microsoft, but looks like {known}."
        "Enter {known}. A name that is nearly right may belong to somebody who waits for passwords."
        EXCHANGE_OAUTH;
    SERVER_OTHER_PROTOCOL "server-other-protocol" Warning
        "`{host}` is the {theirs} server; the {ours} server is {known}."
        "Enter {known}."
        EXCHANGE_OAUTH;
    SERVER_IS_MX "server-is-mx" Warning
        "`{host}` takes mail from other servers; nobody can log in there."
        "Enter {known}, where accounts log in."
        EXCHANGE_SUBMISSION;
    SERVER_IS_IP "server-is-ip" Warning
        "The server of Microsoft is given by its address."
        "The addresses change, and the certificate is for the name; enter {known}."
        EXCHANGE_SUBMISSION;

    // Port and security
    PORT_MALFORMED "port-malformed" Error
        "`{value}` is not a port."
        "A port is a whole number from 1 to 65535; the usual one here is {usual}.";
    PORT_SECURITY_MISMATCH "port-security-mismatch" Warning
        "Port {port} and the security “{security}” seldom go together: {reason}"
        "Choose {advice}."
        "RFC 8314 §3; RFC 6409 §3.1";
    PORT_OTHER_PROTOCOL "port-other-protocol" Warning
        "Port {port} is the port of {theirs}, not of {ours}."
        "The usual port here is {usual}."
        "https://www.iana.org/assignments/service-names-port-numbers";
    PORT_25 "port-25" Warning
        "Port 25 is for mail between servers; many networks block it."
        "Use port 587 with STARTTLS where the server takes logins."
        "RFC 6409 §3.1";
    PORT_465_MICROSOFT "port-465-microsoft" Warning
        "Microsoft does not document port 465 for sending."
        "Use port 587 with security TLS (STARTTLS)."
        EXCHANGE_SUBMISSION;
    SECURITY_CONFLICT "security-conflict" Warning
        "`use_ssl` and `security` contradict each other; `security` = `{security}` counts."
        "Keep one of them.";
    OAUTH_WITHOUT_TLS "oauth-without-tls" Error
        "OAuth without encryption would send the access token in clear."
        "Choose {advice}: whoever reads a bearer token can use it."
        "RFC 6750 §5.3";
    PASSWORD_WITHOUT_TLS "password-without-tls" Warning
        "Without encryption the password is sent in clear."
        "Choose {advice}."
        "RFC 8314 §3";

    // Account
    ADDRESS_MALFORMED "address-malformed" Error
        "`{value}` is not one e-mail address."
        "Enter one address, like legal@example.com."
        "RFC 5321 §4.1.2";
    USERNAME_MISSING "username-missing" Error
        "The user name is missing."
        "Enter the account that logs in; with Microsoft 365 the address of the mailbox.";
    USERNAME_DOWN_LEVEL "username-down-level" Warning
        "`{value}` is a user name of the form DOMAIN\\user."
        "Microsoft 365 wants the user principal name, which looks like an address: user@example.com."
        EXCHANGE_OAUTH;
    USERNAME_NOT_ADDRESS "username-not-address" Warning
        "With Microsoft Exchange the user name is the address of the mailbox."
        "Enter the whole address, like legal@example.com."
        EXCHANGE_OAUTH;
    PASSWORD_MISSING "password-missing" Error
        "The password is missing."
        "Enter the password of the account, or enable OAuth.";
    PASSWORD_UNUSED "password-unused" Hint
        "OAuth does not use the password."
        "It can be removed.";
    MECHANISM_UNSUITABLE "mechanism-unsuitable" Error
        "The mechanism `{mechanism}` does not log in with {credential}."
        "Remove it, so that the best mechanism that the server offers is used, or choose {suitable}."
        "RFC 4616; RFC 7628";
    AUTHENTICATION_OFF "authentication-off" Warning
        "A login is filled in, but “requires authentication” is off."
        "Switch it on: a password is not used while it is off, and OAuth logs in all the same.";

    // OAuth client
    OAUTH_OFF "oauth-off" Warning
        "OAuth values are filled in, but OAuth is off."
        "Choose the provider at “Enable OAuth”; until then they change nothing.";
    CLIENT_ID_MISSING "client-id-missing" Error
        "The application client id is missing."
        "Copy it from the registration of the application; at Microsoft it is “Application (client) ID” on the overview."
        ENTRA_CLIENT_CREDENTIALS;
    CLIENT_ID_IS_ADDRESS "client-id-is-address" Error
        "The application client id is an e-mail address."
        "It is the “Application (client) ID” of the app registration, not a user."
        ENTRA_ERRORS;
    CLIENT_ID_MALFORMED "client-id-malformed" Error
        "The application client id is not a GUID."
        "Copy “Application (client) ID” from the overview of the app registration: 32 hexadecimal digits in the groups 8-4-4-4-12."
        ENTRA_ERRORS;
    CLIENT_ID_IS_RESOURCE "client-id-is-resource" Error
        "The application client id is the id of {resource} itself."
        "Copy “Application (client) ID” from the overview of your own app registration."
        ENTRA_ERRORS;
    CLIENT_ID_IS_TENANT "client-id-is-tenant" Error
        "The application client id is the same as the tenant id."
        "The overview of the app registration shows both: copy “Application (client) ID” here and “Directory (tenant) ID” into the authority URL."
        ENTRA_ERRORS;
    CLIENT_SECRET_MISSING "client-secret-missing" Error
        "The application client secret is missing."
        "Copy it from the registration of the application; at Microsoft make one under “Certificates & secrets” and copy its value."
        ENTRA_CLIENT_CREDENTIALS;
    SECRET_REFERENCE_MALFORMED "secret-reference-malformed" Error
        "`{field}` is {kind}, and neither text nor a place that holds a secret."
        "Write the secret in quotes, or one of { env = \"NAME\" }, { file = \"path\" } and { command = [\"program\", \"argument\"] }.";
    CLIENT_SECRET_IS_ID "client-secret-is-id" Error
        "The application client secret is a GUID: that is the secret's id, not its value."
        "Copy the column “Value” under “Certificates & secrets”. It is shown only once: if it is lost, make a new secret. (AADSTS7000215)"
        ENTRA_ERRORS;
    SCOPE_NOT_DEFAULT "scope-not-default" Error
        "The scope of client credentials must be one resource with `/.default`."
        "Remove the scope, or enter {scope}. (AADSTS1002012)"
        ENTRA_CLIENT_CREDENTIALS;
    SCOPE_OF_GRAPH "scope-of-graph" Error
        "The scope is one of Microsoft Graph, whose tokens no mail server takes."
        "Remove the scope, or enter {scope}."
        EXCHANGE_OAUTH;
    GOOGLE_CLIENT_CREDENTIALS "google-client-credentials" Error
        "Google has no client credentials for mail."
        "Use a service account with domain-wide delegation, or an authorization code."
        "https://developers.google.com/identity/protocols/oauth2/service-account";

    // Authority
    AUTHORITY_MISSING "authority-missing" Error
        "The authority URL is missing."
        "Enter the tenant's token endpoint: {example}."
        ENTRA_CLIENT_CREDENTIALS;
    AUTHORITY_MALFORMED "authority-malformed" Error
        "The authority is not a URL."
        "Enter the tenant's token endpoint: {example}.";
    AUTHORITY_NO_SCHEME "authority-no-scheme" Error
        "The authority URL does not begin with https://."
        "Put https:// in front."
        MSAL;
    AUTHORITY_NOT_HTTPS "authority-not-https" Error
        "The authority URL is not encrypted."
        "Use https://, so that nobody on the way can read the client secret."
        MSAL;
    AUTHORITY_USERINFO "authority-userinfo" Error
        "There is a user name inside the authority URL."
        "What stands before `@` is not the host. Remove it, and check whose address this is: {host}.";
    AUTHORITY_BARE_TENANT "authority-bare-tenant" Error
        "This is a tenant, not yet a URL."
        "Enter the tenant's token endpoint.";
    AUTHORITY_TENANT_MISSING "authority-tenant-missing" Error
        "The authority URL names no tenant."
        "Put “Directory (tenant) ID” behind the host: {example}. (AADSTS90019)"
        ENTRA_ERRORS;
    AUTHORITY_TENANT_MALFORMED "authority-tenant-malformed" Error
        "`{tenant}` is neither a tenant id nor a domain."
        "A tenant is a GUID (8-4-4-4-12 hexadecimal digits) or a domain such as contoso.onmicrosoft.com. (AADSTS900023)"
        ENTRA_ERRORS;
    AUTHORITY_TENANT_IS_ADDRESS "authority-tenant-is-address" Error
        "An e-mail address stands where the tenant belongs."
        "Use the tenant id, or the domain of the address.";
    TENANT_NOT_CONCRETE "tenant-not-concrete" Error
        "`{tenant}` names no tenant, and client credentials need one."
        "Put “Directory (tenant) ID” or a domain of yours in its place. (AADSTS50059, AADSTS900023)"
        ENTRA_CLIENT_CREDENTIALS;
    AUTHORITY_ENDPOINT "authority-endpoint" Warning
        "This is the {endpoint} endpoint, not the token endpoint."
        "Tokens are asked for at {token_url}. (AADSTS900561)"
        ENTRA_ERRORS;
    AUTHORITY_V1 "authority-v1" Warning
        "This is an endpoint of version 1, which knows no scopes."
        "Use version 2: {token_url}. (AADSTS901002)"
        ENTRA_ERRORS;
    AUTHORITY_NORMALISED "authority-normalised" Hint
        "The token endpoint of this authority is {token_url}."
        "Mailvet finds it by itself; a product that wants the token endpoint needs the whole of it.";
    AUTHORITY_DOUBLED "authority-doubled" Error
        "The endpoint is appended twice."
        "Enter it once: {token_url}.";
    AUTHORITY_EXTRA_PATH "authority-extra-path" Warning
        "Behind the tenant stands a path that no endpoint has."
        "The token endpoint of this authority is {token_url}."
        MSAL;
    AUTHORITY_LOOKALIKE "authority-lookalike" Error
        "`{host}` is not a sign-in host of Microsoft, but looks like {known}."
        "Enter {known}. The client secret is not sent to any other host."
        MSAL;
    AUTHORITY_OTHER_SERVICE "authority-other-service" Error
        "`{host}` is {service}, which gives no tokens."
        "Enter the tenant's token endpoint: {example}.";
    AUTHORITY_UNKNOWN_HOST "authority-unknown-host" Error
        "`{host}` is not a sign-in host of Microsoft."
        "The client secret is not sent there. Check the host; if it is your own, confirm it by its name, in the form’s dialog or with --identity-host {host}. (AADSTS50049)"
        ENTRA_CLOUDS;
    AUTHORITY_CONFIRMED_HOST "authority-confirmed-host" Hint
        "The client secret goes to `{host}`, which is not a sign-in host of Microsoft and was confirmed by name."
        "Nothing is to be done where that is your own authorization server.";
    AUTHORITY_RETIRED "authority-retired" Error
        "`{host}` belongs to Microsoft Cloud Germany, which closed on 2021-10-29."
        "Use the tenant's new cloud, usually {known}."
        ENTRA_CLOUDS;
    AUTHORITY_INTERNAL "authority-internal" Warning
        "`{host}` belongs to a test ring inside Microsoft."
        "Tenants of customers sign in at {known}."
        MSAL;
    AUTHORITY_LEGACY "authority-legacy" Hint
        "`{host}` is an older name of {known}."
        "It still works; new set-ups use {known}."
        MSAL;
    AUTHORITY_B2C "authority-b2c" Warning
        "This is an authority of customer identities (Azure AD B2C or External ID)."
        "It gives no tokens for Exchange mailboxes; use the organisation's own tenant at {known}."
        MSAL;
    AUTHORITY_ADFS "authority-adfs" Warning
        "This is an authority of AD FS."
        "It gives no application tokens for Exchange Online; use the tenant at {known}."
        MSAL;
    CLOUD_MISMATCH "cloud-mismatch" Error
        "The authority is of {authority_cloud}, the mail server of {server_cloud}."
        "A token of one cloud opens no mailbox in another: use {known}."
        ENTRA_CLOUDS;
    TOKEN_URL_MALFORMED "token-url-malformed" Error
        "The authority is not a URL."
        "Enter the token endpoint of the authorization server, beginning with https://.";
    TOKEN_URL_NOT_HTTPS "token-url-not-https" Error
        "The token endpoint is not encrypted."
        "Use https://; plain http is taken on this machine's own addresses only."
        "RFC 6749 §3.2";
    TOKEN_URL_IS_METADATA "token-url-is-metadata" Error
        "This is the address of the metadata, not of the token endpoint."
        "Open it and enter the value of `token_endpoint`."
        "OpenID Connect Discovery 1.0 §3";

    // What a connection test needs beside good settings
    CLEARTEXT_PASSWORD_REFUSED "cleartext-password-refused" Error
        "The test does not send a password in clear without being told to."
        "Choose an encryption, or confirm that the password may be sent in clear.";
    UNSUPPORTED_PROTOCOL "unsupported-protocol" Error
        "This version cannot test the protocol `{protocol}`."
        "It tests SMTP and IMAP.";
    UNSUPPORTED_FLOW "unsupported-flow" Error
        "This version cannot test {flow}."
        "It tests client credentials with a client secret.";
    STORED_SECRET_MOVED "stored-secret-moved" Error
        "The stored secret was saved for another server, tenant or account."
        "A stored secret is never sent anywhere else: type it again.";
    CREDENTIAL_NOT_GIVEN "credential-not-given" Error
        "The secret cannot be read: {reason}"
        "Provide it where the settings point to, or write it in the settings.";
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_code_stands_once_and_in_kebab_case() {
        let mut seen = HashSet::new();
        for rule in RULES {
            assert!(seen.insert(rule.code), "{} stands twice", rule.code);
            assert!(
                rule.code
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{} is not kebab-case",
                rule.code
            );
            assert_eq!(Rule::of(rule.code), Some(*rule));
        }
    }
}
