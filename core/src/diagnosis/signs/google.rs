//! Google: its mail servers and its token endpoint.
//!
//! Sources: Google, *XOAUTH2 protocol* and *Using OAuth 2.0 for server to server applications*
//! (2026-11-24).

use super::{
    Need::{By, From, Known, Lacks, Reply, Says, Status},
    Sign, signs,
};
use crate::diagnosis::evidence::{
    Flow::{Application, User},
    Provider::Google,
};

signs! {
    // Google
    "google-app-password-required" 0.97 Says("application-specific password required");
    "google-app-password-required" 0.93 Says("invalidsecondfactor");
    "google-app-password-required" 0.93 Status("5.7.9"), Reply(534);
    "google-web-login-required" 0.95 Status("5.7.14"), Reply(534);
    "google-web-login-required" 0.95 Says("log in via your web browser");
    "google-web-login-required" 0.95 Says("log in with your web browser");
    "google-web-login-required" 0.93 Says("p=webloginrequired");
    "google-web-login-required" 0.95 Says("[webalert");
    "google-web-login-required" 0.9 Says("web login required");
    "google-credentials-rejected" 0.93 Says("username and password not accepted");
    "google-credentials-rejected" 0.93 Says("p=badcredentials");
    "google-scope-insufficient" 0.95 Says("username and password not accepted"), Known(Google), By(User);
    "google-scope-insufficient" 0.95 Says("invalid credentials (failure)"), Known(Google), By(User);
    "google-credentials-rejected" 0.93 Says("invalid credentials (failure)");
    "google-credentials-rejected" 0.8 Says("invalid credentials"), Known(Google);
    "google-credentials-rejected" 0.65 Says("invalid credentials"), From(Google);
    "token-expired" 0.85 Says("invalid credentials"), Known(Google), By(User), Lacks("\"status\":\"400\"");
    "google-credentials-rejected" 0.75 Says("user or password wrong"), Known(Google);
    "google-credentials-rejected" 0.6 Says("authentication error"), Known(Google);
    "google-scope-insufficient" 0.9 Says("xoauth2"), Says("400"), Known(Google);
    "google-scope-insufficient" 0.68 Says("oauth2 asked for more"), Known(Google);
    "google-scope-insufficient" 0.72 Says("no scope specified"), Known(Google);
    "google-scope-insufficient" 0.95 Says("\"status\":\"400\""), Says("mail.google.com");
    "google-scope-insufficient" 0.95 Says("\"status\":\"403\""), Says("mail.google.com");
    "token-expired" 0.85 Says("\"status\":\"401\""), Says("mail.google.com");
    "google-credentials-rejected" 0.7 Says("\"status\":\"401\""), Says("mail.google.com");
    "google-scope-insufficient" 0.9 Says("insufficient authentication scopes");
    "google-scope-insufficient" 0.85 Says("insufficient permission"), From(Google);
    "google-grant-expired" 0.96 Says("token has been expired or revoked");
    "google-grant-expired" 0.8 Says("invalid_grant"), From(Google), Lacks("jwt"), Lacks("account not found");
    "google-grant-expired" 0.7 Says("invalid_grant"), Says("bad request"), Lacks("aadsts");
    "google-delegation-missing" 0.96 Says("client is unauthorized to retrieve access tokens");
    "google-delegation-missing" 0.8 Says("unauthorized_client"), Known(Google);
    "google-delegation-missing" 0.5 Says("unauthorized_client"), From(Google);
    "google-client-invalid" 0.85 Says("unauthorized_client"), Known(Google), By(User), Lacks("client is unauthorized");
    "google-client-invalid" 0.88 Says("unauthorized_client"), Says("eauth"), Known(Google), Lacks("client is unauthorized");
    "google-grant-expired" 0.75 Says("generating new access token"), Known(Google);
    "google-grant-expired" 0.75 Says("create new access token"), Known(Google);
    "google-grant-expired" 0.8 Says("provide a refresh token"), Known(Google);
    "google-grant-expired" 0.8 Says("no refresh token"), Known(Google);
    "google-delegation-missing" 0.95 Says("requested client not authorized");
    "google-delegation-missing" 0.85 Says("not authorized to access this resource/api");
    "google-delegation-missing" 0.8 Says("error getting access token for service account"), Lacks("invalid_");
    "google-client-invalid" 0.75 Says("error getting access token for service account");
    "user-not-found" 0.9 Says("invalid email or user id");
    "user-not-found" 0.9 Says("not a valid email or user id");
    "recipient-rejected" 0.9 Says("invalid to header");
    "google-client-invalid" 0.85 Says("no key or keyfile set");
    "google-grant-expired" 0.88 Says("refresh handler callback is set");
    "account-disabled" 0.9 Says("account has been deleted"), Says("invalid_grant");
    "google-grant-expired" 0.95 Says("invalid_rapt");
    "google-grant-expired" 0.9 Says("refresh token"), Says("expired"), Known(Google);
    "google-client-invalid" 0.93 Says("oauth client was deleted");
    "google-grant-expired" 0.9 Says("reauth related error");
    "client-assertion-invalid" 0.85 Says("failed audience check");
    // Google's pages of consent; a project that is being tested lets in those alone whom it names.
    "user-not-assigned" 0.93 Says("has not completed the google verification process");
    "user-not-assigned" 0.93 Says("developer hasn't given you access to this app");
    "user-not-assigned" 0.9 Says("developer-approved testers");
    "user-not-assigned" 0.82 Says("access_denied"), Says("403"), Known(Google), Lacks("requested client");
    "google-client-invalid" 0.72 Says("has not completed the google verification process");
    "user-not-assigned" 0.85 Says("org_internal");
    "app-not-multi-tenant" 0.75 Says("org_internal");
    "admin-consent-required" 0.93 Says("admin_policy_enforced");
    "admin-consent-required" 0.9 Says("institution's admin needs to review");
    "admin-consent-required" 0.85 Says("access_not_configured");
    "redirect-mismatch" 0.93 Says("origin_mismatch");
    "redirect-mismatch" 0.9 Says("origin is not allowed for the given client id");
    "redirect-mismatch" 0.85 Says("comply with google's oauth 2.0 policy");
    "redirect-mismatch" 0.75 Says("redirect_uri="), Says("oauth 2.0"), Known(Google);
    "google-client-invalid" 0.7 Says("comply with google's oauth 2.0 policy");
    "google-web-login-required" 0.85 Says("disallowed_useragent");
    "admin-consent-required" 0.8 Says("policy_enforced"), Lacks("admin_policy_enforced");
    "google-client-invalid" 0.88 Says("tried to access sensitive info");
    "google-client-invalid" 0.85 Says("google blocked this access");
    "google-client-invalid" 0.88 Says("temporarily disabled for this app");
    "user-not-assigned" 0.7 Says("app has not been verified yet by google");
    // Its Gmail API
    "protocol-disabled" 0.9 Says("api has not been used in project");
    "protocol-disabled" 0.88 Says("accessnotconfigured");
    "protocol-disabled" 0.85 Says("gmail api"), Says("not enabled");
    "protocol-disabled" 0.85 Says("access not configured"), Lacks("accessnotconfigured");
    "google-client-invalid" 0.75 Says("api has not been used in project");
    "google-scope-insufficient" 0.7 Says("accessnotconfigured");
    "token-expired" 0.85 Says("expected oauth 2 access token"), Lacks("is missing required authentication");
    "token-malformed" 0.85 Says("is missing required authentication credential");
    "google-grant-expired" 0.92 Says("login required"), Says("\"locationtype\""), Known(Google);
    "rate-limited" 0.9 Says("ratelimitexceeded");
    "rate-limited" 0.9 Says("dailylimitexceeded");
    "rate-limited" 0.85 Says("quota exceeded for quota metric");
    "google-app-password-required" 0.62 Says("denied authentication"), Known(Google);
    "google-credentials-rejected" 0.6 Says("denied authentication"), Known(Google);
    "google-client-invalid" 0.85 Says("invalid_grant"), Known(Google), By(Application), Lacks("revoked");
    "google-scope-insufficient" 0.9 Says("insufficientpermissions");
    "google-client-invalid" 0.95 Says("oauth client was not found");
    "google-client-invalid" 0.95 Says("deleted_client");
    "google-client-invalid" 0.95 Says("disabled_client");
    "google-client-invalid" 0.9 Says("invalid_client"), Known(Google);
    "google-client-invalid" 0.45 Says("invalid_client"), From(Google);
    "google-client-invalid" 0.85 Says("invalid jwt signature");
    "client-assertion-invalid" 0.8 Says("invalid jwt signature");
    "google-client-invalid" 0.8 Says("account not found"), Says("invalid_grant");
    "client-assertion-invalid" 0.7 Says("account not found"), Says("invalid_grant");
    "google-delegation-missing" 0.9 Says("delegation denied for");
    "google-delegation-missing" 0.7 Says("precondition check failed");
    "google-delegation-missing" 0.7 Says("failedprecondition");
    "protocol-disabled" 0.65 Says("failedprecondition");
    "protocol-disabled" 0.85 Says("mail service not enabled");
}
