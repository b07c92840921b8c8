//! Authorities, as they are pasted, through [`read`].

use super::*;
use crate::cloud::SIGN_IN_HOSTS;

const GUID: &str = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";

fn codes(reading: &Reading) -> Vec<&'static str> {
    reading.problems.iter().map(|problem| problem.rule.code).collect()
}

/// A form, and the endpoint, token URL and codes that it is read to. `{t}` is a tenant.
#[track_caller]
fn check(typed: &str, endpoint: Endpoint, token_url: &str, expected: &[&str]) {
    let fill = |text: &str| text.replace("{t}", GUID);
    let filled = fill(typed);
    let reading = read(&filled, &[]);
    assert_eq!(codes(&reading), expected, "{typed}");
    let authority = reading.authority.expect(typed);
    assert_eq!(authority.endpoint, endpoint, "{typed}");
    assert_eq!(authority.token_url, fill(token_url), "{typed}");
}

#[track_caller]
fn check_codes(typed: &str, expected: &[&str]) {
    assert_eq!(codes(&read(&typed.replace("{t}", GUID), &[])), expected, "{typed}");
}

#[test]
fn every_form_is_read_to_its_token_endpoint() {
    const TOKEN: &str = "https://login.microsoftonline.com/{t}/oauth2/v2.0/token";
    for (path, endpoint, expected) in [
        ("{t}", Endpoint::Authority, &["authority-normalised"][..]),
        ("{t}/", Endpoint::Authority, &["authority-normalised"]),
        ("{t}//", Endpoint::Authority, &["authority-normalised"]),
        ("{t}?foo=bar#fragment", Endpoint::Authority, &["authority-normalised"]),
        ("{t}#fragment", Endpoint::Authority, &["authority-normalised"]),
        ("{t}/v2.0", Endpoint::Issuer, &["authority-normalised"]),
        ("{t}/oauth2/v2.0/token", Endpoint::Token, &[]),
        ("{t}/oauth2/v2.0/token/", Endpoint::Token, &["authority-normalised"]),
        ("/{t}//oauth2/v2.0/token", Endpoint::Token, &["authority-normalised"]),
        ("{t}\\oauth2\\v2.0\\token", Endpoint::Token, &["authority-normalised"]),
        ("{t}/oauth2/v2.0/token?x=1", Endpoint::Token, &["authority-query"]),
        ("{t}/oauth2/v2.0/token#f", Endpoint::Token, &["authority-query"]),
        ("{t}/OAuth2/V2.0/Token", Endpoint::Token, &[]),
        ("{t}/oauth2/token", Endpoint::TokenV1, &["authority-v1"]),
        ("{t}/oauth2/v2.0/authorize", Endpoint::Authorize, &["authority-endpoint"]),
        ("{t}/oauth2/v2.0/authorize?client_id=x", Endpoint::Authorize, &["authority-endpoint"]),
        ("{t}/oauth2/authorize", Endpoint::AuthorizeV1, &["authority-v1"]),
        ("{t}/oauth2/v2.0/devicecode", Endpoint::DeviceCode, &["authority-endpoint"]),
        (
            "{t}/v2.0/.well-known/openid-configuration",
            Endpoint::Metadata,
            &["authority-normalised"],
        ),
        ("{t}/.well-known/openid-configuration", Endpoint::MetadataV1, &["authority-v1"]),
        ("{t}/v2.0/adminconsent", Endpoint::AdminConsent, &["authority-endpoint"]),
        ("{t}/adminconsent", Endpoint::AdminConsent, &["authority-endpoint"]),
        ("{t}/oauth2/devicecode", Endpoint::DeviceCode, &["authority-endpoint"]),
        ("{t}/oauth2/v2.0/logout", Endpoint::Logout, &["authority-endpoint"]),
        ("{t}/saml2", Endpoint::Federation, &["authority-endpoint"]),
        ("{t}/oauth2/v2.0", Endpoint::Unrecognised, &["authority-extra-path"]),
        ("{t}/oauth2/v2.0/token/oauth2/v2.0/token", Endpoint::Unrecognised, &["authority-doubled"]),
        ("{t}/v2.0/oauth2/v2.0/token", Endpoint::Unrecognised, &["authority-doubled"]),
        ("{t}/ABCD!@#$TEST//", Endpoint::Unrecognised, &["authority-extra-path"]),
    ] {
        check(&format!("https://login.microsoftonline.com/{path}"), endpoint, TOKEN, expected);
    }
}

#[test]
fn tenants() {
    for (tenant, kind) in [
        (GUID, TenantKind::Guid),
        ("contoso.onmicrosoft.com", TenantKind::Domain),
        ("mytenant.com", TenantKind::Domain),
        ("common", TenantKind::Common),
        ("Organizations", TenantKind::Organizations),
        ("consumers", TenantKind::Consumers),
        ("9188040d-6c67-4c5b-b112-36a304b66dad", TenantKind::Guid),
    ] {
        let typed = format!("https://login.microsoftonline.com/{tenant}");
        let reading = read(&typed, &[]);
        assert_eq!(codes(&reading), ["authority-normalised"], "{tenant}");
        let authority = reading.authority.expect(tenant);
        assert_eq!(authority.tenant_kind, Some(kind), "{tenant}");
        assert_eq!(authority.tenant, Some(tenant.to_ascii_lowercase().into()));
    }
    for (tenant, expected) in [
        ("aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeee", "authority-tenant-malformed"),
        ("''aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee''", "authority-tenant-malformed"),
        ("token", "authority-tenant-malformed"),
        ("authorize", "authority-tenant-malformed"),
        ("contoso", "authority-tenant-malformed"),
        ("user@contoso.com", "authority-tenant-is-address"),
    ] {
        check_codes(
            &format!("https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"),
            &[expected],
        );
    }
}

#[test]
fn hosts_and_clouds() {
    for (host, cloud, expected) in [
        ("login.microsoftonline.com", Some(Cloud::Global), &[][..]),
        ("LOGIN.microsoftonline.com", Some(Cloud::Global), &[]),
        ("login.microsoftonline.com:443", Some(Cloud::Global), &[]),
        ("centralus.login.microsoft.com", Some(Cloud::Global), &[]),
        ("login.windows.net", Some(Cloud::Global), &["authority-legacy"]),
        ("login.microsoftonline.us", Some(Cloud::UsGovernment), &[]),
        ("login.usgovcloudapi.net", Some(Cloud::UsGovernment), &["authority-legacy"]),
        ("login-us.microsoftonline.com", Some(Cloud::UsGovernment), &["authority-legacy"]),
        ("login.partner.microsoftonline.cn", Some(Cloud::China), &[]),
        ("login.chinacloudapi.cn", Some(Cloud::China), &["authority-legacy"]),
        ("login.microsoftonline.de", Some(Cloud::Germany), &["authority-retired"]),
        ("login.sovcloud-identity.fr", Some(Cloud::Bleu), &[]),
        ("login.windows-ppe.net", None, &["authority-internal"]),
        ("contoso.ciamlogin.com", None, &["authority-b2c"]),
        ("sts.access.edu", None, &["authority-unknown-host"]),
        ("example.com", None, &["authority-unknown-host"]),
        ("localhost:5215", None, &["authority-unknown-host"]),
        ("fake-login.microsoftonline.com", None, &["authority-unknown-host"]),
    ] {
        let typed = format!("https://{host}/{GUID}/oauth2/v2.0/token");
        let reading = read(&typed, &[]);
        assert_eq!(codes(&reading), expected, "{host}");
        let authority = reading.authority.expect(host);
        assert_eq!(authority.cloud, cloud, "{host}");
        assert_eq!(authority.tenant.as_deref(), Some(GUID), "{host}");
    }
    for host in [
        "login.microsoft0nline.com",
        "login.microsoftonline.co",
        "login.micorsoftonline.com",
        "login.microsoftonline.com.evil.example",
        "login.microsoftonline.in",
    ] {
        check_codes(
            &format!("https://{host}/mytenant.com/oauth2/v2.0/token"),
            &["authority-lookalike"],
        );
    }
    for host in
        ["portal.azure.com", "graph.microsoft.com", "outlook.office365.com", "smtp.office365.com"]
    {
        check_codes(&format!("https://{host}/{{t}}"), &["authority-other-service"]);
    }
}

#[test]
fn what_is_no_authority_is_told_with_the_mend() {
    for (typed, expected) in [
        ("This is not a URI", "authority-malformed"),
        ("contoso", "authority-bare-tenant"),
        ("common", "authority-bare-tenant"),
        ("''{t}''", "authority-bare-tenant"),
        ("tenant", "placeholder"),
        ("TENANT_ID", "placeholder"),
        ("ftp://login.microsoftonline.com/{t}", "authority-malformed"),
        ("https://", "authority-malformed"),
        ("https://login.microsoftonline.com/ten ant", "authority-malformed"),
        ("http://login.microsoftonline.com/common", "authority-not-https"),
        ("http://non.https.example.com/tenant", "authority-not-https"),
        ("login.microsoftonline.com/{t}", "authority-no-scheme"),
        ("testlogin.microsoftonline.com/{t}", "authority-no-scheme"),
        ("login.microsoftonline.com", "authority-no-scheme"),
        ("outlook.office365.com", "authority-other-service"),
        ("https://login.microsoftonline.com/undefined/oauth2/v2.0/token", "placeholder"),
        ("{t}", "authority-bare-tenant"),
        ("contoso.onmicrosoft.com", "authority-bare-tenant"),
        ("user@contoso.com", "authority-tenant-is-address"),
        ("https://login.microsoftonline.com", "authority-tenant-missing"),
        ("https://login.microsoftonline.com/", "authority-tenant-missing"),
        ("https://login.microsoftonline.com/oauth2/v2.0/token", "authority-tenant-missing"),
        ("https://login.microsoftonline.com/tfp/", "authority-tenant-missing"),
    ] {
        check_codes(typed, &[expected]);
    }
    let userinfo = read("https://login.microsoftonline.com@evil.example/common", &[]);
    assert_eq!(codes(&userinfo), ["authority-userinfo", "authority-unknown-host"]);
    // Placeholders are told by the field's own rule, once.
    check_codes("https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token", &[]);
}

/// The vectors of MSAL's own suites that are about reading a URL. At a host that is not known
/// nothing is said of the path.
#[test]
fn vectors_of_msal() {
    const UNKNOWN: &str = "authority-unknown-host";
    const NORMALISED: &str = "authority-normalised";
    for (typed, host, tenant, expected) in [
        (
            "https://example.com/tenant/subpath?foo=bar#fragment",
            "example.com",
            "tenant",
            Some(UNKNOWN),
        ),
        ("https://example.com/tenant?foo=bar#fragment", "example.com", "tenant", Some(UNKNOWN)),
        ("https://example.com/tenant#fragment", "example.com", "tenant", Some(UNKNOWN)),
        ("https://contoso.com/PATH", "contoso.com", "PATH", Some(UNKNOWN)),
        ("https://localhost:5215/common/", "localhost:5215", "common", Some(UNKNOWN)),
        (
            "https://login.microsoftonline.com:444/common/",
            "login.microsoftonline.com:444",
            "common",
            Some(NORMALISED),
        ),
        (
            "https://login.microsoftonline.com:443/common/oauth2/v2.0/token",
            "login.microsoftonline.com",
            "common",
            None,
        ),
    ] {
        let reading = read(typed, &[]);
        assert_eq!(codes(&reading), Vec::from_iter(expected), "{typed}");
        let authority = reading.authority.expect(typed);
        assert_eq!((&*authority.host, authority.tenant.as_deref()), (host, Some(tenant)));
    }
    for typed in ["https://no.tenant.example.com", "https://no.tenant.example.com/"] {
        check_codes(typed, &[UNKNOWN]);
    }
    for (host, _) in SIGN_IN_HOSTS {
        let typed = format!("https://{host}/common");
        let authority = read(&typed, &[]).authority.expect(host);
        assert_eq!(authority.token_url, format!("https://{host}/common/oauth2/v2.0/token"));
    }
}

#[test]
fn other_identity_services() {
    for (typed, kind, tenant, token_url) in [
        (
            "https://login.b2clogin.com/contoso/b2c_policy",
            AuthorityKind::B2c,
            Some("contoso"),
            "https://login.b2clogin.com/contoso/b2c_policy/oauth2/v2.0/token",
        ),
        (
            "https://sometenantid.b2clogin.com/tfp/sometenantid/policy/",
            AuthorityKind::B2c,
            Some("sometenantid"),
            "https://sometenantid.b2clogin.com/tfp/sometenantid/policy/oauth2/v2.0/token",
        ),
        (
            "https://catsareamazing.com/tfp/catsareamazing/policy/",
            AuthorityKind::B2c,
            Some("catsareamazing"),
            "https://catsareamazing.com/tfp/catsareamazing/policy/oauth2/v2.0/token",
        ),
        (
            "https://contoso.ciamlogin.com",
            AuthorityKind::Ciam,
            Some("contoso.onmicrosoft.com"),
            "https://contoso.ciamlogin.com/contoso.onmicrosoft.com/oauth2/v2.0/token",
        ),
        (
            "https://contoso.ciamlogin.com/anything",
            AuthorityKind::Ciam,
            Some("anything"),
            "https://contoso.ciamlogin.com/anything/oauth2/v2.0/token",
        ),
        (
            "https://adfs.example.com/adfs/",
            AuthorityKind::Adfs,
            None,
            "https://adfs.example.com/adfs/oauth2/token",
        ),
        (
            "https://co1.dsts.example.com/dstsv2/7a433bfc-2514-4697-b467-e0933190487f/",
            AuthorityKind::Dsts,
            Some("7a433bfc-2514-4697-b467-e0933190487f"),
            "https://co1.dsts.example.com/dstsv2/7a433bfc-2514-4697-b467-e0933190487f/oauth2/v2.0/token",
        ),
    ] {
        let authority = read(typed, &[]).authority.expect(typed);
        assert_eq!(authority.kind, kind, "{typed}");
        assert_eq!(authority.tenant.as_deref(), tenant, "{typed}");
        assert_eq!(authority.token_url, token_url, "{typed}");
    }
    let traversal = read("https://login.microsoftonline.com/../../other.com/tenant", &[]);
    assert_eq!(traversal.authority.expect("an authority").host, "login.microsoftonline.com");
}

#[test]
fn a_host_confirmed_by_name_is_taken_and_told() {
    let typed = "https://127.0.0.1:8443/testbed/oauth2/v2.0/token";
    for (confirmed, expected) in [
        ("127.0.0.1:8443", "authority-confirmed-host"),
        ("127.0.0.1", "authority-confirmed-host"),
        ("127.0.0.1:8444", "authority-unknown-host"),
        ("localhost", "authority-unknown-host"),
    ] {
        let reading = read(typed, &[confirmed.to_owned()]);
        assert_eq!(codes(&reading), [expected], "{confirmed}");
        assert_eq!(reading.authority.expect("an authority").token_url, typed);
    }
}

/// The edits of a reading, each once, and the parts that its findings mark.
fn mends_and_marks(typed: &str) -> (Vec<String>, Vec<String>) {
    let units: Vec<u16> = typed.encode_utf16().collect();
    let mut mends = Vec::new();
    let mut marks = Vec::new();
    for problem in read(typed, &[]).problems {
        let finding = problem.into_finding(crate::FormName::Outgoing, "oauth.authority_url");
        mends.extend(
            finding.fix.into_iter().flat_map(|fix| fix.edits).map(|edit| edit.value.into_owned()),
        );
        let marked =
            finding.span.map(|span| String::from_utf16_lossy(&units[span.start..span.end]));
        marks.extend(marked);
    }
    mends.dedup();
    (mends, marks)
}

#[test]
fn one_authority_has_one_mend_and_marks_its_parts() {
    const TOKEN: &str = "https://login.microsoftonline.com/{t}/oauth2/v2.0/token";
    const DOMAIN: &str =
        "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token";
    for (typed, mended, marks) in [
        ("https://login.microsoftonline.com/{t}/v2.0", TOKEN, &["v2.0"][..]),
        ("https://sts.windows.net/{t}/oauth2/token", TOKEN, &["sts.windows.net", "oauth2/token"]),
        (
            "https://login.windows.net/''{t}''/v2.0",
            TOKEN,
            &["login.windows.net", "''{t}''", "v2.0"],
        ),
        ("https://login.micorsoftonline.com/{t}", TOKEN, &["login.micorsoftonline.com"]),
        ("https://login.microsoftonline.com/{t}/oauth2/v2.0/token?a=b#c", TOKEN, &["?a=b#c"]),
        ("https://login.microsoftonline.com/contoso/v2.0", DOMAIN, &["contoso", "v2.0"]),
        (
            "https://login.microsoftonline.com/a@Contoso.OnMicrosoft.com",
            DOMAIN,
            &["a@Contoso.OnMicrosoft.com"],
        ),
        ("https:/login.windows.net/{t}", TOKEN, &["https:/"]),
        ("htps://login.microsoftonline.com/{t}", TOKEN, &["htps://"]),
        ("https://https://login.microsoftonline.com/{t}", TOKEN, &["https://https://"]),
        ("http://login.microsoftonline.com/{t}", TOKEN, &["http"]),
        ("login.microsoftonline.com/{t}", TOKEN, &[]),
        ("contoso", DOMAIN, &[]),
        (
            "https://login.microsoftonline.com/to/oauth2/v2.0/token",
            "https://login.microsoftonline.com/to.onmicrosoft.com/oauth2/v2.0/token",
            &["to"],
        ),
        ("𝒳@contoso.onmicrosoft.com", DOMAIN, &[]),
        (
            "https://login.microsoftonline.com/contoso.onmicrosoft.us",
            "https://login.microsoftonline.us/contoso.onmicrosoft.us/oauth2/v2.0/token",
            &["contoso.onmicrosoft.us"],
        ),
    ] {
        let fill = |text: &str| text.replace("{t}", GUID);
        let (mends, marked) = mends_and_marks(&fill(typed));
        assert_eq!(mends, [fill(mended)], "{typed}");
        let marks: Vec<_> = marks.iter().map(|mark| fill(mark)).collect();
        assert_eq!(marked, marks, "{typed}");
        // What is mended has nothing more to be said of it.
        check_codes(&fill(mended), &[]);
    }
}

#[test]
fn a_mend_that_could_change_what_was_meant_is_only_offered() {
    for (typed, is_safe) in [
        ("http://login.microsoftonline.com/contoso.com", true),
        ("https://https://login.microsoftonline.com/contoso.com", true),
        ("login.microsoftonline.com/contoso.com", true),
        ("https://login.windows.net/contoso.com", true),
        ("https:\\\\login.microsoftonline.com/contoso.com", true),
        ("https://login.microsoftonline.com/'{t}'/oauth2/v2.0/token", true),
        ("https://login.microsoftonline.com/%7B{t}%7D/oauth2/v2.0/token", true),
        ("https://login.microsoftonline.com/contoso%20{t}/oauth2/v2.0/token", false),
        ("https://login.microsoftonline.com/contoso.com/oauth2/v2.0/authorize?a=b", true),
        ("https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token?p=policy", false),
        ("https://login.microsoftonline.com/contoso.com?p=policy", false),
        ("evil.example/oauth2/v2.0/token", false),
        ("//evil.example/contoso.com", false),
        ("http://evil.example/token", false),
        ("evil.example:8443/contoso.com", false),
        ("htps://evil.example/contoso.com", false),
        ("https://evil.example/https://login.microsoftonline.com/contoso.com", false),
        ("contoso.com@evil.example", false),
        ("https://login.microsoftonline.com/contoso.com@evil.example", false),
        ("https://login.microsoftonline.com\\evil.example/contoso.com", false),
        ("https:\\\\login.microsoftonline.com\\evil.example/contoso.com", false),
        ("https://login.microsoftonline.com/evil.example/contoso.com", false),
        ("https://login.micorsoftonline.com/contoso.com", false),
        ("https://login.micorsoftonline.com", false),
        ("https://login.microsoftonline.de/contoso.com", false),
        ("https://login.microsoftonline.de", false),
        ("contoso.com", false),
        ("contoso", false),
        ("{t}", false),
    ] {
        let problems = read(&typed.replace("{t}", GUID), &[]).problems;
        assert!(problems.iter().any(Problem::is_mended), "{typed}");
        for problem in problems.iter().filter(|problem| problem.is_mended()) {
            assert_eq!(problem.is_safe(), is_safe, "{typed}: {}", problem.rule.code);
        }
    }
}

#[test]
fn what_may_hold_a_secret_is_not_repeated() {
    for typed in [
        "https://user:hunter2@login.microsoftonline.com/contoso.com",
        "https:/user:hunter2@login.microsoftonline.com/contoso.com",
        "http://user:hunter2@login.microsoftonline.com/contoso.com",
        "http://login.example.com/contoso.com?client_secret=hunter2",
        "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token?client_secret=hunter2",
    ] {
        let reading = read(typed, &[]);
        assert!(!reading.problems.is_empty(), "{typed}");
        assert!(!format!("{:?}", reading.problems).contains("hunter2"), "{typed}");
    }
}

#[test]
fn a_documented_authority_is_one_whatever_way_it_is_read() {
    let hosts = SIGN_IN_HOSTS.iter().map(|(host, _)| *host);
    let hosts =
        hosts.chain(["eu.login.microsoftonline.com", "LOGIN.microsoftonline.com", "a.example"]);
    let tenants = [
        GUID,
        "AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE",
        crate::guid::NIL,
        tenant::OF_PERSONAL_ACCOUNTS,
        "common",
        "Common",
        "consumers",
        "organizations",
        "contoso.com",
        "contoso.onmicrosoft.com",
        "contoso.onmicrosoft.us",
        "contoso.partner.onmschina.cn",
        "xn--bcher-kva.example",
        "contoso.com.",
        "a--b.example",
        "1.2",
        "contoso..com",
        "..",
        ".",
        "",
        "contoso",
        "con toso.com",
        "contoso_x.com",
        "a/b.example",
        "a\\b.example",
        "b\u{fc}cher.example",
        "%41.example",
        "a.example?",
    ];
    let mut documented_ones = 0;
    for host in hosts {
        for (tenant, end) in
            tenants.iter().flat_map(|tenant| ["", "/", "?x"].map(|end| (tenant, end)))
        {
            let typed = format!("https://{host}/{tenant}/oauth2/v2.0/token{end}");
            let Some(authority) = documented(&typed) else { continue };
            documented_ones += 1;
            let url = grammar::url_of(&typed).expect("a URL");
            let reading = read_url(&typed, &url, &[]);
            assert_eq!(reading.authority, Some(authority), "{typed}");
            assert_eq!(codes(&reading), [""; 0], "{typed}");
            assert_eq!(text::placeholder(&typed), None, "{typed}");
        }
    }
    assert!(documented_ones > 30, "{documented_ones}");
}

#[test]
fn what_is_read_reads_as_itself_and_what_is_mended_as_meant() {
    const HOSTS: [&str; 8] = [
        "login.microsoftonline.com",
        "sts.windows.net",
        "login.microsoftonline.com'",
        "contoso.ciamlogin.com",
        "con'toso.ciamlogin.com",
        "con\"toso.ciamlogin.com",
        "Contoso.b2clogin.com",
        "adfs.example.com",
    ];
    const TENANTS: [&str; 18] = [
        "",
        "{t}",
        "'{t}'",
        "x.{t}",
        "%7B{t}%7D",
        "to",
        "Contoso.com",
        "con'toso.com",
        "%zz",
        "%zz.com",
        "%40zz",
        "%localhost\"",
        "A%zz@b.com",
        "%5B%zz",
        "%25zz",
        "%2Fcontoso.com",
        "%C3%BC.Example",
        "tfp/%zz/B",
    ];
    const PATHS: [&str; 7] =
        ["", "/v2.0", "/oauth2/v2.0/token", "/%zz", "/B2C_1_%zz/", "?%zz", "/'"];
    let tenants = || TENANTS.into_iter().flat_map(|tenant| PATHS.map(|path| (tenant, path)));
    for (host, (tenant, path)) in
        HOSTS.into_iter().flat_map(|host| tenants().map(move |path| (host, path)))
    {
        let typed = format!("https://{host}/{tenant}{path}").replace("{t}", GUID);
        let reading = read(&typed, &[]);
        for mend in reading.problems.iter().filter_map(Problem::mend) {
            let again = read(mend, &[]);
            assert!(!again.problems.iter().any(Problem::is_mended), "{typed} {mend}");
        }
        let Some(authority) = reading.authority else { continue };
        let again = read(&authority.token_url, &[]).authority.expect(&typed);
        assert_eq!(again.token_url, authority.token_url, "{typed}");
        assert_eq!(again.tenant, authority.tenant, "{typed}");
        assert_eq!(again.kind, authority.kind, "{typed}");
    }
}
