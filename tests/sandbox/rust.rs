//! An example: how a product tests in Rust that it sends and reads mail of Microsoft 365, with lettre
//! and async-imap, against Mailvet's sandbox.

use std::{error::Error, fs, sync::Arc};

use async_imap::{Authenticator, Session};
use futures_util::TryStreamExt;
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    transport::smtp::{
        authentication::{Credentials, Mechanism},
        client::{Certificate, Tls, TlsParameters},
    },
};
use mailvet::sandbox::{Options, Ready, Sandbox};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::test]
async fn mail_is_sent_and_read() -> Result<()> {
    let sandbox = Sandbox::start(Options::default()).await?;
    let ready = sandbox.ready();
    let token = token(ready, &ready.client_secret).await?;
    send(ready, &ready.username, &token).await?;

    let mut session = sign_in(ready, &ready.username, &token).await?;
    assert_eq!(session.select("INBOX").await?.exists, 1);
    let found = session.search("SUBJECT Hello").await?;
    assert_eq!(found.len(), 1);
    let messages: Vec<_> = session.fetch("1", "(ENVELOPE BODY[])").await?.try_collect().await?;
    let message = messages.first().ok_or("no message")?;
    let subject = message.envelope().and_then(|envelope| envelope.subject.as_deref());
    assert_eq!(subject, Some(&b"Hello"[..]));
    let body = String::from_utf8_lossy(message.body().unwrap_or_default());
    assert!(body.contains("It works."), "{body}");
    session.logout().await?;
    Ok(())
}

#[tokio::test]
async fn what_microsoft_refuses_the_sandbox_refuses() -> Result<()> {
    let sandbox = Sandbox::start(Options::default()).await?;
    let ready = sandbox.ready();
    // Each failure has a name: `mailvet sandbox --list` tells all of them.
    let expired = token(ready, "secret-expired").await;
    assert!(expired.is_err_and(|error| error.to_string().contains("AADSTS7000222")));

    let token = token(ready, &ready.client_secret).await?;
    let disabled = send(ready, "smtp-auth-disabled-mailbox@contoso.test", &token).await;
    let error = disabled.err().ok_or("this mailbox sends nothing")?.to_string();
    assert!(error.contains("SmtpClientAuthentication is disabled for the Mailbox"), "{error}");

    let refused = sign_in(ready, "mailbox-not-found@contoso.test", &token).await;
    let error = refused.err().ok_or("there is no such mailbox")?.to_string();
    assert!(error.contains("AUTHENTICATE failed."), "{error}");

    // A login that is taken, and a mailbox that is not opened.
    let mailbox = "mailbox-permission-missing@contoso.test";
    let error = sign_in(ready, mailbox, &token).await?.select("INBOX").await.err();
    let error = error.ok_or("this mailbox is not opened")?.to_string();
    assert!(error.contains("User is authenticated but not connected."), "{error}");
    Ok(())
}

/// Asks for a token as an application.
async fn token(ready: &Ready, secret: &str) -> Result<String> {
    // Where this is done already, it is done well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let ca = reqwest::Certificate::from_pem(&fs::read(&ready.ca_file)?)?;
    let client = reqwest::Client::builder().tls_certs_only([ca]).build()?;
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", &ready.client_id),
        ("client_secret", secret),
        ("scope", "https://outlook.office365.com/.default"),
    ];
    let answer = client.post(&ready.token_url).form(&form).send().await?.bytes().await?;
    let answer: serde_json::Value = serde_json::from_slice(&answer)?;
    answer["access_token"].as_str().map(ToOwned::to_owned).ok_or_else(|| answer.to_string().into())
}

/// Sends a message from a mailbox to itself.
async fn send(ready: &Ready, mailbox: &str, token: &str) -> Result<()> {
    let ca = Certificate::from_pem(&fs::read(&ready.ca_file)?)?;
    let tls = TlsParameters::builder("localhost".to_owned()).add_root_certificate(ca).build()?;
    let port = ready.smtp.starttls.ok_or("no port")?;
    let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("localhost")
        .port(port)
        .tls(Tls::Required(tls))
        .authentication(vec![Mechanism::Xoauth2])
        .credentials(Credentials::new(mailbox.to_owned(), token.to_owned()))
        .build();
    let address: Address = mailbox.parse()?;
    let message = Message::builder()
        .from(address.clone().into())
        .to(address.into())
        .subject("Hello")
        .body("It works.".to_owned())?;
    transport.send(message).await?;
    Ok(())
}

/// Signs in to read a mailbox.
async fn sign_in(
    ready: &Ready,
    mailbox: &str,
    token: &str,
) -> Result<Session<TlsStream<TcpStream>>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(&ready.ca_file)?)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(("localhost", ready.imap.tls.ok_or("no port")?)).await?;
    let name = ServerName::try_from("localhost")?;
    let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
    let mut client = async_imap::Client::new(stream);
    client.read_response().await?.ok_or("no greeting")?;
    let proof = XOAuth2 { mailbox: mailbox.to_owned(), token: token.to_owned() };
    client.authenticate("XOAUTH2", proof).await.map_err(|(error, _)| error.into())
}

/// The message that proves a login with a token.
struct XOAuth2 {
    mailbox: String,
    token: String,
}

impl Authenticator for XOAuth2 {
    type Response = String;

    fn process(&mut self, _challenge: &[u8]) -> Self::Response {
        format!("user={}\x01auth=Bearer {}\x01\x01", self.mailbox, self.token)
    }
}
