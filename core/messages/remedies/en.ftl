### The words of remedies: who does what, and the steps of a whole set-up, each with `.why` it is needed
### and what to `.do` by hand.

remedy-steps = What to do
remedy-do =
    { $language ->
        [url] Open this page
        [sh] Do, in a shell
       *[powershell] Do, in PowerShell
    }
remedy-verify =
    { $language ->
        [sh] Verify in a shell, without changing anything
       *[powershell] Verify in PowerShell, without changing anything
    }
remedy-undo =
    { $language ->
        [sh] Undo, in a shell
       *[powershell] Undo, in PowerShell
    }
remedy-instead = Instead of the scripts before: { $title }

## Who does it

who-you = you
who-owner = the owner of the account
who-application-administrator = an application administrator of Entra
who-exchange-administrator = an Exchange administrator
who-user-administrator = a user administrator of Entra
who-security-administrator = a security administrator of Microsoft 365
who-google-administrator = a super administrator of Google Workspace
who-google-project-owner = an owner of the Google Cloud project
who-mail-server-administrator = whoever runs the mail server
who-authorization-server-administrator = whoever runs the authorization server
who-network-administrator = whoever runs the network

## A whole set-up

setup = Mail by OAuth 2.0, from nothing
setup-do = It can be run again: what is there already stays. It stops at the first error.
setup-verify = It shows what is set up, and changes nothing.
setup-undo = It takes the whole set-up back, the registration included, the last step first. Where a step fails, the others are taken back all the same, and it is named at the end.
setup-undo-google = It takes back the service account and its keys. The delegation in the Admin console, the OAuth client, the access by IMAP and POP and the project stay: take them back there, where nothing else needs them. Where a step fails, the others are taken back all the same, and it is named at the end.
setup-who = Who does it
setup-names = Permissions
setup-source = Source
setup-script = All steps in one script
setup-shell = The same for a shell, with the Azure CLI and PowerShell for Exchange Online:
setup-shell-google = The same for a shell, with the Google Cloud CLI:

setup-tools = Install the tools
    .why = The steps can be done in the admin centres; the scripts do them the same way each time.
    .do = In PowerShell run: Install-Module ExchangeOnlineManagement, Microsoft.Graph -Scope CurrentUser. In a shell install the Azure CLI, and PowerShell with ExchangeOnlineManagement.
setup-registration = Register the application
    .why = The registration is what the application is known by in Entra; its Application (client) ID goes into the settings.
    .do = In the Entra admin centre choose App registrations › New registration, “Accounts in this organizational directory only”, and Register. Copy the Application (client) ID and the Directory (tenant) ID from the overview.
setup-public-client = Let users sign in
    .why = A user signs in with this application on his own machine, where no secret can be kept.
    .do = In the registration choose Authentication › Add a platform › Mobile and desktop applications, add http://localhost, and set “Allow public client flows” to Yes.
setup-principal = Make the Enterprise application
    .why = It stands for the application in this tenant. Exchange wants its Object ID; the Object ID of the registration is another one and never works.
    .do = The portal makes it along with the registration. Find it under Enterprise applications, and copy its Object ID.
setup-secret = Make a client secret
    .why = The application proves by it who it is. It ends after a year at the latest: note the day.
    .do = In the registration choose Certificates & secrets › Client secrets › New client secret, and copy its Value at once: it is not shown again. The Secret ID beside it is no secret.
setup-certificate = Upload the certificate
    .why = The application proves by its private key who it is; Entra needs the certificate alone.
    .do = In the registration choose Certificates & secrets › Certificates › Upload certificate.
setup-permissions = List the permissions
    .why = They stand in the registration for whoever looks at it, and the button of the admin consent grants what is listed.
    .do = In the registration choose API permissions › Add a permission › APIs my organization uses › Office 365 Exchange Online › Application permissions. The ones of the same name under Microsoft Graph are for users.
setup-consent = Grant admin consent
    .why = Without it the token has no role, and Exchange refuses it. The role alone opens no mailbox: that takes the right on the mailbox.
    .do = In the registration choose API permissions › Grant admin consent.
setup-scopes = Consent for the user
    .why = The user may consent at the first sign-in, where the organisation lets users do so. Else an administrator does, for this one user and not for all.
    .do = Sign in once as the user and accept. Else choose API permissions › Grant admin consent in the registration, which consents for every user.
setup-service-principal = Make the application known to Exchange
    .why = Exchange gives rights to its own entry of the application only.
    .do = There is no page for it: use the script. New-ServicePrincipal takes any id, so compare the ObjectId with that of the Enterprise application.
setup-mailbox-permission = Give the right on the mailbox
    .why = It opens this one mailbox, and no other.
    .do = In the Exchange admin centre only users are offered: use the script for an application. For a user choose Mailboxes, the mailbox, Delegation › Read and manage.
setup-mailbox-permission-to-send = Give the right on the mailbox that sends
    .why = Another mailbox sends than the one that is read; the application needs its right on both.
    .do = In the Exchange admin centre only users are offered: use the script.
setup-application-role = Let the application act for this mailbox alone
    .why = A role of Exchange that is limited to one mailbox (RBAC for Applications) takes no permission of the whole tenant in Entra. Do not add one: both add up. It can take two hours.
    .do = There is no page for it: use the script. It makes a group with the mailbox in it, to which further mailboxes can be added.
setup-send-as = Let it send as the other address
    .why = The sender differs from the account, and Exchange refuses it without Send As.
    .do = In the Exchange admin centre choose Mailboxes, the sender's mailbox, Delegation › Send as. For an application use the script.
setup-smtp-auth = Switch SMTP AUTH on for the mailbox
    .why = It is off by default in organisations made since 2020, for OAuth as well. The switch of the mailbox beats that of the organisation, which stays off.
    .do = In the Microsoft 365 admin centre choose Users › Active users, the user, Mail › Manage email apps, and tick Authenticated SMTP.
setup-imap = Switch IMAP on for the mailbox
    .why = An administrator may have switched it off.
    .do = In the Microsoft 365 admin centre choose Users › Active users, the user, Mail › Manage email apps, and tick IMAP.
setup-pop = Switch POP on for the mailbox
    .why = An administrator may have switched it off.
    .do = In the Microsoft 365 admin centre choose Users › Active users, the user, Mail › Manage email apps, and tick Pop.
setup-settings = Enter the settings and test
    .why = What was granted minutes ago may not count yet: Exchange takes up to an hour, and a token keeps the roles that it was made with.
    .do = Enter the client id, the secret's Value and the authority URL, which the script shows at its end, and run: mailvet test all settings.toml
setup-google-tools = Install the Google Cloud CLI
    .why = The script works with it; the steps can be done in the console, too.
    .do = Install gcloud, and run: gcloud auth login
setup-google-project = Make a project
    .why = Clients and service accounts belong to a project of Google Cloud.
    .do = In the Google Cloud console choose New project, in the organisation of the mailboxes.
setup-google-service-account = Make a service account
    .why = The application acts as this account, which needs no role in the project.
    .do = In the console choose APIs & Services, enable the Gmail API, then IAM & Admin › Service accounts › Create service account.
setup-google-key = Make its key
    .why = The application signs its requests with the private key in this file, which is a secret.
    .do = Open the service account, and choose Keys › Add key › Create new key › JSON. A policy of the organisation may forbid it (iam.disableServiceAccountKeyCreation).
setup-google-delegation = Authorise domain-wide delegation
    .why = It lets the service account act for users, with this scope alone. Google has no narrower one for IMAP, POP and SMTP, and no delegation for some users only: guard the key. It can take 24 hours.
    .do = In the Admin console choose Security › Access and data control › API controls › Manage domain-wide delegation › Add new. Enter the numeric client ID of the service account, which the script shows, and the scope https://mail.google.com/
setup-google-audience = Say who may use the application
    .why = An Internal application needs no review, and its grants do not end after seven days as those of one in Testing do.
    .do = In the Google Auth Platform choose Audience › Internal; under Data access add the scope https://mail.google.com/
setup-google-client = Make an OAuth client
    .why = Its client ID and secret go into the settings.
    .do = Choose Clients › Create client › Desktop app, or “TVs and limited input devices” for the device code.
setup-google-access = Switch IMAP and POP on
    .why = An administrator may have switched them off for users.
    .do = In the Admin console choose Apps › Google Workspace › Gmail › End user access, and enable IMAP or POP for the organisational unit.
setup-google-settings = Enter the settings and test
    .why = A delegation can take 24 hours to count.
    .do = Enter the file of the key, or the client, and the mailbox, and run: mailvet test all settings.toml

## What is handed over to an administrator

hand-off = Mail settings that need an administrator
hand-off-please = A connection test with Mailvet failed. Below is what to change, by whom, and the script; then what the server said. Mailvet put no secret into this page.
hand-off-simulation = This is a simulation: the server was Mailvet's sandbox, and there is nothing to change in any real tenant.
hand-off-own = What most likely has to change are the settings, which the sender of this page changes himself:
hand-off-outgoing = Outgoing mail
hand-off-incoming = Incoming mail
hand-off-consent = Where the application still needs admin consent, this page asks for it
hand-off-what = What failed
hand-off-stage = In the stage
hand-off-time = Time of the test
hand-off-server = Mail server
hand-off-mailbox = Mailbox
hand-off-user = User
hand-off-sender = Sender
hand-off-client-id = Application (client) ID
hand-off-object-id = Object ID of the Enterprise application
hand-off-tenant = Tenant
hand-off-request-id = Request ID
hand-off-trace-id = Trace ID
hand-off-correlation-id = Correlation ID
hand-off-timestamp = Time at the server
hand-off-exchange-server = Server of Exchange
