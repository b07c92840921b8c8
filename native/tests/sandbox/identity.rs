//! The endpoints of Entra ID, asked as a client asks them.

use std::{fs, time::SystemTime};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use mailvet::sandbox::Change;
use ring::{
    digest,
    rand::SystemRandom,
    signature::{
        RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair, RsaPublicKeyComponents,
    },
};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, pem::PemObject};
use serde_json::{Value, json};
use url::Url;

use super::client::{Client, DEFAULT, claims, code, json, send};

const DAY: i64 = 24 * 60 * 60;
const IMAP: &str = "https://outlook.office.com/IMAP.AccessAsUser.All offline_access openid";
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

#[tokio::test]
async fn an_application_gets_a_token_with_its_roles() {
    let client = Client::new().await;
    let answer = client.application_token().await;
    assert_eq!(answer["token_type"], "Bearer");
    assert_eq!(answer["expires_in"], 3599);
    assert!(answer["refresh_token"].is_null() && answer["id_token"].is_null());
    let claims = claims(&answer, "access_token");
    for (name, expected) in [
        ("aud", json!("https://outlook.office365.com")),
        ("appid", json!(client.ready().client_id)),
        ("appidacr", json!("1")),
        ("idtyp", json!("app")),
        ("tid", json!(client.ready().tenant)),
        ("roles", json!(["IMAP.AccessAsApp", "POP.AccessAsApp", "SMTP.SendAsApp"])),
        ("ver", json!("1.0")),
    ] {
        assert_eq!(claims[name], expected, "{name}");
    }
    let lifetime = |from: &str| claims["exp"].as_i64().zip(claims[from].as_i64());
    assert_eq!(lifetime("nbf").map(|(exp, nbf)| exp - nbf), Some(3_900));
}

#[tokio::test]
async fn a_token_is_signed_with_the_key_that_is_published() {
    let client = Client::new().await;
    let answer = client.application_token().await;
    let metadata = json(client.http.get(client.at("v2.0/.well-known/openid-configuration"))).await;
    assert_eq!(metadata["token_endpoint"], client.ready().token_url.as_str());
    let keys = metadata["jwks_uri"].as_str().expect("an address");
    let keys = json(client.http.get(keys)).await;
    let part = |name: &str| {
        let text = keys["keys"][0][name].as_str().expect("a number");
        URL_SAFE_NO_PAD.decode(text).expect("base64")
    };
    let key = RsaPublicKeyComponents { n: part("n"), e: part("e") };
    let token = answer["access_token"].as_str().expect("a token");
    let (signed, signature) = token.rsplit_once('.').expect("a signature");
    let signature = URL_SAFE_NO_PAD.decode(signature).expect("base64");
    key.verify(&ring::signature::RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature)
        .expect("the token's signature");
}

#[tokio::test]
async fn errors_have_entras_form() {
    let client = Client::new().await;
    let request = client.http.post(&client.ready().token_url).form(&[
        ("client_id", client.ready().client_id.as_str()),
        ("client_secret", "secret-expired"),
        ("grant_type", "client_credentials"),
        ("scope", DEFAULT),
        ("client-request-id", "0f0e0d0c-0b0a-4908-8706-050403020100"),
    ]);
    let response = send(request).await;
    assert_eq!(response.status(), 401);
    let answer: Value =
        serde_json::from_slice(&response.bytes().await.expect("a body")).expect("JSON");
    assert_eq!(answer["error"], "invalid_client");
    assert_eq!(answer["correlation_id"], "0f0e0d0c-0b0a-4908-8706-050403020100");
    assert_eq!(answer["error_uri"], "https://login.microsoftonline.com/error?code=7000222");
    let description = answer["error_description"].as_str().expect("words");
    let expected = format!(
        "AADSTS7000222: The provided client secret keys for app '{}' are expired. Visit the Azure \
         portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using \
         certificate credentials for added security: https://aka.ms/certCreds. Trace ID: {} \
         Correlation ID: {} Timestamp: {}",
        client.ready().client_id,
        answer["trace_id"].as_str().unwrap_or_default(),
        answer["correlation_id"].as_str().unwrap_or_default(),
        answer["timestamp"].as_str().unwrap_or_default(),
    );
    assert_eq!(description, expected);
}

#[tokio::test]
async fn requests_that_are_wrong_get_their_number() {
    let client = Client::new().await;
    let secret = client.ready().client_secret.clone();
    let good = [
        ("grant_type", "client_credentials"),
        ("client_secret", secret.as_str()),
        ("scope", DEFAULT),
    ];
    for (changed, expected) in [
        (("grant_type", ""), 900_144),
        (("grant_type", "implicit"), 70_003),
        (("scope", ""), 900_144),
        (("scope", "https://outlook.office365.com/IMAP.AccessAsApp"), 1_002_012),
        (("scope", "https://outlook.office365.com/.default,"), 70_011),
        (("client_secret", "wrong"), 7_000_215),
        (("client_secret", ""), 7_000_218),
    ] {
        let parameters =
            good.map(|(name, value)| if name == changed.0 { changed } else { (name, value) });
        assert_eq!(code(&client.ask(&parameters).await), expected, "{changed:?}");
    }
    let with = |more| [good.as_slice(), &[more]].concat();
    for (more, expected) in [
        (("client_id", "nobody@contoso.test"), 700_016),
        (("resource", "https://outlook.office365.com"), 901_002),
    ] {
        assert_eq!(code(&client.ask(&with(more)).await), expected, "{more:?}");
    }
    for (tenant, expected) in [
        ("common", 50_059),
        ("organizations", 50_059),
        ("nowhere.test", 90_002),
        ("{tenantid}", 900_023),
        ("contoso.test", 0),
    ] {
        let url = client.of_tenant(tenant, "oauth2/v2.0/token");
        let id = ("client_id", client.ready().client_id.as_str());
        let answer = json(client.http.post(url).form(&with(id))).await;
        assert_eq!(code(&answer), expected, "{tenant}");
    }
    let got = json(client.http.get(&client.ready().token_url)).await;
    assert_eq!(code(&got), 900_561);
    let as_json = client.http.post(&client.ready().token_url).body("{}");
    assert_eq!(code(&json(as_json.header("content-type", "application/json")).await), 900_144);
    let restricted = client
        .http
        .post(&client.ready().token_url)
        .form(&with(("client_id", client.ready().client_id.as_str())));
    let restricted = restricted.header("restrict-access-to-tenants", "fabrikam.test");
    assert_eq!(code(&json(restricted).await), 500_021);
}

#[tokio::test]
async fn an_application_proves_itself_in_every_way_that_entra_takes() {
    let client = Client::new().await;
    let ready = client.ready();
    let good = [("grant_type", "client_credentials"), ("scope", DEFAULT)];
    let form = |more: &[(&str, &str)]| {
        let own = ("client_id", ready.client_id.as_str());
        let all = [good.as_slice(), more, &[own]].concat();
        all.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect::<Vec<_>>()
    };
    let basic = STANDARD.encode(format!("{}:{}", ready.client_id, ready.client_secret));
    let request = client.http.post(&ready.token_url).form(&good);
    let answer = json(request.header("authorization", format!("Basic {basic}"))).await;
    assert_eq!(claims(&answer, "access_token")["appidacr"], "1");

    let signed = |algorithm: &'static dyn RsaEncoding, name: &str, audience: &str| {
        assertion(&client, algorithm, name, audience)
    };
    for (assertion, expected) in [
        (signed(&RSA_PKCS1_SHA256, "RS256", &ready.token_url), 0),
        (signed(&RSA_PSS_SHA256, "PS256", &ready.token_url), 0),
        (signed(&RSA_PKCS1_SHA256, "PS256", &ready.token_url), 700_027),
        (signed(&RSA_PKCS1_SHA256, "RS256", "https://example.com/token"), 700_023),
        (fs::read_to_string(&ready.assertion_file).expect("an assertion"), 0),
        ("no.token.atall".to_owned(), 50_027),
    ] {
        let parameters =
            form(&[("client_assertion_type", ASSERTION), ("client_assertion", &assertion)]);
        let answer = json(client.http.post(&ready.token_url).form(&parameters)).await;
        assert_eq!(code(&answer), expected, "{answer}");
        if expected == 0 {
            assert_eq!(claims(&answer, "access_token")["appidacr"], "2");
        }
    }
    client.sandbox.advance_clock(DAY);
    let late = signed(&RSA_PKCS1_SHA256, "RS256", &ready.token_url);
    let parameters = form(&[("client_assertion_type", ASSERTION), ("client_assertion", &late)]);
    let answer = json(client.http.post(&ready.token_url).form(&parameters)).await;
    assert_eq!(code(&answer), 700_024, "{answer}");
}

/// An assertion that the app registration signs with its certificate.
fn assertion(
    client: &Client,
    algorithm: &'static dyn RsaEncoding,
    name: &str,
    audience: &str,
) -> String {
    let ready = client.ready();
    let pem = fs::read(&ready.client_certificate).expect("a certificate");
    let certificate = CertificateDer::from_pem_slice(&pem).expect("a certificate");
    let key = PrivatePkcs8KeyDer::from_pem_slice(&pem).expect("a key");
    let key = RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()).expect("a key");
    let thumbprint = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, &certificate));
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a time").as_secs();
    let header = json!({ "alg": name, "typ": "JWT", "x5t#S256": thumbprint });
    let payload = json!({
        "aud": audience,
        "iss": ready.client_id,
        "sub": ready.client_id,
        "jti": "1",
        "nbf": now,
        "exp": now + 600,
    });
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let signed = format!("{}.{}", encode(&header), encode(&payload));
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(algorithm, &SystemRandom::new(), signed.as_bytes(), &mut signature)
        .expect("a signature");
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

#[tokio::test]
async fn a_user_signs_in_by_password_and_stays_signed_in() {
    let client = Client::new().await;
    let token_url = Url::parse(&client.ready().token_url).expect("an address");
    for (user, expected) in [("mailer@contoso.test", "Managed"), ("a@elsewhere.test", "Unknown")] {
        let path = format!("/common/userrealm/{user}?api-version=1.0");
        let realm = json(client.http.get(token_url.join(&path).expect("an address"))).await;
        assert_eq!(realm["account_type"], expected, "{user}");
    }
    let ready = client.ready();
    let user = ready.username.as_str();
    let answer = client
        .ask(&[
            ("grant_type", "password"),
            ("username", user),
            ("password", &ready.password),
            ("scope", IMAP),
            ("client_info", "1"),
        ])
        .await;
    assert_eq!(answer["scope"], "https://outlook.office.com/IMAP.AccessAsUser.All");
    let access = claims(&answer, "access_token");
    assert_eq!(access["scp"], "IMAP.AccessAsUser.All");
    assert_eq!(access["upn"], user);
    let id = claims(&answer, "id_token");
    assert_eq!((&id["aud"], &id["preferred_username"]), (&json!(ready.client_id), &json!(user)));
    assert!(answer["client_info"].is_string());

    let refresh = |answer: &Value| {
        let token = answer["refresh_token"].as_str().expect("a refresh token").to_owned();
        let client = &client;
        async move { client.ask(&[("grant_type", "refresh_token"), ("refresh_token", &token)]).await }
    };
    let next = refresh(&answer).await;
    assert_ne!(next["refresh_token"], answer["refresh_token"]);
    assert_eq!(claims(&next, "access_token")["upn"], user);
    client.sandbox.advance_clock(91 * DAY);
    assert_eq!(code(&refresh(&next).await), 700_082);
    client.sandbox.advance_clock(-91 * DAY + 10);
    let revoke = Change::RevokeSessions { user: user.to_owned() };
    client.sandbox.change(revoke).expect("a user");
    assert_eq!(code(&refresh(&next).await), 50_173);
    assert_eq!(
        code(&client.ask(&[("grant_type", "refresh_token"), ("refresh_token", "x")]).await),
        9_002_313
    );
}

/// What leads to the page to sign in, with the challenge of the verifier.
fn authorize_url(client: &Client, verifier: &str) -> Url {
    let challenge = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()));
    let mut url = Url::parse(&client.at("oauth2/v2.0/authorize")).expect("an address");
    url.query_pairs_mut().extend_pairs([
        ("client_id", client.ready().client_id.as_str()),
        ("response_type", "code"),
        ("redirect_uri", "http://localhost:4711/"),
        ("scope", IMAP),
        ("state", "a state & more"),
        ("nonce", "a nonce"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ]);
    url
}

#[tokio::test]
async fn a_user_signs_in_on_the_page_for_a_code() {
    const VERIFIER: &str = "a-verifier-that-is-long-enough-for-rfc-7636-indeed";
    let client = Client::new().await;
    let url = authorize_url(&client, VERIFIER);
    let page = send(client.http.get(url.clone())).await.text().await.expect("a page");
    assert!(page.contains("name=\"password\"") && page.contains("simulation"), "{page}");
    let sign_in = |password: &str, answer: &str| {
        let typed = [
            ("username", client.ready().username.as_str()),
            ("password", password),
            ("answer", answer),
        ];
        send(client.http.post(url.clone()).form(&typed))
    };
    let refused = sign_in("wrong", "accept").await.text().await.expect("a page");
    assert!(refused.contains("AADSTS50126"), "{refused}");
    let parameter = |response: &reqwest::Response, name: &str| {
        let to = response.headers()["location"].to_str().expect("an address").to_owned();
        let to = Url::parse(&to).expect("an address");
        let found =
            to.query_pairs().find(|(it, _)| it == name).map(|(_, value)| value.into_owned());
        found.unwrap_or_else(|| panic!("no {name} in {to}"))
    };
    let declined = sign_in("", "cancel").await;
    assert_eq!(parameter(&declined, "error"), "access_denied");
    assert!(parameter(&declined, "error_description").contains("AADSTS65004"));

    let granted = sign_in(&client.ready().password, "accept").await;
    assert_eq!(granted.status(), 302);
    assert_eq!(parameter(&granted, "state"), "a state & more");
    let granted = parameter(&granted, "code");
    let redeem = |redirect_uri, verifier| {
        let granted = granted.clone();
        let client = &client;
        async move {
            client
                .ask(&[
                    ("grant_type", "authorization_code"),
                    ("code", &granted),
                    ("redirect_uri", redirect_uri),
                    ("code_verifier", verifier),
                ])
                .await
        }
    };
    let answer = redeem("http://localhost:4711/", VERIFIER).await;
    assert_eq!(claims(&answer, "id_token")["nonce"], "a nonce");
    assert!(answer["refresh_token"].is_string());
    assert_eq!(code(&redeem("http://localhost:4711/", VERIFIER).await), 54_005);

    for (password, redirect_uri, verifier, expected) in [
        ("accept", "http://localhost:4711/", "another", 501_481),
        ("accept", "http://localhost:4712/", VERIFIER, 50_011),
    ] {
        let granted = sign_in(&client.ready().password, password).await;
        let answer = client
            .ask(&[
                ("grant_type", "authorization_code"),
                ("code", &parameter(&granted, "code")),
                ("redirect_uri", redirect_uri),
                ("code_verifier", verifier),
            ])
            .await;
        assert_eq!(code(&answer), expected);
    }
}

#[tokio::test]
async fn the_page_sends_nobody_to_an_address_that_is_not_registered() {
    let client = Client::new().await;
    for (uri, is_allowed) in [
        ("http://localhost:1/", true),
        ("http://localhost/", true),
        ("http://localhost.evil.test/", false),
        ("https://localhost/", false),
        ("http://evil.test/", false),
        ("", false),
    ] {
        let mut url = Url::parse(&client.at("oauth2/v2.0/authorize")).expect("an address");
        url.query_pairs_mut().extend_pairs([
            ("client_id", client.ready().client_id.as_str()),
            ("response_type", "code"),
            ("scope", "openid"),
            ("redirect_uri", uri),
        ]);
        let page = send(client.http.get(url)).await.text().await.expect("a page");
        assert_eq!(!page.contains("AADSTS50011"), is_allowed, "{uri}");
    }
}

#[tokio::test]
async fn a_device_waits_for_its_user() {
    let client = Client::new().await;
    let begin = async || {
        let answer = client.ask_at("oauth2/v2.0/devicecode", &[("scope", IMAP)]).await;
        let text = |name: &str| answer[name].as_str().expect("a text").to_owned();
        (text("device_code"), text("user_code"), text("verification_uri"))
    };
    let poll = async |device_code: &str| {
        let grant_type = "urn:ietf:params:oauth:grant-type:device_code";
        client.ask(&[("grant_type", grant_type), ("device_code", device_code)]).await
    };
    let answer_page = async |page: &str, user_code: &str, answer: &str| {
        let typed = [
            ("user_code", user_code),
            ("username", client.ready().username.as_str()),
            ("password", client.ready().password.as_str()),
            ("answer", answer),
        ];
        send(client.http.post(page).form(&typed)).await.text().await.expect("a page")
    };
    let (device_code, user_code, page) = begin().await;
    let pending = poll(&device_code).await;
    assert_eq!((&pending["error"], code(&pending)), (&json!("authorization_pending"), 70_016));
    let done = answer_page(&page, &user_code.to_lowercase(), "accept").await;
    assert!(done.contains("You have signed in"), "{done}");
    assert_eq!(claims(&poll(&device_code).await, "access_token")["scp"], "IMAP.AccessAsUser.All");
    assert_eq!(code(&poll(&device_code).await), 9_002_313, "a code is good for one token");

    let (device_code, user_code, page) = begin().await;
    answer_page(&page, &user_code, "cancel").await;
    assert_eq!(poll(&device_code).await["error"], "authorization_declined");

    let (device_code, ..) = begin().await;
    client.sandbox.advance_clock(1_000);
    assert_eq!(poll(&device_code).await["error"], "expired_token");
}

#[tokio::test]
async fn consent_of_an_administrator_gives_the_roles_once_it_has_propagated() {
    const CONSENT_MISSING: &str = "5a4db0c5-0000-4000-8000-000000000a04";
    let client = Client::new().await;
    let secret = client.ready().client_secret.clone();
    let roles = async || {
        let answer = client
            .ask(&[
                ("client_id", CONSENT_MISSING),
                ("grant_type", "client_credentials"),
                ("client_secret", &secret),
                ("scope", DEFAULT),
            ])
            .await;
        claims(&answer, "access_token")["roles"].clone()
    };
    assert_eq!(roles().await, Value::Null, "a token without roles is given all the same");
    let time = client.tell("time", &json!({ "propagation": 60 }));
    assert!(send(time).await.status().is_success());
    let mut page = Url::parse(&client.at("v2.0/adminconsent")).expect("an address");
    page.query_pairs_mut().extend_pairs([
        ("client_id", CONSENT_MISSING),
        ("redirect_uri", "http://localhost/"),
        ("scope", DEFAULT),
        ("state", "7"),
    ]);
    let shown = send(client.http.get(page.clone())).await.text().await.expect("a page");
    assert!(shown.contains("SMTP.SendAsApp"), "{shown}");
    let answer = send(client.http.post(page).form(&[("answer", "accept")])).await;
    let to = answer.headers()["location"].to_str().expect("an address");
    assert!(to.contains("admin_consent=True") && to.contains("state=7"), "{to}");
    assert_eq!(roles().await, Value::Null);
    client.sandbox.advance_clock(61);
    assert_eq!(roles().await.as_array().map(Vec::len), Some(3));
}
