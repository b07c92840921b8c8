//! What the DNS and a domain's web server tell of its mailboxes, beside a test and for suggestions.

use mailvet::{
    discovery::{Discovered, Subject, discover},
    probe::{Pin, Route},
};
use mailvet_core::{plan::Stage, report::Fact};

use super::{
    bench::{BENCH, Shown},
    case::{Ran, check, smtp},
    dns::{self, Record},
    http::answer,
    script::{
        Gate, Server, Setup,
        Step::{self, Close, Request, Wait},
    },
    secrets::USER,
    smtp as smtp_server,
};

/// Holds the mail server's greeting back until the name server has told the last of the records.
fn after(gate: &Gate) -> Vec<Step> {
    [vec![Wait(gate.clone())], smtp_server::good()].concat()
}

#[test]
fn mailboxes_are_recognised_beside_the_test() {
    let domain = USER.rsplit_once('@').map_or("", |(_, domain)| domain);
    let [exchanger, alias] = [Gate::default(), Gate::default()];
    check(vec![
        smtp("d-microsoft", after(&exchanger))
            .dns(vec![
                Record::mx(domain, 10, "backup.example.net"),
                Record::mx(domain, 0, "Mail-Test.mail.protection.outlook.com").opens(&exchanger),
            ])
            .judge(|ran| {
                recognised(
                    ran,
                    "mx",
                    &Fact::List(vec![
                        "mail-test.mail.protection.outlook.com".to_owned(),
                        "backup.example.net".to_owned(),
                    ]),
                )?;
                recognised(ran, "hosted_by", &"microsoft-365".into())
            }),
        smtp("d-microsoft-behind-filter", after(&alias))
            .dns(vec![
                Record::mx(domain, 0, "mx1.mail-test.iphmx.com"),
                Record::cname(&format!("autodiscover.{domain}"), "autodiscover.outlook.com")
                    .opens(&alias),
            ])
            .judge(|ran| recognised(ran, "hosted_by", &"microsoft-365".into())),
        // A name server that knows nothing, or does not answer, changes nothing.
        smtp("d-nothing", smtp_server::good())
            .dns(vec![Record::mx("elsewhere.test", 0, "mail.elsewhere.test")])
            .judge(|ran| match fact(ran, "mx") {
                None => Ok(()),
                Some(fact) => Err(format!("{fact:?} was found")),
            }),
    ]);
}

fn fact<'a>(ran: &'a Ran, name: &str) -> Option<&'a Fact> {
    let stages = &ran.outcome.report.stages;
    stages.iter().find(|stage| stage.stage == Stage::Resolve)?.facts.get(name)
}

fn recognised(ran: &Ran, name: &str, wanted: &Fact) -> Result<(), String> {
    match fact(ran, name) {
        Some(found) if found == wanted => Ok(()),
        found => Err(format!("{name} is {found:?}, not {wanted:?}")),
    }
}

const FILE: &str = r#"<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="contoso">
  <incomingServer type="imap"><hostname>imap.contoso.example</hostname><port>993</port>
    <socketType>SSL</socketType><username>%EMAILADDRESS%</username></incomingServer>
</emailProvider></clientConfig>"#;

/// Discovers the settings of `me@contoso.example`, whose web servers answer so.
async fn discovered(records: Vec<Record>, autoconfig: Step, well_known: Step) -> Discovered {
    let setup = Setup { tls: BENCH.server(Shown::Good), implicit: true };
    let serve = |answer| Server::start(vec![Request, answer, Close], &setup);
    let (autoconfig, well_known) = (serve(autoconfig), serve(well_known));
    let names = dns::Server::start(records);
    let pin = |host, server: &Server| Pin::to(host, 443, ([127, 0, 0, 1], server.port).into());
    let route = Route {
        pins: vec![
            pin("autoconfig.contoso.example", &autoconfig),
            pin("contoso.example", &well_known),
        ],
        nameserver: Some(names.address),
        ..Route::default()
    };
    let subject = Subject {
        address: Some("me@contoso.example".to_owned()),
        domain: "contoso.example".to_owned(),
    };
    let discovered = discover(&subject, &route, &BENCH.client).await;
    let heard = String::from_utf8_lossy(&autoconfig.finish().await.encrypted).into_owned();
    assert!(
        heard.starts_with("GET /mail/config-v1.1.xml?emailaddress=me%40contoso.example HTTP/1.1"),
        "{heard}"
    );
    well_known.finish().await;
    discovered
}

fn shown(discovered: &Discovered) -> Vec<String> {
    let servers = discovered.suggestions.iter().flat_map(|suggestion| &suggestion.servers);
    servers.map(|found| format!("{}:{} {}", found.host, found.port, found.security)).collect()
}

#[tokio::test]
async fn settings_are_suggested_by_the_domain_itself() {
    let records = || {
        vec![
            Record::srv("_imaps._tcp.contoso.example", 0, 993, "mail.contoso.example"),
            Record::srv("_submission._tcp.contoso.example", 1, 588, "old.contoso.example"),
            Record::srv("_submission._tcp.contoso.example", 0, 587, "mail.contoso.example"),
            // RFC 6186 §3.4: the service is not there.
            Record::srv("_submissions._tcp.contoso.example", 0, 0, "."),
            Record::mx("contoso.example", 0, "aspmx.l.google.com"),
        ]
    };
    let missing = || answer("404 Not Found", "", "");
    let by_file = ["imap.contoso.example:993 ssl"];
    let by_records = ["mail.contoso.example:587 tls", "mail.contoso.example:993 ssl"];

    let found = discovered(records(), answer("200 OK", "", FILE), missing()).await;
    assert_eq!(shown(&found), [&by_file[..], &by_records[..]].concat());
    assert_eq!(found.hosted_by.map(|provider| provider.mail.id), Some("google"));

    let found = discovered(records(), missing(), answer("200 OK", "", FILE)).await;
    assert_eq!(shown(&found), [&by_file[..], &by_records[..]].concat());
    assert!(found.suggestions[0].source.contains("/.well-known/autoconfig/"));

    let page = answer("200 OK", "Content-Type: text/html\r\n", "<html>Sign in</html>");
    let elsewhere =
        answer("302 Found", "Location: http://127.0.0.1:1/mail/config-v1.1.xml\r\n", "");
    let found = discovered(records(), page, elsewhere).await;
    assert_eq!(shown(&found), by_records);
}
