### The words of every cause: what is to be changed, and as `.fix` how.

dns-not-found = The host name does not exist.
    .fix = Check the spelling of the host name; behind a VPN or firewall, check that this machine can look it up.
dns-failure = The resolver cannot answer.
    .fix = Try again; if it goes on, check this machine's DNS servers, or use others.
connect-refused = Nothing listens on that port.
    .fix = Check host and port; those of mail are 587 or 465 for sending, 993 or 143 for reading.
connect-timeout = A firewall drops the packets, or the host is down.
    .fix = Let the network's administrator open the port towards this host, or run Mailvet where the port is open.
port-25-blocked = Outgoing port 25 is blocked by the network or the cloud provider.
    .fix = Use port 587 with “Use TLS” (STARTTLS), which is made for logins.
connection-reset = Something on the path closes the connection.
    .fix = Check that port and security belong together; else look at firewalls and the server's own log.
not-a-mail-server = The peer speaks another protocol.
    .fix = Check the port; if it is right, a proxy or captive portal answers in the server's place.
connection-intercepted = Something answers in the server's place.
    .fix = Ask the host or the network's administrator to let mail through: web hosts redirect ports 25, 465 and 587 to themselves (in cPanel: SMTP Restrictions), firewalls and virus scanners rewrite the greeting.
server-unavailable = The server is up and says not now.
    .fix = Try again later; if it goes on, look at the server's own log or status page.
proxy-refused = The proxy refuses the connection, or wants a login of its own.
    .fix = Give the proxy's user name and password, or have its administrator let this machine reach the host; else connect without it.
ipv6-unreachable = This machine has an address of IPv6, but no way out by it.
    .fix = Let the program use IPv4, or have IPv6 routed; in a container or at a cloud provider switch IPv6 on or off for the whole network.
tls-on-plaintext-port = Implicit TLS was used on a STARTTLS or plain port.
    .fix = Choose “Use TLS” (STARTTLS) for this port, or the port of implicit TLS: 465 for sending, 993 for reading.
plaintext-on-tls-port = STARTTLS or no encryption was used on a port of implicit TLS.
    .fix = Choose “Use SSL” for this port, or the port of STARTTLS: 587 for sending, 143 for reading.
starttls-not-offered = The server does not offer STARTTLS, or something strips it.
    .fix = Use implicit TLS (“Use SSL”) where the server has it; else have STARTTLS switched on, or an inspecting firewall switched off.
tls-version-unsupported = The two sides share no TLS version.
    .fix = Update the server to TLS 1.2 or newer.
cert-expired = The server's certificate has expired.
    .fix = Renew the certificate on the mail server; if it is valid elsewhere, set this machine's clock.
cert-name-mismatch = The certificate is for another name.
    .fix = Enter the name that the certificate is for, or get a certificate for this name.
cert-revocation-unavailable = The revocation state of the certificate cannot be fetched.
    .fix = Let this machine reach the addresses of the issuer's CRL or OCSP over HTTP, or tell the client to go on without the state.
client-certificate-required = The server wants a certificate of its client.
    .fix = Give one that the server's authority has issued, with --client-cert and --client-key; where no such certificate is used, have the server ask for none.
cert-untrusted = The issuer of the certificate is not trusted.
    .fix = For a private CA give its certificate with --ca-file; where security software opens TLS, import its CA into the system; a certificate that is refused for its form has to be replaced on the server.
tenant-not-found = The tenant in the authority URL does not exist.
    .fix = Copy “Directory (tenant) ID” from the overview of the app registration, and use the sign-in host of its cloud.
app-not-multi-tenant = A single-tenant app was used with /common or /organizations.
    .fix = Put the tenant's id into the authority URL.
grant-tenant-mismatch = The code or refresh token was issued by another tenant.
    .fix = Use the same tenant in the authority URL throughout, and sign in again.
authority-unsuitable = The authority URL is no token endpoint for this.
    .fix =
        { $server ->
            [other] Enter the token endpoint, or the address of the metadata (…/.well-known/openid-configuration), as the authorization server documents it, and choose a flow that it has.
           *[microsoft] Use https://login.microsoftonline.com/{"{"}tenant{"}"}/oauth2/v2.0/token with the tenant's id.
        }
app-not-found = The client id is unknown in that tenant.
    .fix = Compare the client id with the registration of the application. At Microsoft: “Application (client) ID” and “Directory (tenant) ID” on its overview.
app-disabled = The application is disabled.
    .fix =
        { $server ->
            [other] Have the client enabled at the authorization server.
           *[microsoft] In Entra › Enterprise applications › Properties set “Enabled for users to sign-in” to Yes.
        }
secret-invalid = The client secret is wrong.
    .fix =
        { $server ->
            [other] Enter the secret's value again, or have a new one made at the authorization server.
           *[microsoft] Enter the secret's value again. At Microsoft: Entra › App registrations › Certificates & secrets, make a new client secret and copy its Value, not its Secret ID.
        }
secret-expired = The client secret has expired.
    .fix =
        { $server ->
            [other] Have a new client secret made at the authorization server, and enter it.
           *[microsoft] In Entra › App registrations › Certificates & secrets make a new client secret and enter its Value.
        }
client-auth-missing = The token endpoint got no client secret.
    .fix = Enter the client secret.
client-assertion-invalid = The certificate, or the assertion signed with it, is not accepted.
    .fix = In Entra › App registrations › Certificates & secrets › Certificates upload the certificate whose key signs, and check its thumbprint, its dates, and that the assertion's audience is the token endpoint.
public-client-secret = A client secret was sent for a public client.
    .fix = Leave the secret out, or in Entra › App registrations › Authentication register the redirect URI under the platform Web.
scope-invalid = The scope does not exist or is malformed.
    .fix = Remove the scope, so that the usual one is asked for.
scope-not-default = Client credentials must ask for one resource with /.default.
    .fix = Remove the scope, or use https://outlook.office365.com/.default.
scope-mixed-resources = One token was asked for two resources.
    .fix = Ask for the scopes of one resource only; for mail those of https://outlook.office.com, without any of Microsoft Graph.
resource-not-found = The resource in the scope is unknown in the tenant.
    .fix =
        { $server ->
            [other] Use the scope, or the resource, that the authorization server documents for mail.
           *[microsoft] Use the scope of the tenant's cloud; check that the tenant has Exchange Online.
        }
permission-not-requested = The app registration does not list this API permission.
    .fix =
        { $server ->
            [other] Have the scope allowed for this client at the authorization server.
           *[microsoft] In Entra › App registrations › API permissions add the permission of Office 365 Exchange Online, and grant admin consent. It counts after a minute or two, and for new tokens only.
        }
enterprise-app-missing = The application has no service principal in the tenant.
    .fix = Have an administrator of that tenant open the admin consent link, or run: az ad sp create --id { $client-id }
consent-missing = Nobody has consented to the permission.
    .fix =
        { $server ->
            [other] Sign in once and consent, or have the scope allowed for this client at the authorization server.
           *[microsoft] In Entra › App registrations › API permissions choose “Grant admin consent”. It counts after a minute or two, and for new tokens only.
        }
admin-consent-required = An administrator has to consent.
    .fix = In Entra › App registrations › API permissions choose “Grant admin consent”. It counts after a minute or two, and for new tokens only.
user-not-found = The user does not exist in that tenant.
    .fix = Enter the user principal name (Entra › Users), and the tenant that the user belongs to.
user-not-assigned = The user is not assigned to the application.
    .fix = In Entra › Enterprise applications › Users and groups assign the user, or under Properties set “Assignment required” to No.
password-wrong = The user's password is wrong.
    .fix = Enter it again or reset it; for a federated user, or one with a second factor, use another flow.
federated-user = A federated user cannot use the password flow.
    .fix = Use an authorization code, a device code, or client credentials.
federation-unavailable = The organisation's own sign-in service does not answer.
    .fix = Tell the administrator of the identity provider (AD FS or pass-through agents); client credentials do not need it.
password-expired = The user's password has expired.
    .fix = Sign in to the portal as that user and choose a new password.
account-disabled = The account is disabled.
    .fix = In Entra › Users switch “Account enabled” on. Shared mailboxes are disabled by design: log in as a user or an application with rights on them.
account-locked = The account is locked, or the address is blocked.
    .fix = Stop the program that repeats a wrong password, wait, and unblock the account in Entra.
mfa-required = A second factor is demanded, which this flow cannot give.
    .fix = Use client credentials, or sign in interactively by an authorization code or device code.
tenant-restrictions = The network's proxy restricts which tenants may be used.
    .fix = Have the network's administrator add the tenant to the allowed ones, or run Mailvet outside that network.
clock-skew = A clock is wrong: the assertion or token is outside its time.
    .fix = Set this machine's clock by NTP, and let an assertion live at most an hour.
cloud-mismatch = The tenant lives in another cloud.
    .fix = Use the sign-in host that the answer names.
conditional-access = A Conditional Access policy refuses.
    .fix = In Entra › Sign-in logs › Service principal sign-ins see which policy, and exclude this application from it.
refresh-token-expired = The refresh token has expired.
    .fix = Sign in again, and store the rotated refresh token after each use.
refresh-token-revoked = The refresh token was revoked.
    .fix = Sign in again; a change of the password or of a policy ends all earlier tokens.
redirect-mismatch = The redirect URI is not registered.
    .fix =
        { $server ->
            [other] At the authorization server register exactly the redirect URI that the request names.
           *[microsoft] In Entra › App registrations › Authentication add exactly the redirect URI that the request names, under the right platform.
        }
redirect-platform = The redirect URI is registered under the wrong platform.
    .fix = In Entra › App registrations › Authentication move it: “Single-page application” for a browser, “Web” for a server with a secret, “Mobile and desktop” for an installed program.
authorization-code-used = The authorization code was used before, or is too old.
    .fix = Sign in again and redeem the code once, within minutes.
device-code-pending = The user has not finished signing in.
    .fix = Open the address shown, enter the code, and sign in; go on polling at the interval.
request-malformed = The token request lacks a parameter.
    .fix = Check client id, secret and scope for stray characters.
token-endpoint-throttled = Too many token requests.
    .fix = Wait, and try again later.
token-endpoint-unavailable = The identity service is failing.
    .fix = Try again later.
app-of-microsoft = The client id belongs to an application of Microsoft.
    .fix = In Entra › App registrations make a registration of your own, and enter its Application (client) ID.
personal-account = The mailbox is a personal account, which no application opens by itself.
    .fix = Let the user sign in (authorization code or device code, with /consumers in the authority URL), or use a mailbox of an organisation.
token-wrong-audience = The token is for another resource, usually Microsoft Graph.
    .fix =
        { $server ->
            [other] Ask for the scope, or the resource, that the mail server takes.
           *[microsoft] Ask for a mail scope: with client credentials https://outlook.office365.com/.default, else https://outlook.office.com/IMAP.AccessAsUser.All or …/SMTP.Send.
        }
token-missing-role = The application permission is missing, or nobody consented to it.
    .fix = In Entra › App registrations › API permissions › APIs my organization uses › Office 365 Exchange Online › Application permissions add IMAP.AccessAsApp, POP.AccessAsApp or SMTP.SendAsApp, then grant admin consent. It counts after a minute or two, and for new tokens only.
token-missing-scope = The token lacks the delegated permission.
    .fix =
        { $server ->
            [other] Ask for the scope that the mail server takes, and have it allowed for this client.
           *[microsoft] Ask for https://outlook.office.com/IMAP.AccessAsUser.All, …/POP.AccessAsUser.All or …/SMTP.Send, and consent to it.
        }
token-wrong-user = The user who signed in is not the mailbox.
    .fix = Sign in as the owner of the mailbox, or give that user rights on it and log in with the mailbox's address.
token-wrong-tenant = The token is of another tenant than the mailbox's.
    .fix = Put the mailbox's own tenant into the authority URL.
token-wrong-app = The token was issued to another application.
    .fix = Ask for a new token with the client id in the settings, and drop the stored one.
token-expired = The token's life has ended.
    .fix = Fetch a fresh token and connect again; check this machine's clock.
token-malformed = What was sent as the access token is none.
    .fix = Send the `access_token` of the answer whole and once, without the word Bearer in it; not the ID token, nor the refresh token.
smtp-auth-disabled-tenant = SMTP AUTH is switched off for the organisation.
    .fix = In Exchange Online PowerShell: Set-CASMailbox -Identity { $smtp-mailbox } -SmtpClientAuthenticationDisabled $false (counts within minutes, at most an hour; then test again)
smtp-auth-disabled-mailbox = SMTP AUTH is switched off for this mailbox.
    .fix = In Exchange Online PowerShell: Set-CASMailbox -Identity { $smtp-mailbox } -SmtpClientAuthenticationDisabled $false (counts within minutes, at most an hour; then test again)
basic-auth-disabled = Passwords are no longer taken.
    .fix =
        { $server ->
            [other] Use OAuth where the provider has it, else an app password.
           *[microsoft] Enable OAuth with Microsoft Exchange.
        }
policy-blocked = Security defaults or a policy refuse the login.
    .fix =
        { $server ->
            [other] Ask whoever runs the server which policy refuses this account.
           *[microsoft] Look at the sign-in logs in Entra; use OAuth instead of a password.
        }
service-principal-missing = The application has no service principal in Exchange, or a wrong one.
    .fix = In Exchange Online PowerShell: New-ServicePrincipal -AppId { $client-id } -ObjectId { $object-id }, then Add-MailboxPermission for the mailbox. It counts within minutes, at most an hour; then test again.
mailbox-permission-missing = The application has no right on this mailbox.
    .fix =
        { $server ->
            [other] Have the account given the right on this mailbox, or log in as its owner.
           *[microsoft] In Exchange Online PowerShell: Add-MailboxPermission -Identity { $mailbox } -User { $trustee } -AccessRights FullAccess (counts within minutes, at most an hour; then test again)
        }
mailbox-not-found = There is no such mailbox, or it cannot be opened.
    .fix =
        { $server ->
            [other] Check the user name and the address of the mailbox; have the mailbox made where there is none yet.
           *[microsoft] Check the address of the mailbox, and that it has a licence.
        }
mailbox-logon-failure = The store could not open the mailbox.
    .fix = Check the application's right on the mailbox; try again later.
protocol-disabled = The protocol is switched off for the mailbox.
    .fix =
        { $server ->
            [other] Switch the protocol on in the settings of the mailbox, or have it switched on.
           *[microsoft] In Exchange Online PowerShell: Set-CASMailbox -Identity { $mailbox } -ImapEnabled $true (counts within minutes, at most an hour; then test again)
        }
send-as-denied = The account may not send as that address.
    .fix =
        { $server ->
            [other] Use the account's own address as the sender, or have the server allow the account to send as this one.
           *[microsoft] Use the account's own address as the sender, or grant Send As: Add-RecipientPermission -Identity { $sender } -Trustee { $trustee } -AccessRights SendAs (counts within an hour; then test again)
        }
not-authenticated = The server demands a login.
    .fix = Switch on “requires authentication” and enter the login.
relay-denied = The server does not take this mail.
    .fix =
        { $login ->
            [done] The login succeeded, but this account may not send this mail here. Use the server of the sender's own domain, or let the server's administrator allow this sender and recipient.
           *[none] Log in before sending, or use the server of the sender's own domain.
        }
password-rejected = The user name or the password is wrong.
    .fix = Enter them again; where the provider wants an app password or OAuth, use that.
starttls-required = The server wants STARTTLS first.
    .fix = Choose “Use TLS” (STARTTLS).
app-password-required = The provider wants an app password or an authorisation code.
    .fix = Make an app password in the account's security settings, and enter it in place of the password.
authentication-unwanted = The server wants no login, or the user name is empty.
    .fix = Switch “requires authentication” off where the relay works by address; else enter a user name.
command-too-long = The token makes the command longer than the server takes.
    .fix = Send it on a line of its own after the server's 334 or +; at Exchange's POP use fewer roles and groups in the token, or IMAP.
login-disabled = The server refuses a password without TLS.
    .fix = Choose “Use SSL” or “Use TLS”.
mechanism-not-offered = The server offers no way to log in that these settings can use.
    .fix = Check that host and port are the ones for logins, and ask for no certain mechanism; for a server without OAuth use a password.
xoauth2-malformed = The XOAUTH2 text is malformed.
    .fix = It is base64 of user=…^Aauth=Bearer …^A^A, where ^A is the byte 0x01: encode once, without line breaks, with the mailbox's address as user.
mailbox-full = The mailbox has no room.
    .fix = Delete mail, or have the quota raised.
sender-restricted = The account is blocked from sending.
    .fix =
        { $server ->
            [other] Have the account, or this machine's address, released by whoever runs the server.
           *[microsoft] In the Defender portal under Restricted entities release the account, after its password was changed.
        }
tenant-restricted = The organisation is blocked from sending.
    .fix = Stop what sends spam, add every domain that is sent from in the Microsoft 365 admin center, then have Microsoft support lift the block.
too-many-connections = Too many connections are open at the mailbox.
    .fix =
        { $server ->
            [other] Close idle sessions and other clients of the mailbox, and try again.
           *[microsoft] Close idle sessions and other clients; keep at most three submissions at once per mailbox.
        }
rate-limited = Too many logins or messages.
    .fix = Wait, and try again later.
recipient-rejected = The recipient of the test message is refused.
    .fix = Check the address of the recipient; a test that sends no message uses the sender's own.
sender-rejected = The sender's address is refused.
    .fix = Use an address that the account owns.
message-too-large = The message is larger than the server takes.
    .fix = Send a smaller message, or have the limit raised.
google-app-password-required = Google wants an app password, or OAuth.
    .fix = Make an app password at https://myaccount.google.com/apppasswords, or use OAuth.
google-credentials-rejected = Google refuses the user name, the password or the token.
    .fix = With a password use an app password; with OAuth check that the token is of this very mailbox and has the scope https://mail.google.com/.
google-web-login-required = Google asks for a sign-in in a browser.
    .fix = Sign in as that user in a browser from the same network, confirm that it was you, and try again; or use OAuth.
google-scope-insufficient = The token's scope does not cover mail.
    .fix = Ask for the scope https://mail.google.com/ and consent again.
google-grant-expired = The grant has expired or was revoked.
    .fix = Consent again. An app in the state Testing loses its grants after 7 days: publish it, or make it Internal.
google-delegation-missing = Domain-wide delegation is not authorised for this client and scope.
    .fix = At admin.google.com › Security › Access and data control › API controls › Domain-wide delegation add the service account's numeric client id with the scope https://mail.google.com/; it can take 24 hours.
google-client-invalid = The OAuth client is unknown or its secret is wrong.
    .fix = At console.cloud.google.com › Credentials copy client id and secret again.

## Why a cause is thought of where the server states none

why-application-refused = The server refuses an application's token and does not say why; most often its service principal or its right on the mailbox is missing in Exchange.
why-user-refused = The server refuses a user's token and does not say why; most often the token is for Microsoft Graph, or of another user than the mailbox.
why-password-refused = The server refuses a password and does not say why.
why-refused = The server refuses the login and does not say why.
why-introspection = The server says this, too, when its authorization server does not tell it that the token is good.
why-scope-of-gmail = The scope does not hold https://mail.google.com/, the only one whose tokens Gmail takes over IMAP, POP and SMTP.
why-scope-of-graph = The scope is one of Microsoft Graph, whose tokens no mail server takes.
why-audience = The token's audience (`aud`) is { $audience }, which is not the service that is asked.
why-tenant = The token's tenant (`tid`) is { $given }, and the settings name { $asked }.
why-scope-missing = The token's scopes (`scp`) lack { $scope }.
why-user = The token's user (`upn`) is { $given }, and the login is { $asked }.
why-claims-good = The token looks right, so the switch of the mailbox is left.
why-role-present = The token has the role of this protocol, so what is left is in Exchange.
why-role-missing = The token's roles lack { $role }.
why-audience-graph = The token's audience (`aud`) is { $audience }: Microsoft Graph, whose tokens no mail server takes.
why-expired = The token ended (`exp`) { $minutes } minutes before it was used.
why-not-yet = The token begins (`nbf`) { $minutes } minutes after it was used.
why-personal = The token's tenant (`tid`) is that of personal accounts.
why-personal-domain = The address is of a personal account, and the token of an application.
why-app = The token is of the application { $given } (`appid`), and the settings name { $asked }.
why-no-oid = The token names no object (`oid`): the application has no service principal in the tenant.
why-user-token = The token is a user's, with `scp`, where one of the application itself was to be had.
why-delegate = A user may open the mailbox of another where he has rights on it, and logs in with the other's address.
why-rbac = Where RBAC for Applications is meant, the service principal or its role assignment is missing in Exchange.
why-service-account = The user name is the service account's own address, which has no mailbox.
why-silent-tls-port = The server says nothing: on port { $port } it waits for TLS from the first byte, and these settings begin in clear.
why-silent-starttls-port = The server does not answer the handshake of TLS: on port { $port } connections begin in clear.
why-hunch = The words are of no known failure; this is what most often fails there.
why-enable-access = This provider keeps the protocol off until its user switches it on.
why-app-password = This provider takes no password but one that is made for one program.
why-akin = What was said can also mean this.

## What speaks against a cause

against-audience = It is the address of Exchange by which consent is given; some clients report that tokens for it are taken.
against-role-missing = At SMTP, RBAC for Applications works without the role, on purpose.
against-clock = Nobody says when it failed; the token may have been good then.
against-known-host = That name exists for the rest of the world, so this machine's DNS may be at fault.
against-tls-port = This port is for implicit TLS.
against-starttls-chosen = STARTTLS was chosen, with which no client begins by TLS.
against-starttls-port = This port is for STARTTLS.
against-tls-chosen = Implicit TLS was chosen already.
against-not-yet-valid = The certificate has not expired, but is not valid yet; this machine's clock may be slow.
against-basic-auth-ended = Exchange Online takes no password for IMAP and POP any more, right or wrong.
against-token-used = A token was used, not a password.
against-own-mailbox = A user needs no right on a mailbox of his own.
against-refused = What blocks a port usually drops the packets, and here something refused.
against-granted = What was granted { $ago } minutes ago may take { $most } minutes to count: try again in { $left } minutes, after { $when }, with a fresh token.
against-older-token = The token was made before the grant, and keeps the rights that it was made with: ask for a new one.

## What stands in a command where a value is not known

blank-mailbox = <mailbox>
blank-smtp-mailbox = <mailbox>
blank-sender = <sender’s mailbox>
blank-client-id = <client id>
blank-object-id = <Object ID of the Enterprise application>
blank-trustee = <user, or Object ID of the Enterprise application>
