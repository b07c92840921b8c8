//! The control API: faults, changes, the clock and the record.

use mailvet::sandbox::{Options, Sandbox};
use serde_json::{Value, json};

use super::client::{Client, claims, code, json, send};

#[tokio::test]
async fn it_answers_programs_that_know_its_address_and_no_page() {
    let client = Client::new().await;
    let faults = client.control("faults");
    let (server, _) =
        faults.split_once("/faults").and_then(|(it, _)| it.rsplit_once('/')).expect("a key");
    assert_eq!(send(client.http.get(&faults)).await.status(), 200);
    assert_eq!(send(client.http.get(format!("{server}/faults"))).await.status(), 404);
    assert_eq!(send(client.http.get(format!("{server}/x/faults"))).await.status(), 404);
    for (name, value) in
        [("origin", "http://evil.test"), ("host", "evil.test"), ("sec-fetch-site", "same-site")]
    {
        assert_eq!(
            send(client.http.get(&faults).header(name, value)).await.status(),
            403,
            "{name}"
        );
    }
}

#[tokio::test]
async fn faults_are_set_combined_counted_and_cleared() {
    let client = Client::new().await;
    let set = async |fault: Value| send(client.tell("faults", &fault)).await.status();
    let throttle = json!({ "kind": "throttle", "retry_after": 7 });
    assert_eq!(set(json!({ "service": "token", "effect": throttle, "times": 1 })).await, 204);
    let latency = json!({ "kind": "latency", "milliseconds": 1 });
    assert_eq!(set(json!({ "service": "token", "effect": latency })).await, 204);
    assert_eq!(code(&client.application_token().await), 90_055);
    assert_eq!(code(&client.application_token().await), 0);
    assert_eq!(
        set(json!({ "service": "token", "effect": { "kind": "drop", "after_bytes": 9 } })).await,
        204
    );
    let answer = client.http.post(&client.ready().token_url).send().await.expect("a head");
    assert!(answer.bytes().await.is_err(), "the answer breaks off");
    assert_eq!(
        json(client.http.get(client.control("faults"))).await.as_array().map(Vec::len),
        Some(2)
    );
    assert_eq!(send(client.http.delete(client.control("faults"))).await.status(), 204);
    assert_eq!(json(client.http.get(client.control("faults"))).await, json!([]));
    for wrong in [
        json!({ "service": "fax", "effect": { "kind": "silence" } }),
        json!({ "service": "imap", "effect": { "kind": "rain" } }),
        json!({ "service": "imap", "effect": { "kind": "silence" }, "tims": 1 }),
    ] {
        assert!(set(wrong.clone()).await.is_client_error(), "{wrong}");
    }
}

#[tokio::test]
async fn a_change_is_seen_by_the_next_token_and_reset_takes_it_back() {
    let client = Client::new().await;
    let roles = async || claims(&client.application_token().await, "access_token")["roles"].clone();
    let before = roles().await;
    let change = |permission: &str| {
        let id = &client.ready().client_id;
        let change = json!({
            "kind": "consent", "client_id": id, "permission": permission, "granted": false,
        });
        send(client.tell("changes", &change))
    };
    assert_eq!(change("SMTP.SendAsApp").await.status(), 204);
    assert_eq!(roles().await, json!(["IMAP.AccessAsApp", "POP.AccessAsApp"]));
    assert_eq!(change("Fax.SendAsApp").await.status(), 404);
    assert_eq!(send(client.http.post(client.control("reset"))).await.status(), 204);
    assert_eq!(roles().await, before);
}

#[tokio::test]
async fn the_record_tells_what_clients_did_without_their_secrets() {
    let client = Client::new().await;
    let password = client.ready().password.clone();
    client
        .ask(&[
            ("grant_type", "password"),
            ("username", "mailer@contoso.test"),
            ("password", &password),
        ])
        .await;
    let events = json(client.http.get(client.control("events"))).await;
    let lines: Vec<_> =
        events.as_array().expect("events").iter().map(|it| it["line"].clone()).collect();
    let asked = format!(
        "POST /{}/oauth2/v2.0/token client_id={}&grant_type=password&username=mailer@contoso.test&password=[hidden]",
        client.ready().tenant,
        client.ready().client_id
    );
    assert_eq!(lines, [json!(asked), json!("400 AADSTS900144")]);
    assert_eq!(events[0]["session"], events[1]["session"]);
    assert_eq!(send(client.http.delete(client.control("events"))).await.status(), 204);
    assert_eq!(json(client.http.get(client.control("events"))).await, json!([]));
}

#[tokio::test]
async fn scenarios_are_listed_with_their_triggers() {
    let client = Client::new().await;
    let scenarios = json(client.http.get(client.control("scenarios"))).await;
    let expired =
        scenarios.as_array().expect("a list").iter().find(|it| it["name"] == "secret-expired");
    assert_eq!(
        expired.map(|it| it["trigger"].clone()),
        Some(json!({ "client_secret": "secret-expired" }))
    );
}

#[tokio::test]
async fn a_scenario_is_played_by_its_name() {
    let client = Client::new().await;
    let play = async |name: &str| {
        json(client.http.post(client.control(&format!("scenarios/{name}")))).await
    };
    let faults = async || json(client.http.get(client.control("faults"))).await;
    let secret = "/incoming/oauth/client_secret";
    let reset = play("connection-reset").await;
    assert_eq!(reset.pointer(secret), Some(&json!(client.ready().client_secret)));
    assert_eq!(faults().await.as_array().map(Vec::len), Some(3));
    assert_eq!(play("secret-expired").await.pointer(secret), Some(&json!("secret-expired")));
    assert_eq!(faults().await, json!([]));
    assert_eq!(play("rain").await, json!({ "error": "There is no scenario `rain`." }));
}

#[tokio::test]
async fn a_seed_gives_the_same_ids_and_a_base_the_usual_ports() {
    let start = |seed| Sandbox::start(Options { seed, ..Options::default() });
    let key = |sandbox: &Sandbox| {
        let url = sandbox.ready().control_url.clone();
        url.trim_end_matches('/').rsplit_once('/').map(|(_, key)| key.to_owned())
    };
    let seeded =
        [start(Some(3)).await, start(Some(3)).await].map(|it| key(&it.expect("a sandbox")));
    assert_eq!(seeded[0], seeded[1]);
    assert_ne!(key(&start(None).await.expect("a sandbox")), seeded[0]);
    let too_high = Sandbox::start(Options { ports: Some(65_300), ..Options::default() }).await;
    assert!(too_high.is_err(), "there is no port 66287");
}
