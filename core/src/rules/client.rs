//! The rules of the OAuth client: its id, and the secret that proves it.
//!
//! What is told here is always another value of the same portal page, or one that stands in its
//! place. No word of a secret goes into a problem.

use super::{Problem, account, text};
use crate::{Entry, SecretEntry, catalogue, guid};

/// Whose client it is, which says what its id and its secret look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Issuer {
    /// Google Cloud.
    Google,
    /// Microsoft Entra ID.
    Microsoft,
    /// An authorization server of which nothing is known.
    Other,
}

/// The rule of the client id, with any provider.
pub(crate) fn client_id(entry: &Entry<'_>) -> Option<Problem> {
    let typed = entry.text()?;
    account::is_address(typed).then(|| Problem::new(catalogue::CLIENT_ID_IS_ADDRESS))
}

/// What is to be said of a client id by whose it is; `tenant` is that of the authority.
pub(crate) fn client_id_of(issuer: Issuer, typed: &str, tenant: Option<&str>) -> Option<Problem> {
    let id = guid::value(typed);
    // Each of these is told by a rule of its own, and no GUID.
    if id.is_none() && (account::is_address(typed) || text::is_told(typed, text::Space::Never)) {
        return None;
    }
    match (issuer, id) {
        (Issuer::Google, Some(_)) => Some(Problem::new(catalogue::CLIENT_ID_OF_MICROSOFT)),
        (Issuer::Google, None) => no_client_id_of_google(typed),
        (Issuer::Microsoft, Some(id)) => microsoft_client_id(typed, id, tenant),
        (Issuer::Microsoft, None) => Some(no_client_id_of_microsoft(typed)),
        (Issuer::Other, _) => None,
    }
}

const GOOGLE_CLIENTS: &str = ".apps.googleusercontent.com";

/// `{digits}-{letters}.apps.googleusercontent.com`; the oldest have digits alone.
fn no_client_id_of_google(typed: &str) -> Option<Problem> {
    let is_right = typed
        .strip_suffix(GOOGLE_CLIENTS)
        .is_some_and(|id| id.starts_with(|c: char| c.is_ascii_digit()));
    (!is_right).then(|| Problem::new(catalogue::CLIENT_ID_NOT_OF_GOOGLE))
}

/// Ids that stand in every tenant: of a resource, or of a permission on it.
const WELL_KNOWN: [(u128, WellKnown); 20] = {
    use WellKnown::{Resource, Role, Tenant};
    [
        (
            guid::known("00000002-0000-0ff1-ce00-000000000000"),
            Resource("Office 365 Exchange Online"),
        ),
        (guid::known("00000003-0000-0000-c000-000000000000"), Resource("Microsoft Graph")),
        (
            guid::known("00000002-0000-0000-c000-000000000000"),
            Resource("Azure Active Directory Graph"),
        ),
        (guid::known("5e5addcd-3e8d-4e90-baf5-964efab2b20a"), Role("IMAP.AccessAsApp")),
        (guid::known("cb842b43-da6e-4506-86fe-bb12199c656d"), Role("POP.AccessAsApp")),
        (guid::known("7146a1f0-8703-45b3-9eae-527a64c00995"), Role("SMTP.SendAsApp")),
        (guid::known("dc890d15-9560-4a4c-9b7f-a736ec74ec40"), Role("full_access_as_app")),
        (guid::known("dc50a0fb-09a3-484d-be87-e023b12c6440"), Role("Exchange.ManageAsApp")),
        (guid::known("810c84a8-4a9e-49e6-bf7d-12d183f40d01"), Role("Mail.Read")),
        (guid::known("e2a3a72e-5f79-4c64-b1b1-878b674786c9"), Role("Mail.ReadWrite")),
        (guid::known("b633e1c5-b582-4048-a93e-9f11b44c7e96"), Role("Mail.Send")),
        (guid::known("195adc35-e27b-454b-a7ed-1ecdffa1c09f"), Role("IMAP.AccessAsUser.All")),
        (guid::known("fb698133-92fa-453e-a9ed-688e10f2e5ac"), Role("POP.AccessAsUser.All")),
        (guid::known("76faac2a-0f20-42f1-928a-50de5b9dbe52"), Role("SMTP.Send")),
        (guid::known("652390e4-393a-48de-9484-05f9b1212954"), Role("IMAP.AccessAsUser.All")),
        (guid::known("d7b7f2d9-0f45-4ea1-9d42-e50810c06991"), Role("POP.AccessAsUser.All")),
        (guid::known("258f6531-6087-4cc4-bb90-092c5fb3ed3f"), Role("SMTP.Send")),
        (guid::known("570282fd-fa5c-430d-a7fd-fc8dc98a9dca"), Role("Mail.Read")),
        (guid::known("9188040d-6c67-4c5b-b112-36a304b66dad"), Tenant),
        (guid::known("f8cdef31-a31e-4b4a-93e4-5f571e91255a"), Tenant),
    ]
};

#[derive(Clone, Copy)]
enum WellKnown {
    Resource(&'static str),
    Role(&'static str),
    Tenant,
}

fn no_client_id_of_microsoft(typed: &str) -> Problem {
    if typed.ends_with(GOOGLE_CLIENTS) {
        return Problem::new(catalogue::CLIENT_ID_OF_GOOGLE);
    }
    let problem = Problem::new(catalogue::CLIENT_ID_MALFORMED);
    match guid::within(typed) {
        Some(id) if guid::stands_alone(typed) => problem.edit("", &id),
        // What stands around it may say that it is another id.
        Some(id) => problem.edit("", &id).guessed(),
        None => problem,
    }
}

fn microsoft_client_id(typed: &str, id: u128, tenant: Option<&str>) -> Option<Problem> {
    if id == 0 {
        return Some(Problem::new(catalogue::CLIENT_ID_MALFORMED));
    }
    let is_tenant = tenant.is_some_and(|tenant| tenant.eq_ignore_ascii_case(typed));
    match WELL_KNOWN.iter().find(|(known, _)| *known == id).map(|(_, known)| *known) {
        Some(WellKnown::Resource(resource)) => {
            Some(Problem::new(catalogue::CLIENT_ID_IS_RESOURCE).with_static("resource", resource))
        }
        Some(WellKnown::Role(role)) => {
            Some(Problem::new(catalogue::CLIENT_ID_IS_ROLE).with_static("role", role))
        }
        Some(WellKnown::Tenant) => Some(Problem::new(catalogue::CLIENT_ID_IS_TENANT)),
        None if is_tenant => Some(Problem::new(catalogue::CLIENT_ID_IS_TENANT)),
        None => is_sample(id).then(|| Problem::new(catalogue::CLIENT_ID_SAMPLE)),
    }
}

/// Whether a GUID is one of a guide: Microsoft's, as `00001111-aaaa-2222-bbbb-3333cccc4444`, have
/// groups of four equal digits and letters; others are one digit alone, or count.
fn is_sample(id: u128) -> bool {
    const COUNTING: u128 = 0x1234_5678_1234_1234_1234_1234_5678_9012;
    // Two digits a byte, from the last to the first.
    let bytes = id.to_le_bytes();
    let repeats = bytes.chunks(2).all(|group| group[0] == group[1] && group[0] % 0x11 == 0);
    let has_letters = || bytes.iter().any(|byte| byte & 0xf > 9);
    let is_one_digit = || bytes.iter().all(|byte| *byte == bytes[0]);
    repeats && (has_letters() || is_one_digit()) || id == COUNTING
}

/// What is to be said of a client secret.
pub(crate) fn client_secret(issuer: Issuer, entry: &SecretEntry) -> Option<Problem> {
    let SecretEntry::Typed(secret) = entry else { return account::secret(entry) };
    let typed = text::clean(secret.expose());
    let told = account::secret(entry);
    if told.as_ref().is_some_and(|problem| problem.rule == catalogue::PLACEHOLDER) {
        return told;
    }
    let rule = if is_variable(typed) {
        Some(catalogue::CLIENT_SECRET_UNEXPANDED)
    } else if is_masked(typed) {
        Some(catalogue::CLIENT_SECRET_PLACEHOLDER)
    } else {
        match issuer {
            // A server of one's own may take a key, a token or the word `secret` for one.
            Issuer::Other => None,
            Issuer::Google | Issuer::Microsoft => instead_of_secret(issuer, typed),
        }
    };
    rule.map(Problem::new).or(told).or_else(|| {
        let is_short = issuer == Issuer::Microsoft && !typed.is_empty() && typed.len() < SHORTEST;
        let is_quoted = || {
            let ends = [secret.expose().bytes().next(), secret.expose().bytes().next_back()];
            issuer != Issuer::Other && (ends == [Some(b'"'); 2] || ends == [Some(b'\''); 2])
        };
        if is_short {
            Some(Problem::new(catalogue::CLIENT_SECRET_SHORT))
        } else {
            is_quoted().then(|| Problem::new(catalogue::SURROUNDING_QUOTES))
        }
    })
}

/// Entra's secrets have about forty characters; the oldest that are known have more than thirty.
const SHORTEST: usize = 16;

/// What was pasted where Microsoft's or Google's secret belongs.
fn instead_of_secret(issuer: Issuer, typed: &str) -> Option<&'static catalogue::Rule> {
    const WORDS: [&str; 8] = [
        "secret",
        "client-secret",
        "client_secret",
        "clientsecret",
        "client secret",
        "password",
        "hidden",
        "redacted",
    ];
    let word = typed.trim_matches(['[', ']', '(', ')']);
    if WORDS.iter().any(|known| word.eq_ignore_ascii_case(known)) {
        return Some(catalogue::CLIENT_SECRET_PLACEHOLDER);
    }
    if typed.starts_with("-----BEGIN ") {
        return Some(catalogue::CLIENT_SECRET_IS_KEY);
    }
    if is_token(typed) {
        return Some(catalogue::CLIENT_SECRET_IS_TOKEN);
    }
    match issuer {
        Issuer::Microsoft if guid::is_guid(typed.trim_matches(['{', '}'])) => {
            Some(catalogue::CLIENT_SECRET_IS_ID)
        }
        Issuer::Microsoft if typed.starts_with("GOCSPX-") => {
            Some(catalogue::CLIENT_SECRET_OF_GOOGLE)
        }
        Issuer::Google if is_of_entra(typed) => Some(catalogue::CLIENT_SECRET_OF_MICROSOFT),
        Issuer::Google | Issuer::Microsoft | Issuer::Other => None,
    }
}

/// A JWT in its compact form: three parts, of which the first is a JSON object in base64url.
fn is_token(typed: &str) -> bool {
    typed.starts_with("eyJ")
        && typed.split('.').count() == 3
        && typed
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'='))
}

/// The shape of Entra's secrets since 2021: three characters, a digit, `Q~` and 34 more, or few less.
fn is_of_entra(typed: &str) -> bool {
    matches!(typed.as_bytes(), [_, _, _, digit, b'Q', b'~', rest @ ..]
        if digit.is_ascii_digit() && (31..=34).contains(&rest.len()))
}

/// A name that a shell, a template or a secret store would have put a value in place of: `$NAME`,
/// `${NAME}`, `$(NAME)`, `env:NAME`, `$env:NAME`, `op://…`, `vault:…`, `@Microsoft.KeyVault(…)`.
fn is_variable(typed: &str) -> bool {
    const STORES: [&str; 6] = [
        "@Microsoft.KeyVault(",
        "arn:aws:secretsmanager:",
        "arn:aws:ssm:",
        "op://",
        "vault://",
        "keyvault://",
    ];
    // Each has one of these.
    if !typed.bytes().any(|byte| matches!(byte, b'$' | b'@' | b':')) {
        return false;
    }
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
    };
    let is_capital = |name: &str| is_name(name) && !name.contains(|c: char| c.is_ascii_lowercase());
    let inside = |open: &str, close: &str| {
        let inner = typed.strip_prefix(open)?.strip_suffix(close)?;
        // `${NAME:-default}` names one, too.
        Some(is_name(inner.split([':', '?']).next().unwrap_or_default().trim()))
    };
    let after = |mark: &str| {
        let head = typed.get(..mark.len())?;
        head.eq_ignore_ascii_case(mark).then(|| typed.get(mark.len()..).is_some_and(is_name))
    };
    [inside("${", "}"), inside("$(", ")"), inside("${{", "}}"), after("$env:"), after("env:")]
        .into_iter()
        .flatten()
        .any(|is_name| is_name)
        || typed.strip_prefix('$').is_some_and(|name| name.len() > 1 && is_capital(name))
        || STORES.iter().any(|store| typed.starts_with(store))
}

/// A value that a page showed hidden: dots and stars alone, or, as the Azure portal shows it, its
/// first characters and then stars.
fn is_masked(typed: &str) -> bool {
    const FEWEST: usize = 3;
    const FEWEST_BEHIND: usize = 8;
    let is_mask = |c: char| matches!(c, '*' | '•' | '●' | '∙' | '·' | '█' | '▪' | '⦁' | '.' | '…');
    let behind = typed.chars().rev().take_while(|c| *c == '*' || *c == '•').count();
    typed.chars().nth(FEWEST - 1).is_some() && typed.chars().all(is_mask) || behind >= FEWEST_BEHIND
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: Option<&str> = Some("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");

    #[track_caller]
    fn check_id(issuer: Issuer, typed: &str, expected: Option<&str>) {
        let found = client_id_of(issuer, typed, TENANT).map(|problem| problem.rule.code);
        assert_eq!(found, expected, "{typed}");
    }

    #[test]
    fn client_ids_of_microsoft() {
        for (typed, expected) in [
            ("11111111-2222-4333-8444-555555555555", None),
            ("11111111-2222-3333-4444-555555555555", None),
            ("{11111111-2222-4333-8444-555555555555}", Some("client-id-malformed")),
            ("11111111-2222-4333-8444-55555555555", Some("client-id-malformed")),
            ("11111111222243338444555555555555", Some("client-id-malformed")),
            ("api://11111111-2222-4333-8444-555555555555", Some("client-id-malformed")),
            ("https://contoso.onmicrosoft.com/mail", Some("client-id-malformed")),
            ("00000000-0000-0000-0000-000000000000", Some("client-id-malformed")),
            ("my-app", Some("client-id-malformed")),
            ("1234-abc.apps.googleusercontent.com", Some("client-id-of-google")),
            ("00000003-0000-0000-c000-000000000000", Some("client-id-is-resource")),
            ("5E5ADDCD-3e8d-4e90-baf5-964efab2b20a", Some("client-id-is-role")),
            ("76faac2a-0f20-42f1-928a-50de5b9dbe52", Some("client-id-is-role")),
            ("AAAAAAAA-bbbb-cccc-dddd-eeeeeeeeeeee", Some("client-id-is-tenant")),
            ("9188040d-6c67-4c5b-b112-36a304b66dad", Some("client-id-is-tenant")),
            ("11111111-1111-1111-1111-111111111111", Some("client-id-sample")),
            ("00001111-aaaa-2222-bbbb-3333cccc4444", Some("client-id-sample")),
            ("12345678-1234-1234-1234-123456789012", Some("client-id-sample")),
            ("12345678-1234-1234-1234-123456789013", None),
            // Told by rules of their own.
            ("me@example.com", None),
            ("YOUR_CLIENT_ID", None),
        ] {
            check_id(Issuer::Microsoft, typed, expected);
        }
        for typed in [
            "{11111111-2222-4333-8444-555555555555}",
            "11111111222243338444555555555555",
            "api://11111111-2222-4333-8444-555555555555",
            "(11111111222243338444555555555555)",
        ] {
            let problem = client_id_of(Issuer::Microsoft, typed, None).expect(typed);
            let finding = problem.into_finding(crate::FormName::Outgoing, "oauth.client_id");
            let edit = finding.fix.expect(typed).edits.remove(0);
            assert_eq!(edit.value, "11111111-2222-4333-8444-555555555555", "{typed}");
        }
    }

    #[test]
    fn client_ids_of_google_and_of_others() {
        for (typed, expected) in [
            ("123456789012-abcdef.apps.googleusercontent.com", None),
            ("1234.apps.googleusercontent.com", None),
            ("123456789012-abcdef", Some("client-id-not-of-google")),
            ("mail.apps.googleusercontent.com", Some("client-id-not-of-google")),
            ("11111111-2222-4333-8444-555555555555", Some("client-id-of-microsoft")),
        ] {
            check_id(Issuer::Google, typed, expected);
        }
        for typed in ["mail reader", "11111111-1111-1111-1111-111111111111", "x"] {
            check_id(Issuer::Other, typed, None);
        }
    }

    #[test]
    fn secrets_are_judged_without_being_told() {
        const ENTRA: &str = "Abc8Q~a-secret.of_the_shape~0123456789ab";
        // Microsoft, Google, another server.
        let all = |code| [Some(code); 3];
        let known = |code| [Some(code), Some(code), None];
        for (typed, expected) in [
            ("Abc8Q~value.of_a-secret", [None; 3]),
            (ENTRA, [None, Some("client-secret-of-microsoft"), None]),
            ("r=o4@SlzU:MA6MlXM6mPG[44i4gYPq[@", [None; 3]),
            ("$abc.def*gh$IJK{lmn}op%qr%stuv", [None; 3]),
            ("abcdefgh.ijklmnop.qrstuvwx", [None; 3]),
            (" Abc8Q~value.of_a-secret", all("surrounding-space")),
            ("Abc8Q~value.of\na-secret", all("control-character")),
            ("<secret>", all("placeholder")),
            ("YOUR_CLIENT_SECRET", all("placeholder")),
            ("***", all("client-secret-placeholder")),
            ("••••••••", all("client-secret-placeholder")),
            ("xxxxxxxxxxxxxxxx", all("placeholder")),
            ("Abc********************", all("client-secret-placeholder")),
            ("secret", known("client-secret-placeholder")),
            ("(hidden)", known("client-secret-placeholder")),
            ("Client-Secret", known("client-secret-placeholder")),
            ("$CLIENT_SECRET", all("client-secret-unexpanded")),
            ("${CLIENT_SECRET}", all("client-secret-unexpanded")),
            ("${SECRET:-none}", all("client-secret-unexpanded")),
            ("$(client.secret)", all("client-secret-unexpanded")),
            ("${{ secrets.CLIENT_SECRET }}", all("client-secret-unexpanded")),
            ("env:CLIENT_SECRET", all("client-secret-unexpanded")),
            ("$env:ClientSecret", all("client-secret-unexpanded")),
            ("op://vault/item/field", all("client-secret-unexpanded")),
            ("-----BEGIN PRIVATE KEY-----\nMIIE\n", known("client-secret-is-key")),
            ("eyJhbGciOiJub25lIn0.eyJhdWQiOiJ4In0.c2ln", known("client-secret-is-token")),
            ("eyJhbGciOiJub25lIn0-of-no-token", [None; 3]),
            ("GOCSPX-abcdefghijklmnop", [Some("client-secret-of-google"), None, None]),
            ("99999999-8888-4777-8666-555555555555", [Some("client-secret-is-id"), None, None]),
            ("short", [Some("client-secret-short"), None, None]),
            ("", [None; 3]),
        ] {
            let entry = SecretEntry::from(typed);
            let issuers = [Issuer::Microsoft, Issuer::Google, Issuer::Other];
            for (issuer, expected) in issuers.into_iter().zip(expected) {
                let problem = client_secret(issuer, &entry);
                let code = problem.as_ref().map(|problem| problem.rule.code);
                // A PEM key has line breaks, which a server of one's own does not take.
                let expected = match (issuer, expected) {
                    (Issuer::Other, None) if typed.contains('\n') => Some("control-character"),
                    (_, expected) => expected,
                };
                assert_eq!(code, expected, "{typed:?} at {issuer:?}");
                let told = problem.map(|problem| format!("{:?} {:?}", problem.params, problem.fix));
                let told = told.unwrap_or_default();
                assert!(typed.len() < 4 || !told.contains(typed.trim()), "{told}");
            }
        }
    }
}
