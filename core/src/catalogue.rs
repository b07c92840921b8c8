//! The catalogue of rules: code, severity and source of each stand here, once.
//!
//! The words of a rule, message and help, are in the Fluent files of `core/messages`, under its
//! code. A code is an interface: it never changes its meaning.
//!
//! # Adding a rule
//!
//! `cargo test -p mailvet-core` fails until the first four steps are done, and says what is missing;
//! `cargo test -p mailvet-tests --test forms` asks for the fifth.
//!
//! 1. A row in [`rules!`](RULES) below, beside its relatives: name, code, severity, and the source
//!    with the date of the version that it was checked against.
//! 2. Its words in `core/messages/en.ftl` and `de.ftl`, under the code: the message says what is wrong
//!    and stands alone; `.help` says why it matters and what to do.
//! 3. The rule itself. About one field: a function from an `Entry` to an `Option<Problem>` in one of
//!    the files of `core/src/rules`, named in the row of its field in `rules/fields.rs`. About how
//!    fields go together: `rules/relation`; about both forms: `rules/together.rs`; about the authority:
//!    `authority.rs`. `Problem::new(RULE)` takes the parameters of the words by `with`, a mend by
//!    `edit`, which is `guessed` where only the user can decide, and the part of the value by `at`.
//!    An edit to nothing empties the field. Where the tests of a file end in a table, add a row that it
//!    finds and one that it must not; of what goes together the rows of the fifth step are the test.
//! 4. What it is for, in `core/reference/rules.toml`, with settings that are wrong and the same as
//!    they should be. Then `MAILVET_BLESS=1 cargo test -p mailvet-core` renews the page `rules.md` and
//!    the TypeScript types.
//! 5. A row in `tests/cases/forms.json` that expects it, and one that comes near and does not. The
//!    table runs through core, WebAssembly, the command line and the API. `offered`, where a row has it,
//!    lists the codes whose mends are only offered.
//! 6. `cargo fmt --all`, and `npm run --prefix web build`, which tells how many bytes a browser loads and
//!    fails above the bar.

use crate::{Finding, FormName, Severity, rules::Problem};

/// What the catalogue knows of one rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The code, which never changes.
    pub code: &'static str,
    /// How much a finding of it weighs.
    pub severity: Severity,
}

impl Rule {
    /// The rule with this code.
    #[must_use]
    pub fn of(code: &str) -> Option<&'static Self> {
        RULES.iter().copied().find(|rule| rule.code == code)
    }

    /// Where the rule comes from and, in parentheses, the date of the version that it was checked
    /// against; a standard does not change, so that its date is the day of the check.
    ///
    /// It is told with the words of a finding, and not kept where only is judged.
    #[must_use]
    pub fn source(&self) -> &'static str {
        let row = SOURCES.iter().find(|(code, _)| *code == self.code);
        row.map_or("", |(_, source)| source)
    }

    /// What this rule says of a field, for what only the outside can find out, such as a secret
    /// that is not where the settings point to. `params` fill in the words.
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
            .into_finding(form, field.to_owned())
    }
}

/// What follows from the settings themselves.
const SETTINGS: &str = "Mailvet, settings file (2026-11-24)";
const ENTRA_ERRORS: &str =
    "https://learn.microsoft.com/entra/identity-platform/reference-error-codes (2024-04-24)";
const ENTRA_CLIENT_CREDENTIALS: &str = "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow (2023-02-13)";
const ENTRA_CLOUDS: &str = "https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud (2025-01-15)";
const ENTRA_ROPC: &str =
    "https://learn.microsoft.com/entra/identity-platform/v2-oauth-ropc (2025-01-04)";
const ENTRA_SCOPES: &str =
    "https://learn.microsoft.com/entra/identity-platform/scopes-oidc (2026-11-24)";
const EXCHANGE_OAUTH: &str = "https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth (2026-06-19)";
const EXCHANGE_SUBMISSION: &str = "https://learn.microsoft.com/exchange/mail-flow-best-practices/how-to-set-up-a-multifunction-device-or-application-to-send-email-using-microsoft-365-or-office-365 (2021-07-14)";
/// The lists of mail programs that [`crate::provider`] names row by row.
const PROVIDER_LISTS: &str = "Thunderbird ISPDB, https://github.com/thunderbird/autoconfig; Delta Chat, https://github.com/chatmail/provider-db (2026-11-24)";
const GOOGLE_OAUTH: &str =
    "https://developers.google.com/workspace/gmail/imap/xoauth2-protocol (2026-11-24)";
const GOOGLE_DEVICES: &str =
    "https://developers.google.com/identity/protocols/oauth2/limited-input-device (2026-11-24)";
const GOOGLE_SERVICE_ACCOUNT: &str =
    "https://developers.google.com/identity/protocols/oauth2/service-account (2026-11-24)";
const BASIC_AUTH: &str = "https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/deprecation-of-basic-authentication-exchange-online (2026-11-24)";
const SMTP_BASIC_AUTH: &str = "https://techcommunity.microsoft.com/blog/exchange/updated-exchange-online-smtp-auth-basic-authentication-deprecation-timeline/4489835 (2026-01-29)";
const MSAL: &str =
    "https://github.com/AzureAD/microsoft-authentication-library-for-dotnet (2026-07-24)";

macro_rules! rules {
    ($($section:literal: $($name:ident $code:literal $severity:ident $source:expr;)*)*) => {
        $($(#[doc = concat!("The rule `", $code, "`.")] pub const $name: &Rule = &Rule {
            code: $code,
            severity: Severity::$severity,
        };)*)*

        /// The source of each rule, by its code.
        static SOURCES: &[(&str, &str)] = &[$($(($code, $source)),*),*];

        /// Every rule, in the order of the catalogue.
        pub static RULES: &[&Rule] = &[$($($name),*),*];

        /// The sections of the catalogue, each with its title and rules.
        pub static SECTIONS: &[(&str, &[&Rule])] = &[$(($section, &[$($name),*])),*];
    };
}

rules! {
    "Typing":
    NOT_A_VALUE "not-a-value" Error SETTINGS;
    WRONG_TYPE "wrong-type" Error SETTINGS;
    UNKNOWN_KEY "unknown-key" Warning SETTINGS;
    UNKNOWN_CHOICE "unknown-choice" Error SETTINGS;
    SURROUNDING_SPACE "surrounding-space" Warning SETTINGS;
    SURROUNDING_QUOTES "surrounding-quotes" Warning SETTINGS;
    CONTROL_CHARACTER "control-character" Error "RFC 5321 §4.1.1; RFC 9051 §9 (2026-11-24)";
    INVISIBLE_CHARACTER "invisible-character" Warning "Unicode UTS #39 §5; RFC 5892 (2026-11-24)";
    PLACEHOLDER "placeholder" Error SETTINGS;
    PLACEHOLDER_IN_NAME "placeholder-in-name" Warning SETTINGS;

    "Server":
    SERVER_MISSING "server-missing" Error SETTINGS;
    SERVER_IS_URL "server-is-url" Error "RFC 5321 §2.3.5 (2026-11-24)";
    SERVER_IS_ADDRESS "server-is-address" Error SETTINGS;
    SERVER_HAS_PORT "server-has-port" Error SETTINGS;
    SERVER_HAS_PATH "server-has-path" Error SETTINGS;
    SERVER_HAS_SPACE "server-has-space" Error SETTINGS;
    SERVER_NOT_ASCII "server-not-ascii" Warning "RFC 5891 (2026-11-24)";
    SERVER_MALFORMED "server-malformed" Error "RFC 1123 §2.1 (2026-11-24)";
    SERVER_TRAILING_DOT "server-trailing-dot" Warning SETTINGS;
    SERVER_LOOKALIKE "server-lookalike" Error EXCHANGE_OAUTH;
    SERVER_OTHER_PROTOCOL "server-other-protocol" Warning EXCHANGE_OAUTH;
    SERVER_IS_MX "server-is-mx" Warning EXCHANGE_SUBMISSION;
    SERVER_IS_IP "server-is-ip" Warning EXCHANGE_SUBMISSION;
    SERVER_IP_CERTIFICATE "server-ip-certificate" Hint "RFC 8314 §4.2; RFC 9525 §3 (2026-11-24)";
    SERVER_TYPO "server-typo" Warning PROVIDER_LISTS;
    SERVER_UNLISTED "server-unlisted" Warning PROVIDER_LISTS;
    SERVER_NOT_MAIL "server-not-mail" Error ENTRA_CLOUDS;
    SERVER_RETIRED "server-retired" Warning EXCHANGE_SUBMISSION;
    SERVER_OLD_TLS "server-old-tls" Warning EXCHANGE_SUBMISSION;
    SERVER_OTHER_NAME "server-other-name" Hint EXCHANGE_OAUTH;
    SERVER_HVE "server-hve" Hint EXCHANGE_OAUTH;
    SERVER_OWN_NAME "server-own-name" Hint EXCHANGE_OAUTH;
    SERVER_NAMED_OTHERWISE "server-named-otherwise" Hint PROVIDER_LISTS;

    "Port and security":
    PORT_MALFORMED "port-malformed" Error SETTINGS;
    PORT_SECURITY_MISMATCH "port-security-mismatch" Warning "RFC 8314 §3; RFC 6409 §3.1 (2026-11-24)";
    PORT_OTHER_PROTOCOL "port-other-protocol" Warning "https://www.iana.org/assignments/service-names-port-numbers (2026-11-24)";
    PORT_25 "port-25" Warning "RFC 6409 §3.1 (2026-11-24)";
    PORT_465_MICROSOFT "port-465-microsoft" Warning EXCHANGE_SUBMISSION;
    PORT_UNDOCUMENTED "port-undocumented" Warning EXCHANGE_SUBMISSION;
    PORT_UNUSUAL "port-unusual" Hint PROVIDER_LISTS;
    PORT_IS_HTTP "port-is-http" Warning "https://www.iana.org/assignments/service-names-port-numbers (2026-11-24)";
    PORT_STARTTLS "port-starttls" Hint "RFC 8314 §3; Microsoft, Authenticate an IMAP, POP or SMTP connection using OAuth (2026-06-19)";
    SECURITY_CONFLICT "security-conflict" Warning SETTINGS;
    OAUTH_WITHOUT_TLS "oauth-without-tls" Error "RFC 6750 §5.3 (2026-11-24)";
    PASSWORD_WITHOUT_TLS "password-without-tls" Warning "RFC 8314 §3 (2026-11-24)";

    "Account":
    ADDRESS_MALFORMED "address-malformed" Error "RFC 5321 §4.1.2 (2026-11-24)";
    ADDRESS_SEVERAL "address-several" Error SETTINGS;
    ADDRESS_TRAILING_DOT "address-trailing-dot" Warning "RFC 5321 §4.1.2 (2026-11-24)";
    ADDRESS_STRAY_DOTS "address-stray-dots" Warning "RFC 5321 §4.1.2 (2026-11-24)";
    ADDRESS_LITERAL "address-literal" Hint "RFC 5321 §4.1.3 (2026-11-24)";
    USERNAME_MISSING "username-missing" Error SETTINGS;
    USERNAME_DOWN_LEVEL "username-down-level" Warning EXCHANGE_OAUTH;
    USERNAME_NOT_ADDRESS "username-not-address" Warning EXCHANGE_OAUTH;
    USERNAME_SHARED "username-shared" Warning EXCHANGE_OAUTH;
    USERNAME_GUEST "username-guest" Warning EXCHANGE_OAUTH;
    USERNAME_MALFORMED "username-malformed" Warning EXCHANGE_OAUTH;
    USERNAME_OTHER_TENANT "username-other-tenant" Warning ENTRA_CLIENT_CREDENTIALS;
    APP_ONLY_PERSONAL "app-only-personal" Warning ENTRA_CLIENT_CREDENTIALS;
    SENDER_DIFFERS "sender-differs" Hint EXCHANGE_OAUTH;
    REPLY_TO_OTHER_DOMAIN "reply-to-other-domain" Hint EXCHANGE_OAUTH;
    MAILBOX_DIFFERS "mailbox-differs" Hint EXCHANGE_OAUTH;
    MAILBOX_IS_FOLDER "mailbox-is-folder" Error "RFC 9051 §5.1 (2026-11-30)";
    PASSWORD_MISSING "password-missing" Error SETTINGS;
    APP_PASSWORD_NEEDED "app-password-needed" Hint PROVIDER_LISTS;
    PASSWORD_UNUSED "password-unused" Hint SETTINGS;
    BASIC_AUTH_ENDED "basic-auth-ended" Warning BASIC_AUTH;
    BASIC_AUTH_ENDING "basic-auth-ending" Warning SMTP_BASIC_AUTH;
    MECHANISM_UNSUITABLE "mechanism-unsuitable" Error "RFC 4616; RFC 7628 (2026-11-24)";
    MECHANISM_NOT_OFFERED "mechanism-not-offered" Warning EXCHANGE_OAUTH;
    GRAPH_WITHOUT_OAUTH "graph-without-oauth" Error EXCHANGE_OAUTH;
    LOGIN_MISSING "login-missing" Warning EXCHANGE_SUBMISSION;
    AUTHENTICATION_OFF "authentication-off" Warning SETTINGS;

    "OAuth client":
    OAUTH_OFF "oauth-off" Warning SETTINGS;
    EXCHANGE_OAUTH_NOT_CHOSEN "exchange-oauth-not-chosen" Error SETTINGS;
    OLDER_KEYS_UNUSED "older-keys-unused" Warning SETTINGS;
    PROVIDER_MISMATCH "provider-mismatch" Error "RFC 6749 §1.4; RFC 7628 §3 (2026-11-24)";
    PROVIDER_NO_OAUTH "provider-no-oauth" Warning PROVIDER_LISTS;
    CLIENT_ID_MISSING "client-id-missing" Error ENTRA_CLIENT_CREDENTIALS;
    CLIENT_ID_IS_ADDRESS "client-id-is-address" Error ENTRA_ERRORS;
    CLIENT_ID_MALFORMED "client-id-malformed" Error ENTRA_ERRORS;
    CLIENT_ID_IS_RESOURCE "client-id-is-resource" Error ENTRA_ERRORS;
    CLIENT_ID_IS_TENANT "client-id-is-tenant" Error ENTRA_ERRORS;
    CLIENT_ID_IS_ROLE "client-id-is-role" Error EXCHANGE_OAUTH;
    CLIENT_ID_SAMPLE "client-id-sample" Warning ENTRA_CLIENT_CREDENTIALS;
    CLIENT_ID_OF_GOOGLE "client-id-of-google" Error GOOGLE_OAUTH;
    CLIENT_ID_OF_MICROSOFT "client-id-of-microsoft" Error GOOGLE_OAUTH;
    CLIENT_ID_NOT_OF_GOOGLE "client-id-not-of-google" Warning GOOGLE_OAUTH;
    CLIENT_SECRET_MISSING "client-secret-missing" Error ENTRA_CLIENT_CREDENTIALS;
    CLIENT_PROOF_SEVERAL "client-proof-several" Error "RFC 6749 §2.3 (2026-11-24)";
    OAUTH_KEY_UNUSED "oauth-key-unused" Hint SETTINGS;
    SECRET_REFERENCE_MALFORMED "secret-reference-malformed" Error SETTINGS;
    CLIENT_SECRET_IS_ID "client-secret-is-id" Error ENTRA_ERRORS;
    CLIENT_SECRET_PLACEHOLDER "client-secret-placeholder" Error SETTINGS;
    CLIENT_SECRET_UNEXPANDED "client-secret-unexpanded" Error SETTINGS;
    CLIENT_SECRET_IS_KEY "client-secret-is-key" Error ENTRA_CLIENT_CREDENTIALS;
    CLIENT_SECRET_IS_TOKEN "client-secret-is-token" Error ENTRA_CLIENT_CREDENTIALS;
    CLIENT_SECRET_SHORT "client-secret-short" Warning ENTRA_ERRORS;
    CLIENT_SECRET_OF_GOOGLE "client-secret-of-google" Warning GOOGLE_OAUTH;
    CLIENT_SECRET_OF_MICROSOFT "client-secret-of-microsoft" Warning ENTRA_ERRORS;
    FLOW_UNSUITABLE "flow-unsuitable" Error GOOGLE_SERVICE_ACCOUNT;
    FLOW_PASSWORD_DISCOURAGED "flow-password-discouraged" Warning ENTRA_ROPC;
    SCOPE_NOT_DEFAULT "scope-not-default" Error ENTRA_CLIENT_CREDENTIALS;
    SCOPE_OF_GRAPH "scope-of-graph" Error EXCHANGE_OAUTH;
    SCOPE_OTHER_RESOURCE "scope-other-resource" Error EXCHANGE_OAUTH;
    SCOPE_OTHER_CLOUD "scope-other-cloud" Error ENTRA_CLOUDS;
    SCOPE_UNDOCUMENTED "scope-undocumented" Warning EXCHANGE_OAUTH;
    SCOPE_DEFAULT_CASE "scope-default-case" Warning ENTRA_SCOPES;
    SCOPE_ALIAS "scope-alias" Hint EXCHANGE_OAUTH;
    SCOPE_APP_ROLE "scope-app-role" Error EXCHANGE_OAUTH;
    SCOPE_MANY_RESOURCES "scope-many-resources" Error ENTRA_SCOPES;
    SCOPE_PROTOCOL "scope-protocol" Warning EXCHANGE_OAUTH;
    SCOPE_DEFAULT_DELEGATED "scope-default-delegated" Warning ENTRA_SCOPES;
    SCOPE_OFFLINE_MISSING "scope-offline-missing" Warning EXCHANGE_OAUTH;
    SCOPE_SEPARATOR "scope-separator" Error "RFC 6749 §3.3 (2026-11-24)";
    SCOPE_LIVE "scope-live" Error EXCHANGE_OAUTH;
    SCOPE_NOT_OF_GMAIL "scope-not-of-gmail" Error GOOGLE_OAUTH;
    SCOPE_SLASH_MISSING "scope-slash-missing" Warning GOOGLE_OAUTH;
    SCOPE_PROVIDER "scope-provider" Warning PROVIDER_LISTS;
    SERVICE_ACCOUNT_MISSING "service-account-missing" Error GOOGLE_SERVICE_ACCOUNT;
    SUBJECT_MISSING "subject-missing" Error GOOGLE_SERVICE_ACCOUNT;
    GOOGLE_CLIENT_CREDENTIALS "google-client-credentials" Error GOOGLE_SERVICE_ACCOUNT;
    GOOGLE_PASSWORD "google-password" Error GOOGLE_OAUTH;
    GOOGLE_DEVICE_CODE "google-device-code" Warning GOOGLE_DEVICES;

    "Authority":
    AUTHORITY_MISSING "authority-missing" Error ENTRA_CLIENT_CREDENTIALS;
    AUTHORITY_MALFORMED "authority-malformed" Error SETTINGS;
    AUTHORITY_NO_SCHEME "authority-no-scheme" Error MSAL;
    AUTHORITY_SCHEME_SLIP "authority-scheme-slip" Error SETTINGS;
    AUTHORITY_NOT_HTTPS "authority-not-https" Error MSAL;
    AUTHORITY_USERINFO "authority-userinfo" Error SETTINGS;
    AUTHORITY_BARE_TENANT "authority-bare-tenant" Error SETTINGS;
    AUTHORITY_TENANT_MISSING "authority-tenant-missing" Error ENTRA_ERRORS;
    AUTHORITY_TENANT_MALFORMED "authority-tenant-malformed" Error ENTRA_ERRORS;
    AUTHORITY_TENANT_IS_ADDRESS "authority-tenant-is-address" Error SETTINGS;
    AUTHORITY_NOT_ASCII "authority-not-ascii" Warning "RFC 5891 (2026-11-24)";
    TENANT_NIL "tenant-nil" Error ENTRA_ERRORS;
    TENANT_OF_MICROSOFT "tenant-of-microsoft" Error ENTRA_ERRORS;
    TENANT_PERSONAL "tenant-personal" Error ENTRA_CLIENT_CREDENTIALS;
    TENANT_OF_MANY "tenant-of-many" Hint ENTRA_ERRORS;
    TENANT_OTHER_CLOUD "tenant-other-cloud" Warning ENTRA_CLOUDS;
    TENANT_NOT_CONCRETE "tenant-not-concrete" Error ENTRA_CLIENT_CREDENTIALS;
    AUTHORITY_ENDPOINT "authority-endpoint" Warning ENTRA_ERRORS;
    AUTHORITY_V1 "authority-v1" Warning ENTRA_ERRORS;
    AUTHORITY_NORMALISED "authority-normalised" Hint SETTINGS;
    AUTHORITY_QUERY "authority-query" Hint MSAL;
    AUTHORITY_DOUBLED "authority-doubled" Error SETTINGS;
    AUTHORITY_EXTRA_PATH "authority-extra-path" Warning MSAL;
    AUTHORITY_LOOKALIKE "authority-lookalike" Error MSAL;
    AUTHORITY_OTHER_SERVICE "authority-other-service" Error SETTINGS;
    AUTHORITY_UNKNOWN_HOST "authority-unknown-host" Error ENTRA_CLOUDS;
    AUTHORITY_CONFIRMED_HOST "authority-confirmed-host" Hint SETTINGS;
    AUTHORITY_RETIRED "authority-retired" Error ENTRA_CLOUDS;
    AUTHORITY_INTERNAL "authority-internal" Warning MSAL;
    AUTHORITY_LEGACY "authority-legacy" Hint MSAL;
    AUTHORITY_B2C "authority-b2c" Warning MSAL;
    AUTHORITY_ADFS "authority-adfs" Warning MSAL;
    CLOUD_MISMATCH "cloud-mismatch" Error ENTRA_CLOUDS;
    CLOUD_MAIL_UNKNOWN "cloud-mail-unknown" Warning MSAL;
    AUTHORITY_UNUSED "authority-unused" Hint GOOGLE_OAUTH;
    AUTHORITY_OF_OTHER_PROVIDER "authority-of-other-provider" Warning GOOGLE_OAUTH;
    TOKEN_URL_MALFORMED "token-url-malformed" Error SETTINGS;
    TOKEN_URL_NOT_HTTPS "token-url-not-https" Error "RFC 6749 §3.2 (2026-11-24)";
    TOKEN_URL_IS_METADATA "token-url-is-metadata" Hint "OpenID Connect Discovery 1.0 §3 (2026-11-24)";
    TOKEN_URL_NO_SCHEME "token-url-no-scheme" Error SETTINGS;
    TOKEN_URL_IS_AUTHORIZE "token-url-is-authorize" Error "RFC 6749 §3 (2026-11-24)";
    TOKEN_URL_IS_ISSUER "token-url-is-issuer" Warning "OpenID Connect Discovery 1.0 §3 (2026-11-24)";
    TOKEN_URL_OLD "token-url-old" Hint GOOGLE_OAUTH;
    CUSTOM_IS_MICROSOFT "custom-is-microsoft" Warning SETTINGS;
    CUSTOM_IS_GOOGLE "custom-is-google" Warning SETTINGS;
    CUSTOM_CLIENT_CREDENTIALS "custom-client-credentials" Warning PROVIDER_LISTS;

    "Both forms together":
    CLOUDS_DIFFER "clouds-differ" Warning ENTRA_CLOUDS;
    PROVIDERS_DIFFER "providers-differ" Hint SETTINGS;
    TENANTS_DIFFER "tenants-differ" Warning ENTRA_CLIENT_CREDENTIALS;
    APPS_DIFFER "apps-differ" Hint SETTINGS;
    OAUTH_IN_ONE_FORM "oauth-in-one-form" Warning EXCHANGE_OAUTH;
    USERS_DIFFER "users-differ" Hint SETTINGS;

    "What a connection test needs beside good settings":
    CLEARTEXT_PASSWORD_REFUSED "cleartext-password-refused" Error SETTINGS;
    UNSUPPORTED_FLOW "unsupported-flow" Error SETTINGS;
    STORED_SECRET_MOVED "stored-secret-moved" Error SETTINGS;
    CREDENTIAL_NOT_GIVEN "credential-not-given" Error SETTINGS;
    SIMULATION "simulation" Hint SETTINGS;
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_source_ends_in_the_date_of_its_check() {
        for rule in RULES {
            let (code, source) = (rule.code, rule.source());
            let date = source
                .strip_suffix(')')
                .and_then(|rest| rest.rsplit_once(" ("))
                .filter(|(place, _)| !place.is_empty())
                .map(|(_, date)| date.split('-').map(str::parse).collect::<Result<Vec<u16>, _>>());
            let is_date = matches!(date, Some(Ok(date)) if matches!(date[..],
                [2020..=2100, 1..=12, 1..=31]));
            assert!(is_date, "{code}: `{source}` has to end in a date such as (2026-11-24)");
        }
    }

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
