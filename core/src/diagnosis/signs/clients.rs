//! Mail clients and libraries: what they say in place of the server's own words.
//!
//! Sources: the messages in the source of `curl`, fetchmail, `gen_smtp`, Go's `net/smtp` and
//! `crypto/tls`, `GnuTLS`, Horde, Jakarta Mail, lettre, `MailKit`, msmtp, Network Security Services, node-imap,
//! Nodemailer, `OpenSSL`, Postfix, Python's `smtplib`, Roundcube, Ruby's `net-smtp`, `rustls`, Schannel,
//! Symfony Mailer and Thunderbird; Microsoft, *Outlook error codes* (2026-11-30).

use super::{
    Need::{By, Known, Lacks, NotFrom, Over, Port, Reply, Says},
    Sign, signs,
};
use crate::diagnosis::evidence::{
    Flow,
    Protocol::{Imap, Pop, Smtp},
    Provider::{Google, Microsoft},
};

signs! {
    // Names and connections
    "dns-not-found" 0.9 Says("cannot locate host");
    "dns-not-found" 0.9 Says("0x800ccc0d");
    "dns-not-found" 0.88 Says("cannot find the e-mail server");
    "dns-not-found" 0.85 Says("unable to look up host");
    "dns-not-found" 0.85 Says("nsurlerrordomain"), Says("-1003");
    "connect-refused" 0.85 Says("nsurlerrordomain"), Says("-1004");
    "connect-refused" 0.8 Says("refusing smtp connections");
    "connect-refused" 0.6 Says("0x800ccc0e");
    "connect-timeout" 0.8 Says("nsurlerrordomain"), Says("-1001");
    "connect-timeout" 0.8 Says("timeout was reached");
    // Exim tells of what failed before.
    "connect-timeout" 0.6 Says("retry time not reached");
    "server-unavailable" 0.58 Says("retry time not reached");
    "connect-timeout" 0.6 Says("retry timeout exceeded");
    "server-unavailable" 0.58 Says("retry timeout exceeded");
    "relay-denied" 0.7 Says("mx record points to local host");
    "relay-denied" 0.7 Says("loops back to myself");
    "dns-not-found" 0.85 Says("mx records point to non-existent hosts");
    "connection-reset" 0.65 Says("remote host closed connection in response to");
    "plaintext-on-tls-port" 0.6 Says("in response to initial connection");
    "cert-untrusted" 0.6 Says("an attempt to start tls failed");
    "tls-version-unsupported" 0.58 Says("an attempt to start tls failed");
    "connect-timeout" 0.8 Says("0x800ccc19");
    "connect-timeout" 0.8 Says("0x80042109");
    "connect-timeout" 0.8 Says("0x8004210a");
    "connect-timeout" 0.62 Says("0x800ccc0e");
    "connect-timeout" 0.6 Says("could not be established"), Says("stable connection");
    "connect-timeout" 0.6 Says("network_failure"), Says("timeout");
    "connect-timeout" 0.58 Says("couldn't connect to server");
    "connect-refused" 0.55 Says("couldn't connect to server");
    "connect-timeout" 0.58 Says("could not connect to server");
    "connect-refused" 0.55 Says("could not connect to server");
    "connect-timeout" 0.58 Says("connect to server failed");
    "connect-refused" 0.55 Says("connect to server failed");
    "connect-timeout" 0.58 Says("connection to server failed");
    "connect-refused" 0.55 Says("connection to server failed");
    "connect-timeout" 0.58 Says("connection to storage server failed");
    "connect-refused" 0.55 Says("connection to storage server failed");
    "connect-timeout" 0.58 Says("server is not reachable");
    "connect-refused" 0.55 Says("server is not reachable");
    "cert-untrusted" 0.9 Says("unacceptable tls certificate");
    "cert-untrusted" 0.5 Says("server is not reachable"), Lacks("p server is not reachable");
    // Nextcloud says so where a handshake fails, too.
    "cert-untrusted" 0.6 Says("p server is not reachable");
    "cert-untrusted" 0.6 Says("error connecting to mail server");
    "connect-timeout" 0.58 Says("error connecting to mail server");
    "connect-refused" 0.55 Says("error connecting to mail server");
    "connection-reset" 0.8 Says("0x800ccc0f");
    "connection-reset" 0.65 Says("query status=2 (socket)");
    "connection-reset" 0.7 Says("lost connection with"), Lacks("initial server greeting");
    "connection-reset" 0.7 Says("unable to write bytes on the wire");
    "connection-reset" 0.7 Says("ended by the other party");
    "connection-reset" 0.7 Says("closed the connection unexpectedly");
    "connection-reset" 0.7 Says("closed connection during handshake");
    "connection-reset" 0.7 Says("terminated the handshake");
    "connection-reset" 0.7 Says("closed the transport stream");
    "connection-reset" 0.7 Says("tls connection was non-properly terminated");
    "connection-reset" 0.65 Says("network_failure"), Says("closed");
    "connection-reset" 0.62 Says("disconnected before secure tls connection");
    "connection-reset" 0.6 Says("connection closed"), Says("error:");
    "connection-reset" 0.6 Says("connection ended unexpectedly");
    "plaintext-on-tls-port" 0.85 Says("empty startup greeting");
    "plaintext-on-tls-port" 0.7 Says("waiting for the greeting");
    "plaintext-on-tls-port" 0.6 Says("network read error"), Says("timed out");
    "connect-timeout" 0.55 Says("network read error"), Says("timed out");
    "server-unavailable" 0.75 Says("server is temporarily unavailable");
    "server-unavailable" 0.62 Says("refused to talk to me"), Lacks("blocked");

    // Another protocol than the client speaks
    "not-a-mail-server" 0.93 Says("220 "), Says("unexpected response"), Over(Imap);
    "not-a-mail-server" 0.93 Says("esmtp"), Says("unexpected response"), Over(Imap);
    "not-a-mail-server" 0.93 Says("esmtp"), Says("bad response"), Over(Imap);
    "not-a-mail-server" 0.9 Says("esmtp"), Says("not an imap4 server");
    "not-a-mail-server" 0.9 Says("esmtp"), Says("greeting"), Says("imap");
    "not-a-mail-server" 0.93 Says("greeting"), Says("* ok"), Over(Smtp);
    "not-a-mail-server" 0.93 Says("invalid greeting"), Says("* ok");
    "not-a-mail-server" 0.93 Says("bad greeting"), Says("* ok");
    "not-a-mail-server" 0.93 Says("greeting"), Says("+ok"), Over(Smtp);
    "not-a-mail-server" 0.93 Says("invalid greeting"), Says("+ok");
    "not-a-mail-server" 0.93 Says("bad greeting"), Says("+ok");
    "not-a-mail-server" 0.85 Says("unexpected greeting"), Says("+ok");
    "not-a-mail-server" 0.85 Says("unexpected greeting"), Says("220 ");
    "not-a-mail-server" 0.85 Says("+ok"), Says("unexpected response"), Over(Imap);
    "not-a-mail-server" 0.85 Says("unexpected response"), Says("http/1.");
    "not-a-mail-server" 0.93 Says("short response"), Says("* ok");
    "not-a-mail-server" 0.93 Says("short response"), Says("+ok");
    "not-a-mail-server" 0.6 Says("short response");
    "not-a-mail-server" 0.6 Says("invalid greeting");
    "plaintext-on-tls-port" 0.7 Says("invalidgreeting");
    "plaintext-on-tls-port" 0.7 Says("bad greeting"), Lacks("* ok"), Lacks("+ok");
    "plaintext-on-tls-port" 0.75 Says("no server greeting");
    "plaintext-on-tls-port" 0.7 Says("greeting: \"\"");
    "not-a-mail-server" 0.6 Says("unexpected greeting");
    "not-a-mail-server" 0.6 Says("did not respond with a +ok"), Over(Pop);
    "not-a-mail-server" 0.62 Says("ssl routines"), Says("http request");
    "tls-on-plaintext-port" 0.6 Says("ssl routines"), Says("http request");

    // TLS
    "tls-on-plaintext-port" 0.93 Says("rx_record_too_long");
    "tls-on-plaintext-port" 0.85 Says("the token supplied to the function is invalid");
    "tls-on-plaintext-port" 0.85 Says("sec_e_invalid_token");
    "tls-on-plaintext-port" 0.85 Says("0x80090308"), Lacks("ldap");
    "tls-on-plaintext-port" 0.7 Says("message received was unexpected or badly formatted");
    "tls-on-plaintext-port" 0.6 Says("disconnected before secure tls connection");
    "tls-on-plaintext-port" 0.6 Says("failed to enable crypto");
    "tls-on-plaintext-port" 0.6 Says("illegal or unsupported version was received");
    "tls-on-plaintext-port" 0.7 Says("0x800ccc1a");
    "tls-on-plaintext-port" 0.7 Says("connection encryption type");
    "plaintext-on-tls-port" 0.65 Says("0x800ccc1a");
    "starttls-not-offered" 0.96 Says("starttls is required but"), Says("not support");
    "starttls-not-offered" 0.93 Says("does not support tls");
    "starttls-not-offered" 0.93 Says("doesn't support tls");
    "starttls-not-offered" 0.9 Says("0x800ccc7d");
    "starttls-not-offered" 0.88 Says("not support ssl secured connections");
    "starttls-not-offered" 0.88 Says("missing_requirement"), Says(":tls");
    "starttls-not-offered" 0.88 Says("tls not available"), Lacks("due to");
    "tls-version-unsupported" 0.92 Says("unsupported_version");
    "tls-version-unsupported" 0.92 Says("cypher_overlap");
    "tls-version-unsupported" 0.9 Says("cipher_mismatch");
    "tls-version-unsupported" 0.9 Says("unsupported protocol version");
    "tls-version-unsupported" 0.9 Says("tls alert: 'protocolversion'");
    "tls-version-unsupported" 0.9 Says("alertreceived(protocolversion)");
    "tls-version-unsupported" 0.88 Says("handshakefailure");
    "tls-version-unsupported" 0.95 Says("clnt_hello"), Says("wrong version number");
    "tls-version-unsupported" 0.95 Says("client_hello"), Says("wrong version number");
    "tls-version-unsupported" 0.88 Says("sec_e_algorithm_mismatch");
    "tls-version-unsupported" 0.88 Says("0x80090331");
    "tls-version-unsupported" 0.88 Says("md too weak");
    "tls-version-unsupported" 0.88 Says("md_too_weak");
    "tls-version-unsupported" 0.88 Says("key too small");
    "tls-version-unsupported" 0.88 Says("key_too_small");
    "tls-version-unsupported" 0.85 Says("inappropriate fallback");
    "tls-version-unsupported" 0.85 Says("the function requested is not supported");
    "tls-version-unsupported" 0.72 Says("illegal or unsupported version was received");
    "tls-version-unsupported" 0.65 Says("closed connection during handshake");
    "tls-version-unsupported" 0.65 Says("terminated the handshake");
    "tls-version-unsupported" 0.65 Says("closed the transport stream");
    "tls-version-unsupported" 0.6 Says("disconnected before secure tls connection");
    "tls-version-unsupported" 0.6 Says("ssl connect error"), Lacks("certificate"), Lacks("wrong version");
    "cert-expired" 0.96 Says("peer certificate: expired");
    "cert-expired" 0.96 Says("certexpired");
    "cert-expired" 0.95 Says("expired_certificate");
    "cert-expired" 0.95 Says("expired certificate");
    "cert-expired" 0.95 Says("sec_e_cert_expired");
    "cert-expired" 0.93 Says("0x80090328");
    "cert-name-mismatch" 0.95 Says("hostname_check_failed");
    "cert-name-mismatch" 0.95 Says("bad_cert_domain");
    "cert-name-mismatch" 0.95 Says("no name matching");
    "cert-name-mismatch" 0.95 Says("certificate owner does not match");
    "cert-name-mismatch" 0.95 Says("sec_e_wrong_principal");
    "cert-name-mismatch" 0.95 Says("0x80090322");
    "cert-name-mismatch" 0.95 Says("name in the certificate does not match");
    "cert-name-mismatch" 0.93 Says("certificate is not valid for the name");
    "cert-name-mismatch" 0.93 Says("certificate doesn't match");
    "cert-name-mismatch" 0.93 Says("certificate does not match");
    "cert-name-mismatch" 0.8 Says("unrecognized name");
    "cert-name-mismatch" 0.8 Says("unrecognized_name");
    "cert-untrusted" 0.93 Says("error_unknown_issuer");
    "cert-untrusted" 0.93 Says("error_self_signed_cert");
    "cert-untrusted" 0.93 Says("error_untrusted_issuer");
    "cert-untrusted" 0.93 Says("sec_e_untrusted_root");
    "cert-untrusted" 0.93 Says("0x80090325");
    "cert-untrusted" 0.92 Says("selfsigned_peer");
    "cert-untrusted" 0.88 Says("cannot be authenticated with given ca");
    "cert-untrusted" 0.88 Says("peer certificate or ssh remote key was not ok"), Lacks("subject name");
    "cert-untrusted" 0.8 Says("server certificate not verified");
    "cert-untrusted" 0.8 Says("server certificate not trusted");
    "cert-untrusted" 0.8 Says("certificate for this server is invalid");
    "cert-untrusted" 0.8 Says("error in the certificate verification");
    "cert-untrusted" 0.65 Says("failed to enable crypto");
    "cert-name-mismatch" 0.62 Says("failed to enable crypto");
    "cert-revocation-unavailable" 0.95 Says("revocation_check"), Says("crypt_e");
    "cert-revocation-unavailable" 0.95 Says("revocation_offline");
    "cert-revocation-unavailable" 0.93 Says("0x80092012");
    "cert-revocation-unavailable" 0.93 Says("0x80092013");
    // The client says that TLS failed, and not why.
    "cert-untrusted" 0.6 Says("unable to connect with starttls"), Lacks("peer certificate cn");
    "cert-name-mismatch" 0.58 Says("unable to connect with starttls"), Lacks("verify failed");
    "tls-version-unsupported" 0.5 Says("unable to connect with starttls"), Lacks("certificate");
    "cert-untrusted" 0.6 Says("unable to connect with tls encryption"), Lacks("peer certificate cn");
    "cert-name-mismatch" 0.58 Says("unable to connect with tls encryption"), Lacks("verify failed");
    "tls-version-unsupported" 0.5 Says("unable to connect with tls encryption"), Lacks("certificate");
    "cert-untrusted" 0.6 Says("could not open secure tls connection");
    "cert-name-mismatch" 0.58 Says("could not open secure tls connection");
    "tls-version-unsupported" 0.5 Says("could not open secure tls connection");
    "cert-untrusted" 0.6 Says("tls_failed");
    "cert-name-mismatch" 0.58 Says("tls_failed");
    "tls-version-unsupported" 0.5 Says("tls_failed");
    "cert-untrusted" 0.7 Says("could not connect to ssl://"), Says("unknown reason");
    "cert-name-mismatch" 0.6 Says("could not connect to ssl://"), Says("unknown reason");
    "cert-untrusted" 0.55 Says("cannot start tls"), Lacks("handshake failure");
    "tls-version-unsupported" 0.5 Says("cannot start tls");
    "cert-untrusted" 0.55 Says("could not start tls");
    "cert-untrusted" 0.8 Says("fingerprint"), Says("not match"), Lacks("ssh");
    "tls-version-unsupported" 0.5 Says("could not start tls");
    "tls-version-unsupported" 0.55 Says("error performing tls handshake"), Lacks("certificate");
    "cert-untrusted" 0.55 Says("starttls failed"), Lacks("x509"), Lacks("expired");
    "tls-version-unsupported" 0.5 Says("starttls failed"), Lacks("x509"), Lacks("certificate");

    // Logins
    "login-disabled" 0.9 Says("logging in is disabled");
    "login-disabled" 0.55 Says("no login methods supported");
    "mechanism-not-offered" 0.9 Says("no authentication mechanisms supported by both");
    "mechanism-not-offered" 0.9 Says("no compatible authentication mechanisms");
    "mechanism-not-offered" 0.9 Says("no mechanism available");
    "mechanism-not-offered" 0.9 Says("no worthy mechs");
    "mechanism-not-offered" 0.88 Says("authentication requires sasl");
    "mechanism-not-offered" 0.93 Says("unsupported sasl mechanism");
    "mechanism-not-offered" 0.85 Says("unable to find a callback");
    "mechanism-not-offered" 0.9 Says("does not seem to support encrypted passwords");
    "mechanism-not-offered" 0.9 Says("0x800ccc80");
    "mechanism-not-offered" 0.9 Says("none of the authentication methods supported");
    // So does lettre write the digits of a reply code.
    "password-rejected" 0.7 Says("permanentnegativecompletion"), Says("category: unspecified3");
    "server-unavailable" 0.6 Says("transientnegativecompletion"), Says("category: unspecified3");
    "recipient-rejected" 0.5 Says("permanentnegativecompletion"), Says("category: mailsystem");
    "sender-rejected" 0.48 Says("permanentnegativecompletion"), Says("category: mailsystem");
    "server-unavailable" 0.5 Says("transientnegativecompletion"), Says("category: mailsystem");
    // Perl
    "connect-timeout" 0.55 Says("unable to establish smtp connection");
    "connect-refused" 0.5 Says("unable to establish smtp connection");
    "cert-untrusted" 0.6 Says("can't starttls: "), Says("ready to start tls");
    "tls-version-unsupported" 0.5 Says("can't starttls: "), Says("ready to start tls");
    "mechanism-not-offered" 0.88 Says("missing_requirement"), Says(":auth");
    "mechanism-not-offered" 0.85 Says("requested auth method not available");
    "mechanism-not-offered" 0.85 Says("no login methods supported");
    "mechanism-not-offered" 0.85 Says("cannot use a secure authentication method");
    "authentication-unwanted" 0.6 Says("missing_requirement"), Says(":auth");
    "authentication-unwanted" 0.62 Says("no authentication mechanisms supported by both");
    "authentication-unwanted" 0.8 Says("smtp-auth requested but missing");
    "password-rejected" 0.75 Says("smtp-auth requested but missing");
    "password-rejected" 0.8 Says("no password specified");
    "authentication-unwanted" 0.7 Says("no password specified");
    // There is no token where the password should be.
    "refresh-token-expired" 0.58 Says("no password specified"), By(Flow::User);
    "token-wrong-user" 0.6 Says("no password specified"), By(Flow::User);
    "password-rejected" 0.8 Says("rejected your login");
    "basic-auth-disabled" 0.65 Says("unable to authenticate to"), Known(Microsoft);
    "password-rejected" 0.8 Says("0x800ccc92"), NotFrom(Microsoft);
    "password-rejected" 0.75 Says("query status=3 (authfail)");
    // Jira, which opens a folder once it has logged in.
    "mailbox-permission-missing" 0.62 Says("couldn't open the folder");
    "token-wrong-user" 0.6 Says("couldn't open the folder");
    "protocol-disabled" 0.58 Says("couldn't open the folder");
    "password-rejected" 0.7 Says("authorization failure on");
    "password-rejected" 0.7 Says("current session's credentials"), NotFrom(Google);
    "google-credentials-rejected" 0.7 Says("current session's credentials"), Says("gmail");
    // Gmail knows few commands before a login.
    "google-credentials-rejected" 0.6 Says("unknown command"), Known(Google), Over(Imap);
    // Python's imaplib, which goes on though nobody has logged in.
    "password-rejected" 0.6 Says("illegal in state nonauth"), NotFrom(Google), NotFrom(Microsoft);
    "google-credentials-rejected" 0.6 Says("illegal in state nonauth"), Known(Google);
    "basic-auth-disabled" 0.6 Says("illegal in state nonauth"), Known(Microsoft), By(Flow::Password);
    "token-wrong-audience" 0.58 Says("illegal in state nonauth"), Known(Microsoft), By(Flow::User);
    "password-rejected" 0.75 Says("password mismatch");
    "password-rejected" 0.7 Says("auth_failed");
    "password-rejected" 0.65 Says("auth failed"), NotFrom(Google), NotFrom(Microsoft);
    "password-rejected" 0.58 Says("noresponseerror"), Says("login"), NotFrom(Microsoft);
    "password-rejected" 0.62 Says("login to server"), Says(" failed"), NotFrom(Google), NotFrom(Microsoft);
    "relay-denied" 0.6 Says("0x800ccc79");
    "not-authenticated" 0.58 Says("0x800ccc79");

    // c-client: PHP's `imap_open` and Alpine
    "cert-name-mismatch" 0.95 Says("server name does not match certificate");
    "dns-not-found" 0.92 Says("no such host as");
    "tls-on-plaintext-port" 0.9 Says("probably not an ssl server");
    "tls-on-plaintext-port" 0.62 Says("ssl negotiation failed"), Lacks("certificate");
    "tls-version-unsupported" 0.6 Says("ssl negotiation failed"), Lacks("certificate");
    "plaintext-on-tls-port" 0.85 Says(":993/imap"), Says("/tls}"), Says("connection broken");
    "plaintext-on-tls-port" 0.85 Says(":995/pop3"), Says("/tls}"), Says("connection broken");
    "plaintext-on-tls-port" 0.8 Says(":993/imap"), Lacks("/ssl"), Says("connection broken");
    "plaintext-on-tls-port" 0.55 Says("connection broken (server response)");
    "plaintext-on-tls-port" 0.75 Says("couldn't open stream"), Says(":993/imap"), Lacks("/ssl"), Lacks("certificate failure"), Lacks("authenticate");
    "plaintext-on-tls-port" 0.75 Says("couldn't open stream"), Says(":995/pop3"), Lacks("/ssl"), Lacks("certificate failure"), Lacks("authenticate");
    "connection-reset" 0.6 Says("imap connection broken"), Lacks("rejected"), Lacks("authenticate failed");
    "connection-reset" 0.6 Says("pop3 connection broken"), Lacks("rejected");
    "server-unavailable" 0.45 Says("connection broken (authenticate)"), Lacks("rejected"), Lacks("failed");
    "password-rejected" 0.75 Says("user name or password rejected");
    "password-rejected" 0.65 Says("too many login failures"), NotFrom(Google), NotFrom(Microsoft);
    "password-rejected" 0.86 Says("can not authenticate to"), Says("authenticate failed"), By(Flow::Password), NotFrom(Google), Lacks("oauth"), Lacks("xoauth2");
    "basic-auth-disabled" 0.85 Says("can not authenticate to"), Says("authenticate failed"), By(Flow::Password), NotFrom(Google), Lacks("oauth"), Lacks("xoauth2");
    "basic-auth-disabled" 0.66 Says("couldn't open stream"), By(Flow::Password), Known(Microsoft), Lacks("certificate failure"), Lacks("oauth"), Lacks("xoauth2");
    "basic-auth-disabled" 0.9 Says("retrying plain authentication"), Says("authenticate failed"), Known(Microsoft);
    "basic-auth-disabled" 0.85 Says("retrying login authentication"), Says("authenticate failed"), Known(Microsoft);
    "login-disabled" 0.9 Says("server disables login");
    "starttls-not-offered" 0.9 Says("unable to negotiate tls with this server");

    // Erlang and Elixir
    "tls-on-plaintext-port" 0.93 Says("unsupported_record_type");
    "cert-untrusted" 0.9 Says("cacerts"), Says("undefined");
    "cert-untrusted" 0.85 Says("bad_cert"), Lacks("hostname_check_failed"), Lacks("expired");
    "cert-expired" 0.95 Says("bad_cert"), Says("cert_expired");

    // What else ends a connection
    "plaintext-on-tls-port" 0.85 Port(465), Says(": eof");
    "plaintext-on-tls-port" 0.85 Port(465), Says("=eof");
    "plaintext-on-tls-port" 0.85 Port(465), Says("- eof");
    "plaintext-on-tls-port" 0.85 Port(465), Says("\"eof\"");
    "plaintext-on-tls-port" 0.85 Port(993), Says(": eof");
    "connection-reset" 0.55 Says("- eof");
    "plaintext-on-tls-port" 0.5 Says("- eof");
    "connection-reset" 0.55 Says(": eof");
    "plaintext-on-tls-port" 0.5 Says(": eof");
    "connection-reset" 0.55 Says("=eof");
    "plaintext-on-tls-port" 0.5 Says("=eof");
    "connection-reset" 0.55 Says("\"eof\"");
    "plaintext-on-tls-port" 0.5 Says("\"eof\"");
    "connection-reset" 0.5 Says("read error");
    "connection-reset" 0.5 Says("write error");
    "connection-reset" 0.6 Says("closed gracefully");
    "connection-reset" 0.6 Says("unexpected close");
    "connection-reset" 0.6 Says("connection was interrupted");
    "connection-reset" 0.6 Says("connection to the server was interrupted");
    "connection-reset" 0.65 Says("server has closed the connection unexpectedly");
    "connection-reset" 0.55 Says("connection closed by peer");
    "connection-reset" 0.55 Says("connection closed by remote");
    "connection-reset" 0.55 Says("connection was closed");
    "connection-reset" 0.55 Says("server has disconnected");
    "connection-reset" 0.55 Says("server dropped connection");
    "connect-timeout" 0.6 Says("socket timeout");
    "connect-timeout" 0.7 Says("no response received"), Says("timed out");
    "connect-timeout" 0.7 Says("server timed out");
    "connect-timeout" 0.7 Says("timeout while connecting");
    "connect-timeout" 0.45 Says("failure sending mail");
    "connect-refused" 0.4 Says("failure sending mail");
    "connect-timeout" 0.45 Says("fehler beim senden von mail");
    "connect-refused" 0.4 Says("fehler beim senden von mail");
    "connect-timeout" 0.62 Says("80040213");
    "connect-refused" 0.58 Says("80040213");
    "connect-timeout" 0.62 Says("transport failed to connect");
    "connect-refused" 0.58 Says("transport failed to connect");
    "connect-refused" 0.65 Says("failed to connect to mailserver");
    "connect-timeout" 0.6 Says("failed to connect to mailserver");
    "connect-timeout" 0.62 Says("cannot be contacted on port");
    "connect-refused" 0.58 Says("cannot be contacted on port");
    "connect-timeout" 0.6 Says("server not found or refused connection");
    "connect-refused" 0.62 Says("server not found or refused connection");
    "dns-not-found" 0.58 Says("server not found or refused connection");
    "connect-timeout" 0.55 Says("can't connect to"), Lacks("refused");
    "connect-timeout" 0.55 Says("cannot connect to"), Lacks("refused");
    "connect-timeout" 0.55 Says("could not connect to"), Lacks("refused"), Lacks("secure");
    "connect-timeout" 0.55 Says("unable to connect to"), Lacks("refused"), Lacks("proxy");
    "connect-timeout" 0.55 Says("couldn't connect to"), Lacks("refused");
    "connect-refused" 0.5 Says("can't connect to"), Lacks("timed out");
    "connect-refused" 0.5 Says("cannot connect to"), Lacks("timed out");
    "connect-refused" 0.5 Says("could not connect to"), Lacks("timed out"), Lacks("secure");
    "connect-refused" 0.5 Says("unable to connect to"), Lacks("timed out"), Lacks("proxy");
    "connect-refused" 0.5 Says("couldn't connect to"), Lacks("timed out");
    "connect-timeout" 0.56 Says("to the following server failed"), Lacks("refused");
    "connect-refused" 0.54 Says("to the following server failed");
    // A host does not drop what it sends to itself.
    "connect-refused" 0.6 Says("to the following server failed"), Says("localhost");
    "connect-refused" 0.6 Says("could not be established"), Says("localhost");
    "connect-refused" 0.6 Says("could not be established"), Says("127.0.0.1");
    "connect-refused" 0.6 Says("connect to"), Says("localhost"), Lacks("timed out");
    "connect-refused" 0.6 Says("connect to"), Says("127.0.0.1"), Lacks("timed out");
    "dns-not-found" 0.85 Says("invalid server name");

    // More of TLS
    "tls-on-plaintext-port" 0.9 Says("unable to parse tls packet header");
    "tls-on-plaintext-port" 0.62 Says("ssl exception occurred"), Lacks("certificate");
    "tls-version-unsupported" 0.62 Says("ssl handshake aborted");
    "tls-version-unsupported" 0.5 Says("tls startup failed"), Lacks("certificate");
    "starttls-not-offered" 0.93 Says("did not advertise starttls");
    "starttls-not-offered" 0.9 Says("doesn't offer starttls");
    "cert-untrusted" 0.9 Says("ora-29024");
    "cert-untrusted" 0.85 Says("security certificate that cannot be verified");
    "cert-untrusted" 0.7 Says("can't verify the identity of the server");
    "cert-untrusted" 0.6 Says("certificate failure for"), Lacks("does not match"), Lacks("mismatch"), Lacks("expired");
    "cert-untrusted" 0.6 Says("certificate validation failure");
    "cert-untrusted" 0.6 Says("certificate validation failed");
    "cert-untrusted" 0.6 Says("certificate is invalid");
    "cert-untrusted" 0.6 Says("invalid certificate");
    "cert-untrusted" 0.6 Says("bad certificate");
    "cert-untrusted" 0.6 Says("bad_certificate");

    // More of logins
    "mechanism-not-offered" 0.9 Says("did not advertise auth");
    "mechanism-not-offered" 0.9 Says("unknown auth mechanism");
    "mechanism-not-offered" 0.9 Says("unknown authentication mechanism");
    "mechanism-not-offered" 0.85 Says("auth"), Says("command unrecognized");
    "authentication-unwanted" 0.7 Says("missing password for");
    "password-rejected" 0.65 Says("missing password for");
    // libetpan, by the number of its error.
    "mechanism-not-offered" 0.85 Says("mailsmtp last error code: 16");
    "authentication-unwanted" 0.62 Says("mailsmtp last error code: 17");
    "mechanism-not-offered" 0.6 Says("mailsmtp last error code: 17");
    "starttls-not-offered" 0.85 Says("mailsmtp last error code: 24");
    "connect-refused" 0.8 Says("mailsmtp last error code: 25");
    "password-rejected" 0.75 Says("mailsmtp last error code: 26"), NotFrom(Google);
    "mechanism-not-offered" 0.9 Says("does not support smtp auth");
    "mechanism-not-offered" 0.9 Says("doesn't support smtp auth");
    "mechanism-not-offered" 0.9 Says("requested type not available");
    "mechanism-not-offered" 0.88 Says("authentication not supported");
    "mechanism-not-offered" 0.88 Says("unsupported authentication"), Lacks("client authentication");
    "mechanism-not-offered" 0.88 Says("no supported auth");
    "password-rejected" 0.8 Says("0x80040217");
    "password-rejected" 0.7 Says("username or password wrong");
    "password-rejected" 0.7 Says("wrong configuration, username or password");
    "password-rejected" 0.7 Says("unable to verify account name or password");
    "password-rejected" 0.7 Says("check your setting and/or your credentials");
    "password-rejected" 0.62 Says("login not possible");
    "password-rejected" 0.62 Says("no authentication type succeeded");
    "password-rejected" 0.6 Says("unable to log in"), NotFrom(Google), NotFrom(Microsoft);
    "connect-timeout" 0.65 Says("(code: -1, response: )");
    "plaintext-on-tls-port" 0.62 Says("(code: -1, response: )");
    "password-rejected" 0.6 Says("cannot login"), NotFrom(Google), NotFrom(Microsoft);
    "password-rejected" 0.6 Says("could not log in"), NotFrom(Google), NotFrom(Microsoft);
    "password-rejected" 0.6 Says("check your credentials"), NotFrom(Google), NotFrom(Microsoft);
    "password-rejected" 0.6 Says("wrong credentials"), NotFrom(Google), NotFrom(Microsoft);
    "password-rejected" 0.6 Says("invalid username"), NotFrom(Google), NotFrom(Microsoft);
    "password-rejected" 0.55 Says("cannot authenticate"), NotFrom(Google), NotFrom(Microsoft), Lacks("mechanism");

    // Alerts of TLS (RFC 8446 §6)
    "tls-version-unsupported" 0.75 Says("alert illegal parameter");
    "tls-version-unsupported" 0.75 Says("alert insufficient security");
    "tls-version-unsupported" 0.7 Says("alert decode error");
    "tls-version-unsupported" 0.7 Says("alert decrypt error");
    "tls-version-unsupported" 0.7 Says("alert unexpected message");
    "tls-version-unsupported" 0.6 Says("handshake failed"), Lacks("certificate"), Lacks("wrong version"), Lacks("eof");
    "cert-untrusted" 0.5 Says("handshake failed"), Lacks("wrong version"), Lacks("eof");
    "connection-reset" 0.7 Says("handshake eof");
    "connection-reset" 0.65 Says("close_notify");
    "tls-on-plaintext-port" 0.6 Says("handshake eof");

    // Which command was refused, where the refusal itself tells nothing
    "sender-rejected" 0.48 Says("smtpsenderrefused"), Lacks("authenticat");
    "sender-rejected" 0.48 Says("smtpsenderfailedexception"), Lacks("authenticat");
    "sender-rejected" 0.48 Says("sendernotaccepted"), Lacks("authenticat");
    "sender-rejected" 0.48 Says("in reply to mail from"), Lacks("authenticat");
    "sender-rejected" 0.48 Says("after mail from"), Lacks("authenticat");
    "sender-rejected" 0.48 Says("'mail from'"), Lacks("authenticat");
    "sender-rejected" 0.48 Says("mail from command failed"), Lacks("authenticat");
    "sender-rejected" 0.48 Says("mail from failed"), Lacks("authenticat");
    "sender-rejected" 0.48 Says("mail command failed"), Lacks("authenticat");
    "sender-rejected" 0.46 Says("mail from"), Reply(550), Lacks("authenticat"), Lacks("rcpt");
    "recipient-rejected" 0.48 Says("smtprecipientsrefused");
    "recipient-rejected" 0.48 Says("smtpaddressfailedexception");
    "recipient-rejected" 0.48 Says("smtpfailedrecipient");
    "recipient-rejected" 0.48 Says("recipientnotaccepted");
    "recipient-rejected" 0.48 Says("in reply to rcpt to");
    "recipient-rejected" 0.48 Says("after rcpt to");
    "recipient-rejected" 0.46 Says("rejected rcpt");
    "recipient-rejected" 0.48 Says("'rcpt to'");
    "recipient-rejected" 0.48 Says("rcpt to command failed");
    "recipient-rejected" 0.48 Says("rcpt to failed");
    "sender-restricted" 0.48 Says("in reply to end of data");
    "sender-restricted" 0.48 Says("after end of data");
    "sender-restricted" 0.46 Says("rejected after data");
    "sender-restricted" 0.46 Says("data not accepted");
    "send-as-denied" 0.44 Says("data not accepted");
    "rate-limited" 0.42 Says("data not accepted");
    "password-rejected" 0.48 Says("eauth"), NotFrom(Google), NotFrom(Microsoft);

    // Addresses that the client itself does not take
    "sender-rejected" 0.8 Says("invalid address: (from)");
    "sender-rejected" 0.8 Says("invalid address: (setfrom)");
    "sender-rejected" 0.75 Says("sender address is invalid");
    "sender-rejected" 0.75 Says("from address is not valid");
    "recipient-rejected" 0.75 Says("invalid address: (to)");
    "recipient-rejected" 0.7 Says("does not comply with rfc 2822");
    "sender-rejected" 0.55 Says("addressexception");
    "recipient-rejected" 0.53 Says("addressexception");
    "recipient-rejected" 0.7 Says("invalid addresses"), Says("sendfailedexception"), Lacks("relay"), Lacks("authenticat");

    // Sessions that are over
    "connection-reset" 0.6 Says("connection terminated");
    "connection-reset" 0.6 Says("terminated the connection");
    "connection-reset" 0.6 Says("dropped the connection");
    "connection-reset" 0.6 Says("connection dropped"), Lacks("dropped due to"), Lacks("dropped by server");
    "connection-reset" 0.65 Says("connection was reset");
    "connection-reset" 0.6 Says("premature end of");
    "connection-reset" 0.6 Says("unexpected end of file");
    "connection-reset" 0.55 Says("storeclosedexception");
    "connection-reset" 0.55 Says("folderclosedexception");
    "connection-reset" 0.55 Says("notconnectedexception");
    "connection-reset" 0.55 Says("noconnection");
    "connection-reset" 0.5 Says("connection not available");
    "connection-reset" 0.5 Says("connection is not available");
    "connection-reset" 0.5 Says("server not connected");
    "server-unavailable" 0.7 Says("byeresponseerror"), Lacks("logging out"), Lacks("idle");
    "connection-reset" 0.6 Says("failed to write to socket");
    "mailbox-not-found" 0.55 Says("illegal in state auth");
    "not-authenticated" 0.6 Says("illegal in state nonauth");
    "connection-reset" 0.6 Says("illegal in state logout");
    "starttls-not-offered" 0.5 Says("badresponseerror: unknown command");
    "connection-reset" 0.5 Says("client not connected");
    "connection-reset" 0.6 Says("unable to read response");
    "plaintext-on-tls-port" 0.55 Says("unable to read response");

    // The exit codes of curl
    "dns-not-found" 0.6 Says("curl: (6)");
    "connect-refused" 0.55 Says("curl: (7)"), Lacks("timed out");
    "connect-timeout" 0.54 Says("curl: (7)");
    "connection-reset" 0.5 Says("curl: (8)");
    "server-unavailable" 0.5 Says("weird server reply");
    "not-a-mail-server" 0.48 Says("weird server reply");
    "connect-timeout" 0.6 Says("curl: (28)");
    "plaintext-on-tls-port" 0.5 Says("curl: (28)"), Says("reading failed");
    "tls-version-unsupported" 0.5 Says("curl: (35)");
    "connection-reset" 0.46 Says("curl: (55)"), Lacks(" failed: ");
    "connection-reset" 0.5 Says("curl: (56)");
    "cert-untrusted" 0.6 Says("curl: (60)"), Lacks("subject name"), Lacks("expired");
    "starttls-not-offered" 0.6 Says("curl: (64)");
    "password-rejected" 0.6 Says("curl: (67)"), NotFrom(Google), NotFrom(Microsoft);
    "cert-untrusted" 0.6 Says("curl: (77)");
    "sender-rejected" 0.5 Says("mail failed: 5"), Lacks("authenticat"), Lacks("530");
    "not-authenticated" 0.55 Says("mail failed: 530");
    "recipient-rejected" 0.5 Says("rcpt failed: 5");

    // Exceptions of libraries, in whatever words
    "server-unavailable" 0.6 Says("greeting: [atom: bye]");
    "server-unavailable" 0.6 Says("unexpected bye");
    "cert-untrusted" 0.5 Says("x509: "), Lacks("expired"), Lacks("valid for");
    "cert-untrusted" 0.6 Says("trustanchors");
    "cert-untrusted" 0.55 Says("conform to algorithm constraints");
    "tls-version-unsupported" 0.6 Says("comply to algorithm constraints");
    "tls-version-unsupported" 0.5 Says("sslprotocolexception");
    "tls-on-plaintext-port" 0.7 Says("tls: unexpected message");
    "login-disabled" 0.7 Says("wrong host name"), Over(Smtp);
    "connection-reset" 0.6 Says("transport endpoint is not connected");
    "connection-reset" 0.6 Says("connection was aborted by the software");
    "connection-reset" 0.5 Says("disposed object");
    "connection-reset" 0.5 Says("stream disconnected");
    "plaintext-on-tls-port" 0.55 Says("messagingexception: [eof]");
    "connect-timeout" 0.7 Says("esockettimedout");
    "password-rejected" 0.55 Says("authfailedexception"), NotFrom(Google), NotFrom(Microsoft);
    "mailbox-not-found" 0.55 Says("only allowed in states selected");
    "mailbox-not-found" 0.6 Says("select command error");
    "mechanism-not-offered" 0.7 Says("unknown authentication mechanism");
    "mechanism-not-offered" 0.8 Says("no supported smtp auth mechanism");
    "mechanism-not-offered" 0.8 Says("not support this authentication method");
    "mechanism-not-offered" 0.8 Says("not support the xoauth2 extension");
    "mechanism-not-offered" 0.7 Says("authentication is not allowed at this stage");
    "mechanism-not-offered" 0.7 Says("wrong authentication type");
    "mechanism-not-offered" 0.6 Says("not supporting password authentication");
    "mechanism-not-offered" 0.6 Says("auth command failed: 50");
    "login-disabled" 0.8 Says("login command is disabled");
    "login-disabled" 0.7 Says("not allow plaintext passwords");
    "starttls-not-offered" 0.85 Says("not support the stls");
    "starttls-not-offered" 0.85 Says("stls not supported");
    "starttls-not-offered" 0.85 Says("tls not supported by server");
    "starttls-not-offered" 0.85 Says("starttls is not supported");
    "starttls-not-offered" 0.8 Says("starttls not accepted");
    "starttls-not-offered" 0.7 Says("starttls denied");
    "starttls-not-offered" 0.6 Says("starttls not working");
    "cert-name-mismatch" 0.93 Says("not match with the server certificate");
    "cert-untrusted" 0.88 Says("issuer is not recognized");
    "cert-untrusted" 0.85 Says("broken certification chain");
    "cert-untrusted" 0.85 Says("not signed by a trusted");
    "cert-untrusted" 0.75 Says("certificate verify locations");
    "sender-restricted" 0.46 Says("data end command failed");

    // What programs on a desk say
    "connect-timeout" 0.55 Says("could not open socket");
    "connect-refused" 0.5 Says("could not open socket");
    "connect-timeout" 0.55 Says("cannot open "), Says(":25");
    "connect-timeout" 0.55 Says("cannot open "), Says(":587");
    "connect-timeout" 0.55 Says("cannot open "), Says(":465");
    "connect-timeout" 0.6 Says("0x80042108");
    "connect-timeout" 0.55 Says("mail server"), Says("is not responding");
    "dns-not-found" 0.8 Says("could not find the host");
    "dns-not-found" 0.8 Says("unable to locate "), Over(Smtp);
    "dns-not-found" 0.75 Says("server (smtp)"), Says("is unknown");
    "dns-not-found" 0.7 Says("failed to find server");
    "message-too-large" 0.88 Says("exceeds the global size limit");
    "message-too-large" 0.88 Says("exceeds a temporary size limit");
    "password-rejected" 0.7 Says("0x800ccc18");
    "password-rejected" 0.65 Says("user name or password for"), NotFrom(Google), NotFrom(Microsoft);
    "password-rejected" 0.65 Says("verify your account name and password");
}
