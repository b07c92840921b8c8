//! What forms and services say in plain words in place of a server's, and the same in the languages that
//! authorization servers answer in.
//!
//! Sources: the help pages of Atlassian, Cisco, `HubSpot`, Microsoft Power Automate, Ricoh, `ServiceNow` and Sharp
//! (2026-11-30).

use super::{
    Need::{Known, Lacks, NotFrom, Over, Says},
    Sign, signs,
};
use crate::diagnosis::evidence::{
    Protocol::{Imap, OAuth},
    Provider::{Google, Microsoft},
};

signs! {
    // The application and its proof
    "secret-invalid" 0.88 Says("client secret"), Says("incorrect");
    "secret-invalid" 0.88 Says("client secret"), Says("is wrong");
    "secret-invalid" 0.88 Says("client secret"), Says("not valid");
    "secret-invalid" 0.88 Says("client secret"), Says("not match");
    "secret-invalid" 0.88 Says("secreto de cliente"), Says("no válido");
    "secret-invalid" 0.88 Says("secret client"), Says("pas valide");
    "secret-invalid" 0.88 Says("clientschlüssel"), Says("ngültig");
    "secret-invalid" 0.88 Says("clientgeheimnis"), Says("ngültig");
    "secret-expired" 0.93 Says("clientschlüssel"), Says("abgelaufen");
    "secret-expired" 0.93 Says("clientgeheimnis"), Says("abgelaufen");
    "secret-expired" 0.93 Says("secret client"), Says("expiré");
    "secret-expired" 0.93 Says("secreto de cliente"), Says("expirado");
    "app-not-found" 0.85 Says("application id"), Says("incorrect");
    "app-not-found" 0.85 Says("client id"), Says("incorrect");
    "app-not-found" 0.88 Says("anwendung mit"), Says("nicht gefunden");
    "app-not-found" 0.88 Says("l'application avec l'identificateur"), Says("introuvable");

    // What is granted
    "consent-missing" 0.88 Says("der verwendung der anwendung"), Says("nicht zugestimmt");
    "consent-missing" 0.88 Says("n'a pas consenti à utiliser");
    "consent-missing" 0.88 Says("no ha dado su consentimiento");
    "scope-invalid" 0.85 Says("'scope'"), Says("ngültig");
    "token-missing-scope" 0.62 Says("missing"), Says("mail.send"), Says("permission"), Lacks("app-only");
    "token-missing-role" 0.6 Says("missing"), Says("mail.send"), Says("permission");
    "send-as-denied" 0.9 Says("permission to send as");
    "send-as-denied" 0.9 Says("permission to send"), Says("on behalf of");
    "send-as-denied" 0.9 Says("right to send mail on behalf of");
    "mailbox-permission-missing" 0.85 Says("not have permission to access"), Says("mailbox");
    "mailbox-permission-missing" 0.85 Says("keine berechtigung für das postfach");

    // The way back
    "redirect-mismatch" 0.9 Says("redirect url"), Says("mismatch");
    "redirect-mismatch" 0.9 Says("redirect uri"), Says("mismatch");
    "redirect-mismatch" 0.9 Says("redirect url"), Says("not match");
    "redirect-mismatch" 0.9 Says("callback url"), Says("not match");
    "redirect-mismatch" 0.9 Says("umleitungs-uri"), Says("stimmt nicht");
    "redirect-mismatch" 0.9 Says("uri de redirection"), Says("ne correspond pas");
    "redirect-mismatch" 0.9 Says("uri de redirección"), Says("no coincide");
    "request-malformed" 0.8 Says("oauth"), Says("state"), Says("mismatch");

    // Tokens
    "refresh-token-revoked" 0.8 Says("token"), Says("has been revoked"), NotFrom(Google);
    "refresh-token-revoked" 0.6 Says("invalid grant"), NotFrom(Google);
    "refresh-token-expired" 0.92 Says("refresh token is expired");
    "refresh-token-expired" 0.92 Says("refresh token expired");
    "refresh-token-expired" 0.65 Says("oauth"), Says("token expired"), NotFrom(Google);
    "google-grant-expired" 0.75 Says("oauth"), Says("token expired"), Known(Google);
    "refresh-token-expired" 0.6 Says("token"), Says("reauthoris"), NotFrom(Google);
    "refresh-token-expired" 0.6 Says("token"), Says("reauthoriz"), NotFrom(Google);
    "google-grant-expired" 0.7 Says("token"), Says("reauthoris"), Known(Google);
    "google-grant-expired" 0.7 Says("token"), Says("reauthoriz"), Known(Google);
    "refresh-token-expired" 0.65 Says("missing access token");
    "refresh-token-expired" 0.65 Says("access token is missing");
    "refresh-token-expired" 0.65 Says("no access token");
    "refresh-token-expired" 0.65 Says("token not found"), Over(OAuth);
    "token-malformed" 0.66 Says("access token"), Says("undefined or empty");
    "refresh-token-expired" 0.62 Says("access token"), Says("undefined or empty");
    "refresh-token-expired" 0.88 Says("aktualisierungstoken"), Says("abgelaufen");
    "refresh-token-expired" 0.8 Says("token"), Says("caducado");
    "refresh-token-expired" 0.88 Says("jeton d'actualisation"), Says("expiré");
    "token-expired" 0.85 Says("zugriffstoken"), Says("abgelaufen");
    "token-expired" 0.85 Says("jeton d'accès"), Says("expiré");
    "token-malformed" 0.6 Says("oauth"), Says("invalid token"), Lacks("refresh");

    // The user
    "user-not-found" 0.88 Says("benutzerkonto"), Says("nicht vorhanden");
    "password-wrong" 0.85 Says("ungültigen benutzernamens oder kennworts");
    "password-expired" 0.88 Says("kennwort ist abgelaufen");
    "password-expired" 0.88 Says("passwort ist abgelaufen");
    "account-locked" 0.85 Says("konto ist gesperrt");
    "account-locked" 0.85 Says("konto wurde gesperrt");
    "account-disabled" 0.85 Says("konto ist deaktiviert");
    "mfa-required" 0.88 Says("müssen sie die mehrstufige authentifizierung");
    "conditional-access" 0.9 Says("bedingten zugriff"), Says("blockiert");
    "conditional-access" 0.9 Says("accès conditionnel"), Says("bloqué");
    "conditional-access" 0.9 Says("acceso condicional"), Says("bloquead");

    // Passwords; Exchange Online takes none over IMAP.
    "password-rejected" 0.75 Says("password is wrong"), NotFrom(Google);
    "password-rejected" 0.75 Says("password is incorrect"), NotFrom(Google);
    "password-rejected" 0.75 Says("wrong password"), NotFrom(Google);
    "password-rejected" 0.75 Says("incorrect password"), NotFrom(Google);
    "password-rejected" 0.75 Says("passwort ist falsch"), NotFrom(Google);
    "password-rejected" 0.75 Says("falsches passwort"), NotFrom(Google);
    "password-rejected" 0.75 Says("kennwort ist falsch"), NotFrom(Google);
    "password-rejected" 0.75 Says("mot de passe incorrect"), NotFrom(Google);
    "password-rejected" 0.75 Says("contraseña incorrecta"), NotFrom(Google);
    "password-rejected" 0.75 Says("senha incorreta"), NotFrom(Google);
    "password-rejected" 0.75 Says("password errata"), NotFrom(Google);
    "google-credentials-rejected" 0.75 Says("password is wrong"), Known(Google);
    "google-credentials-rejected" 0.75 Says("password is incorrect"), Known(Google);
    "google-credentials-rejected" 0.75 Says("wrong password"), Known(Google);
    "google-credentials-rejected" 0.75 Says("incorrect password"), Known(Google);
    "basic-auth-disabled" 0.8 Says("password is wrong"), Known(Microsoft), Over(Imap);
    "basic-auth-disabled" 0.8 Says("password is incorrect"), Known(Microsoft), Over(Imap);
    "basic-auth-disabled" 0.8 Says("wrong password"), Known(Microsoft), Over(Imap);
    "basic-auth-disabled" 0.8 Says("incorrect password"), Known(Microsoft), Over(Imap);

    // The mailbox
    "mailbox-not-found" 0.85 Says("postfach"), Says("nicht gefunden");
    "mailbox-not-found" 0.85 Says("boîte aux lettres"), Says("introuvable");
    "mailbox-not-found" 0.85 Says("buzón"), Says("no encontrado");
    "mailbox-not-found" 0.8 Says("caixa de entrada"), Says("não encontrad");
}
