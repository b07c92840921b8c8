### The words of every rule: what is wrong, complete in itself, and as `.help` why it matters and what
### to do. `$field` and `$form` are always given; the other parameters are those of the finding.

## Typing

not-a-value =
    `{ $field }` is { $kind ->
        [text] text
        [number] a number
        [flag] true or false
        [list] a list
       *[table] a table
    }, where a single value belongs.
    .help = Write one value, such as text in quotes or a number.
wrong-type =
    `{ $field }` is { $kind ->
        [text] text
        [number] a number
        [flag] true or false
        [list] a list
       *[table] a table
    }, not { $expected ->
        [number] a number
        [flag] true or false
        [table] a table
       *[text] text
    }.
    .help = 
        Write { $expected ->
            [number] a number
            [flag] true or false
            [table] a table
           *[text] text
        }; text stands in quotes.
unknown-key =
    { $meant ->
        [more] { $key } more keys are not settings keys and have no effect.
       *[other] `{ $key }` is not a settings key and has no effect.
    }
    .help =
        { $meant ->
            [near] Did you mean `{ $near }`?
            [other-form] It is a key of the other form: move it there, or remove it.
            [beside] Settings stand under `outgoing` and `incoming`: move it there, or remove it.
           *[unknown] Check its spelling, or remove it.
        }
unknown-choice = `{ $value }` is not one of the values that `{ $field }` can have.
    .help = Choose one of { $choices }.
surrounding-space = White space or an invisible character surrounds the value.
    .help = It comes along when a value is copied, and other programs take it as part of the value. Remove it.
surrounding-quotes = The value is wrapped in quotes or brackets.
    .help = They are not part of the value; remove them.
control-character = There is a line break or another control character inside the value.
    .help = It could smuggle a second command to the server. Type the value again on one line.
invisible-character = There is an invisible character, { $character }, inside the value.
    .help = Nobody sees it, and every program takes it as part of the value. It comes from web pages and text processors; remove it.
placeholder-in-name = `{ $placeholder }` looks like a placeholder from a guide.
    .help = If it is not your own name, put yours in its place.
placeholder =
    { $hidden ->
        [yes] The value is a placeholder from a guide, not a value of yours.
       *[no] `{ $placeholder }` is a placeholder from a guide, not a value of yours.
    }
    .help = Put your own value in its place.

## Server

server-missing = The mail server is missing.
    .help = Enter the host name of the mail server, such as { $example }.
server-is-url = The mail server is written as a URL.
    .help = Enter the host name alone: no `{ $scheme }` before it, and no path behind it.
server-is-address = The mail server is written as an e-mail address.
    .help = Enter the host name of the server, such as { $example }; the address belongs in the user name.
server-has-port = The port is written into the host name.
    .help = Enter the host name alone and the port in its own field.
server-has-path = A path follows the host name.
    .help = Enter the host name alone, up to the first slash.
server-has-space = The host name has white space inside.
    .help = No host name has any: remove it, or enter one server only.
server-not-ascii = The host name has letters outside ASCII; it is looked up as { $ascii }.
    .help = Check that no letter only looks like another, and enter the `xn--` form, which every program understands.
server-malformed = `{ $host }` is not a host name.
    .help = A host name is made of labels of letters, digits and hyphens, joined by dots, such as { $example }.
server-trailing-dot = The host name ends in a dot.
    .help = The name is right, but many programs refuse it and no certificate carries it; remove the dot.
server-lookalike = `{ $host }` is not a server of Microsoft, but looks like { $known }.
    .help = Enter { $known }. A name that is nearly right may belong to somebody who waits for passwords.
server-other-protocol =
    { $form ->
        [outgoing] `{ $host }` is a server for reading mail, not for sending it.
       *[incoming] `{ $host }` is no server for { $protocol ->
            [pop] POP
           *[imap] IMAP
        }.
    }
    .help =
        { $has ->
            [server] Neither speaks the protocol of the other. Enter { $known }.
           *[none] The provider has no server for this protocol; choose another protocol.
        }
server-is-mx = `{ $host }` takes mail from other servers; nobody can log in there.
    .help = Enter { $known }, where accounts log in.
server-is-ip = Microsoft's mail server is given as an IP address.
    .help = The addresses change, and the certificate is for the name. Enter { $known }.
server-ip-certificate = The mail server is given by its address, { $address }.
    .help = A certificate is nearly always for a name, and the connection fails when it does not fit. Enter the name of the server.
server-typo = `{ $host }` is nobody's server that is known, but looks like { $known }.
    .help = Enter { $known } if it is meant. A name that is nearly right may belong to somebody who waits for passwords.
server-unlisted = `{ $host }` is in a domain of the provider, but is no documented mail server of it.
    .help =
        { $has ->
            [server] Enter { $known }, the documented one.
           *[none] The provider has no server for { $protocol ->
                [imap] IMAP
                [pop] POP
               *[smtp] SMTP
            }.
        }
server-not-mail =
    `{ $host }` is { $service ->
        [sign-in] a sign-in server
        [graph] Microsoft Graph, a web API
        [autodiscover] the service that tells programs their settings
       *[web] a web page
    }, not a mail server.
    .help =
        { $has ->
            [server] Mail is at { $known }.
           *[none] Enter the mail server of the account.
        }
server-retired = `{ $host }` is an old name that no longer leads anywhere.
    .help = Enter { $known }, which took its place.
server-old-tls = `{ $host }` is for old programs that know only TLS 1.0 and 1.1.
    .help = It works only where the organisation allowed it, and not in the clouds of the US government. Enter { $known }, which takes TLS 1.2 and later.
server-other-name = `{ $host }` is another name of the server that is documented as { $known }.
    .help = It may work, but nobody promises it; enter { $known }.
server-hve = `{ $host }` is for High Volume Email, which wants a permission of its own.
    .help = An application needs `Mail.Send` of Office 365 Exchange Online instead of `SMTP.SendAsApp`, and access by `Add-HVEAppAccess`.
server-own-name = `{ $host }` is no name of Microsoft's, though a token of Microsoft is shown there.
    .help = If it is an alias (CNAME) of { $known }, the certificate does not fit it: enter { $known }. If it is a server or proxy of your own that takes such tokens, leave it.
server-named-otherwise =
    By its name `{ $host }` is { $service ->
        [imap] an IMAP server
        [pop] a POP server
        [smtp] a server for sending
        [autodiscover] the service that tells programs their settings
       *[web] a web mailer
    }, not { $form ->
        [outgoing] a server for sending
       *[incoming] a server for reading
    }.
    .help = Some servers are both. If the connection fails, look for the name of the other server.

## Port and security

port-malformed = `{ $value }` is not a port.
    .help = A port is a whole number from 1 to 65535; it is usually 587 for outgoing and 993 for incoming mail.
port-security-mismatch =
    Port { $port } and the security “{ $security ->
        [ssl] Use SSL
        [tls] Use TLS
       *[none] None
    }” seldom go together: { $reason ->
        [begins-with-tls] most servers expect TLS from the first byte there and never offer STARTTLS.
        [waits-for-tls] most servers expect TLS from the first byte there, and a program waits for the greeting in vain.
        [greets-in-clear] most servers greet in clear there, which TLS reports as “wrong version number”.
       *[wants-starttls] most servers want STARTTLS there before a login.
    }
    .help =
        Choose { $better ->
            [ssl] “Use SSL”
           *[tls] “Use TLS” (STARTTLS)
        } with port { $better_port }.
port-other-protocol = Port { $port } is the port of { $theirs }, not of { $ours }.
    .help = The usual port here is { $usual }.
port-25 = Port 25 is for mail between servers; many networks block it.
    .help = Use port 587 with STARTTLS where the server takes logins.
port-465-microsoft = Microsoft does not document port 465 for sending.
    .help = Use port 587 with “Use TLS” (STARTTLS).
port-undocumented =
    Microsoft does not document port { $port } with { $security ->
        [ssl] “Use SSL”
       *[tls] “Use TLS” (STARTTLS)
    } for `{ $host }`.
    .help =
        Choose port { $better_port } and { $better ->
            [ssl] “Use SSL”
           *[tls] “Use TLS” (STARTTLS)
        }.
port-unusual =
    The provider does not document port { $port } with { $security ->
        [ssl] “Use SSL”
       *[tls] “Use TLS” (STARTTLS)
    } for `{ $host }`.
    .help =
        It documents port { $better_port } and { $better ->
            [ssl] “Use SSL”
           *[tls] “Use TLS” (STARTTLS)
        }; choose it if the connection fails.
port-is-http = Port { $port } is for web pages, not for mailboxes.
    .help = The usual port here is { $usual }.
port-starttls = On port { $port } the connection begins in clear and is encrypted by STARTTLS.
    .help = Port { $better_port } with “Use SSL” is encrypted from the first byte; Microsoft documents it first.
security-conflict = `use_ssl` and `security` contradict each other; `security` = `{ $security }` takes precedence.
    .help = Another program may decide the other way. Keep one of them.
oauth-without-tls = OAuth without encryption would send the access token in clear.
    .help =
        Choose { $form ->
            [outgoing] “Use TLS” (STARTTLS, port 587) or “Use SSL” (port 465)
           *[incoming] “Use SSL” (port 993)
        }: whoever reads a bearer token can use it.
password-without-tls = Without encryption the password is sent in clear.
    .help =
        Choose { $form ->
            [outgoing] “Use TLS” (STARTTLS, port 587) or “Use SSL” (port 465)
           *[incoming] “Use SSL” (port 993)
        }.

## Account

address-malformed = `{ $value }` is not a single e-mail address.
    .help = Enter one address, such as legal@example.com.
address-several = There are several e-mail addresses where one belongs.
    .help = Enter one, such as { $first }. To reach several people, give them a shared mailbox or a distribution list.
address-trailing-dot = The e-mail address ends with a dot.
    .help = Mail servers refuse it in an address; remove it.
address-stray-dots = `{ $value }` begins or ends with a dot before the `@`, or has two in a row there.
    .help = The standard allows no such address and many servers refuse it. Leave it only if your provider has really given it out.
address-literal = The address names a machine by its number, { $address }, in place of a domain.
    .help = That is allowed, but few servers take mail for it, and Microsoft 365 and Google do not. Enter an address with a domain if there is one.
username-missing = The user name is missing.
    .help = Enter the account that logs in; with Microsoft 365 the address of the mailbox.
username-down-level = `{ $value }` is a user name of the form DOMAIN\user.
    .help = Microsoft 365 wants the user principal name, which looks like an address: user@example.com.
username-not-address = The user name is not an address; with Microsoft Exchange it is the address of the mailbox.
    .help = Enter the whole address, such as legal@example.com.
username-shared = `{ $value }` names a shared mailbox in a form that Exchange Online no longer takes.
    .help = Enter the address of the shared mailbox, { $mailbox }. A token of an application needs the right to open it; a user's token needs FullAccess.
username-guest = `{ $value }` is a guest's name in somebody else's tenant.
    .help = A guest has the mailbox at home: enter its own address, and the authority URL of its own tenant.
username-malformed =
    { $reason ->
        [domain] The domain of `{ $value }` has no dot.
        [local] The domain of `{ $value }` is known at home only; Microsoft 365 has none that ends in `.local`.
       *[address] `{ $value }` is not one user name of Microsoft 365.
    }
    .help = Enter the user principal name, which looks like one whole address: legal@example.com.
username-other-tenant = `{ $username }` is of another tenant than `{ $tenant }`, which the authority URL names.
    .help = A mailbox takes tokens of its own tenant only, and refuses another's without a reason (535 5.7.3). Enter the authority URL of the mailbox's tenant, or a mailbox of this one. Nothing is to be done where both domains are of one tenant.
app-only-personal = Mailboxes of { $domain } are personal ones, and client credentials open none of them.
    .help = Permissions of applications are for the mailboxes of an organisation. Enter the address of one, or let the user of an account of Outlook.com sign in (authorization code) with the tenant `consumers`.
sender-differs = Mail is sent as `{ $sender }` by the account of `{ $account }`.
    .help = Exchange Online refuses that (554 5.2.252) until the account has the right “Send As” for the sender: Add-RecipientPermission -AccessRights SendAs.
reply-to-other-domain = The reply-to address `{ $reply_to }` is in another domain than `{ $account }`, which sends.
    .help = A product that also sends in the name of the reply-to address needs the right “Send As” for it. Otherwise nothing is to be done.
mailbox-differs = The account `{ $username }` uses the mailbox of `{ $mailbox }`.
    .help = That needs the right FullAccess: Add-MailboxPermission -AccessRights FullAccess. A shared mailbox is named by its own address, here or as the user name.
mailbox-is-folder = `{ $value }` is a folder, where the address of a mailbox belongs.
    .help = Leave `mailbox` empty: the inbox of the account is opened without it. What it takes is the address of another account's mailbox.
password-missing = The password is missing.
    .help = Enter the password of the account, or enable OAuth.
app-password-needed = `{ $host }` takes no password of the account, only one that is made for a program.
    .help = Make an app password in the security settings of the account, and enter that one. If this is one already, all is well.
password-unused = OAuth does not use the password.
    .help = A secret that nothing needs can only leak: remove it.
basic-auth-ended =
    { $account ->
        [personal] Outlook.com has taken no passwords from mail programs since 2024-09-16.
       *[organisation] Exchange Online has taken no passwords for IMAP and POP since the beginning of 2023.
    }
    .help = Enable OAuth. Nobody can switch passwords on again, not even Microsoft's support.
basic-auth-ending = Exchange Online is about to take no more passwords for sending.
    .help = By Microsoft's plan of 2026-01-27 they are off by default from the end of December 2026, where an administrator can switch them on again for a time, and unavailable in newer tenants; the final date is to be announced in the second half of 2027. OAuth stays: enable it.
mechanism-unsuitable =
    The mechanism `{ $mechanism }` does not log in with { $credential ->
        [token] an access token
       *[password] a password
    }.
    .help =
        Remove it, so that the best mechanism that the server offers is used, or choose { $credential ->
            [token] `xoauth2` or `oauthbearer`
           *[password] `plain` or `login`
        }.
mechanism-not-offered = Exchange Online does not offer the mechanism `{ $mechanism }` here.
    .help = Remove it, so that the best mechanism that the server offers is used, or choose `{ $better }`. (504 5.7.4)
graph-without-oauth = Microsoft Graph takes access tokens only, and OAuth is off.
    .help = Choose the provider at “Enable OAuth”.
login-missing = This server of Microsoft takes mail only after a login, and none is filled in.
    .help = Switch “requires authentication” on and fill in the account, or else it answers 530 5.7.57. A device that cannot log in sends to the MX of the domain.
authentication-off = A login is filled in, but “Outgoing Server Requires Authentication” is off.
    .help = Switch it on: a password is not used while it is off, and OAuth logs in all the same.

## OAuth client

oauth-off = OAuth values are filled in, but OAuth is off.
    .help = Choose the provider at “Enable OAuth”; until then they change nothing.
exchange-oauth-not-chosen = OAuth was on in release 7.2 and is off since the upgrade: incoming mail stops until somebody chooses it again.
    .help = Choose “Microsoft Exchange” at “Enable OAuth” and enter client id, client secret and authority URL there. `mailvet upgrade` does it in the settings file, shows the changes first, and loses nothing.
older-keys-unused = Settings of release 7.2 are left over and change nothing: { $keys }.
    .help = What counts is the `oauth` table. `mailvet upgrade` removes them, or delete them by hand.
provider-mismatch =
    { $issuer ->
        [google] A token of Google
       *[microsoft] A token of Microsoft
    } is worth nothing at `{ $host }`, which is another provider's server.
    .help =
        { $meant ->
            [microsoft-exchange] Choose Microsoft Exchange, or enter the mail server of the provider that gives the token.
            [google-workspace] Choose Google Workspace, or enter the mail server of the provider that gives the token.
            [custom] Choose a custom provider with the token endpoint of this one, or enter the mail server of the provider that gives the token.
           *[none] This provider takes no tokens: switch OAuth off and use a password, or enter the mail server of the provider that gives the token.
        }
provider-no-oauth = No list knows of logins with OAuth at `{ $host }`.
    .help = The provider takes passwords, some only those that are made for one program. Switch OAuth off and enter one.
client-id-missing = The application client id is missing.
    .help = Copy it from the registration of the application; at Microsoft it is “Application (client) ID” on the overview.
client-id-is-address = The application client id is an e-mail address.
    .help = It is the “Application (client) ID” of the app registration, not a user.
client-id-malformed = The application client id is not a GUID.
    .help = Copy “Application (client) ID” from the overview of the app registration: 32 hexadecimal digits in the groups 8-4-4-4-12.
client-id-is-resource = The application client id is the id of { $resource } itself.
    .help = Copy “Application (client) ID” from the overview of your own app registration.
client-id-is-tenant = The application client id is the id of a tenant.
    .help = The overview of the app registration shows both: copy “Application (client) ID” here and “Directory (tenant) ID” into the authority URL.
client-id-is-role = The application client id is the id of the permission { $role }.
    .help = Copy “Application (client) ID” from the overview of your own app registration. The permission's id is the same in every tenant and names no application.
client-id-sample = The application client id looks like the sample of a guide.
    .help = Copy “Application (client) ID” from the overview of your own app registration.
client-id-of-google = The application client id is one of Google, but the provider is Microsoft Exchange.
    .help = Copy “Application (client) ID” from the overview of the app registration, or choose Google Workspace.
client-id-of-microsoft = The application client id is a GUID, as Microsoft gives them, but the provider is Google Workspace.
    .help = Copy the client id from the credentials page of the Google Cloud project; it ends in .apps.googleusercontent.com. Or choose Microsoft Exchange.
client-id-not-of-google = The application client id does not look like one of Google.
    .help = Copy the whole client id from the credentials page of the Google Cloud project: digits, a hyphen, letters, and .apps.googleusercontent.com.
client-secret-missing = The application client secret is missing.
    .help = Copy it from the registration of the application; at Microsoft make one under “Certificates & secrets” and copy its value.
client-proof-several = `{ $other }` proves the client already.
    .help = An authorization server takes one proof: keep the one that the program uses, and remove the other.
oauth-key-unused = `{ $key }` counts for nothing with the flow `{ $flow }`.
    .help = Remove it, or choose the flow that it belongs to.
secret-reference-malformed =
    `{ $field }` is { $kind ->
        [text] text
        [number] a number
        [flag] true or false
        [list] a list
       *[table] a table
    }, and neither text nor a place that holds a secret.
    .help = Write the secret in quotes, or one of {"{"} env = "NAME" {"}"}, {"{"} file = "path" {"}"} and {"{"} command = ["program", "argument"] {"}"}.
client-secret-is-id = The application client secret is a GUID: that is the secret's id, not its value.
    .help = Copy the column “Value” under “Certificates & secrets”. It is shown only once: if it is lost, make a new secret. (AADSTS7000215)
client-secret-placeholder = The application client secret is a masked value or a word from a guide.
    .help = A page that shows a secret as dots or stars does not give it out. Enter the value itself; at Microsoft it is shown only once, so make a new secret if it is lost.
client-secret-unexpanded = The application client secret is the name of a variable or of a place in a secret store, which nothing put a value for.
    .help = Enter the value itself, or let the settings file point to it with {"{"} env = "NAME" {"}"}, {"{"} file = "path" {"}"} or {"{"} command = ["program", "argument"] {"}"}.
client-secret-is-key = The application client secret is a key or a certificate in PEM form.
    .help = Save it as a file and name the file at `certificate`; the secret stays empty then.
client-secret-is-token = The application client secret is a token (JWT).
    .help = A token is what the secret is exchanged for, and lives for an hour or so. Enter the secret; a signed assertion is named as a file at `assertion_file`.
client-secret-short = The application client secret is shorter than any that Microsoft makes.
    .help = Copy the whole column “Value” under “Certificates & secrets”; it has about 40 characters. (AADSTS7000215)
client-secret-of-google = The application client secret has the shape of one of Google, but the provider is Microsoft Exchange.
    .help = Copy the column “Value” under “Certificates & secrets” of the app registration, or choose Google Workspace.
client-secret-of-microsoft = The application client secret has the shape of one of Microsoft, but the provider is Google Workspace.
    .help = Copy the client secret from the credentials page of the Google Cloud project, or choose Microsoft Exchange.
flow-unsuitable = A service account is a flow of Google; the chosen provider has none.
    .help = An application without a user logs in with client credentials there.
flow-password-discouraged = Microsoft advises against the password flow.
    .help = It fails for accounts with multi-factor authentication, without a password, or of another identity provider, and never takes personal accounts. Use client credentials, or an authorization code.
scope-not-default = The scope of client credentials must be one resource with `/.default`.
    .help = Remove the scope, or enter { $scope }. (AADSTS1002012)
scope-of-graph = The scope is one of Microsoft Graph, whose tokens no mail server takes.
    .help = Remove the scope, or enter { $scope }.
scope-other-resource = The scope asks for `{ $asked }`, which is no mailbox.
    .help = No mail server takes a token of another resource. Enter { $scope }.
scope-other-cloud = The scope `{ $asked }` is of another cloud than the authority.
    .help = A token of one cloud opens no mailbox in another: enter { $scope }.
scope-undocumented = `{ $asked }` is not the name of Exchange Online that is documented for mail.
    .help = The token is given out all the same, but mail servers have refused its audience. Enter { $scope }.
scope-default-case = `.default` is written with capital letters.
    .help = Microsoft takes it, other programs may not: enter { $scope }.
scope-alias = `{ $asked }` works, too; the documented scope is { $scope }.
    .help = Nothing is to be done unless the login is refused: then try the documented one.
scope-app-role = `{ $asked }` is a permission of an application, not a scope.
    .help = It is granted in the app registration, under “API permissions”, and never asked for by name. Enter { $scope }.
scope-many-resources = The scope asks for more than one resource: `{ $asked }` is not one of Exchange.
    .help = Microsoft gives a token for one resource at a time. Enter { $scope }. (AADSTS28000, AADSTS70011)
scope-protocol = The scope lacks { $permission }, the permission that this protocol needs.
    .help = Without it the token is given out, and the mail server refuses the login. Enter { $scope }.
scope-default-delegated = `.default` asks for whatever the user has consented to before.
    .help = A user's login names its permissions one by one, so that the consent page shows them: { $scope }.
scope-offline-missing = The scope lacks `offline_access`, so there is no refresh token.
    .help = The test succeeds, and an hour later mail stops until somebody logs in again. Enter { $scope }.
scope-separator = The scopes are not separated by spaces.
    .help = Write them with one space between; otherwise they are read as one that nobody knows. (AADSTS70011)
scope-live = `{ $asked }` is a scope of Live Connect, which Microsoft has closed.
    .help = Enter { $scope }.
scope-not-of-gmail = The scope `{ $asked }` opens no mailbox over IMAP, POP or SMTP at Google.
    .help = The narrower scopes of Gmail are for its API alone. Enter { $scope }.
scope-slash-missing = The scope `{ $asked }` lacks the slash at its end.
    .help = Google compares scopes letter by letter: enter { $scope }.
scope-provider = The scope is not the one that this provider's mail servers ask for.
    .help = Enter { $scope }.
google-client-credentials = Google has no client credentials for mail.
    .help = Use a service account with domain-wide delegation, or an authorization code.
google-password = Google takes no password in return for a token.
    .help = Use a service account with domain-wide delegation, or an authorization code. A password that is made for one program works without OAuth.
google-device-code = Google gives devices no token for mail.
    .help = Its list of scopes for devices does not have the one of Gmail, so that the answer is invalid_scope. Use an authorization code, or a service account.
service-account-missing = The key file of the service account is missing.
    .help = Make a JSON key under “Service accounts” in the Google Cloud console and name the file at `service_account_file`.
subject-missing = Nothing names the mailbox that the service account acts for.
    .help = Enter its address at `subject`, or as the user name: Google gives a token for one user of the domain at a time.

## Authority

authority-missing = The authority URL is missing.
    .help = Enter the tenant's token endpoint: { $example }.
authority-malformed = The authority URL is not a URL.
    .help = Enter the tenant's token endpoint: { $example }.
authority-no-scheme = The authority URL does not begin with https://.
    .help = Put https:// in front: the client secret travels encrypted only.
authority-scheme-slip = The beginning of the authority URL is not written as https://.
    .help = Write it once, with a colon and two slashes: https://, and then the host.
authority-not-https = The authority URL is not encrypted.
    .help = Use https://, so that nobody on the way can read the client secret.
authority-userinfo = There is a user name inside the authority URL.
    .help = What stands before `@` is not the host. Remove it, and check whose address this is: { $host }.
authority-bare-tenant = The authority URL is only the name of a tenant.
    .help = Enter the tenant's token endpoint, which begins with the sign-in host of its cloud.
authority-tenant-missing = The authority URL names no tenant.
    .help = Put “Directory (tenant) ID” after the host: { $example }. (AADSTS90019)
authority-tenant-malformed = `{ $tenant }` is neither a tenant id nor a domain.
    .help = A tenant is a GUID (8-4-4-4-12 hexadecimal digits) or a domain such as contoso.onmicrosoft.com. (AADSTS900023)
authority-tenant-is-address = An e-mail address stands where the tenant belongs.
    .help = Use the tenant id, or the domain of the address.
authority-not-ascii = The tenant's domain has letters outside ASCII; its other form is { $ascii }.
    .help = Enter the `xn--` form, which every program understands, or the tenant id.
tenant-nil = The tenant id consists of zeros.
    .help = Copy “Directory (tenant) ID” from the overview of the app registration. (AADSTS90002)
tenant-of-microsoft = The tenant is Microsoft's own.
    .help = Its id stands in error messages where no tenant was named. Copy “Directory (tenant) ID” from the overview of the app registration.
tenant-personal =
    The tenant is that of all personal accounts, where { $flow ->
        [password] nobody logs in with the password flow
       *[client-credentials] no application logs in by itself
    }.
    .help = 
        { $flow ->
            [password] Use an authorization code, or the tenant id of an organisation.
           *[client-credentials] Put “Directory (tenant) ID” of your organisation in its place; a personal mailbox needs a user's login.
        }
tenant-of-many = `{ $tenant }` takes accounts of any organisation, which only a multi-tenant application may do.
    .help = An application for one organisation needs its “Directory (tenant) ID” here. (AADSTS50194)
tenant-other-cloud =
    The tenant `{ $tenant }` is of { $cloud ->
        [bleu] Bleu (France)
        [china] China (21Vianet)
        [delos] Delos (Germany)
        [germany] Microsoft Cloud Germany
        [gov-sg] GovSG (Singapore)
        [us-government] the US government cloud
       *[global] the worldwide cloud
    }, the authority URL of another.
    .help = Use { $known }, which knows its accounts.
tenant-not-concrete =
    `{ $tenant }` names no tenant, and { $flow ->
        [password] the password flow needs one
       *[client-credentials] client credentials need one
    }.
    .help =
        Put “Directory (tenant) ID” or a domain of yours in its place. { $flow ->
            [password] (AADSTS9001023)
           *[client-credentials] (AADSTS50059, AADSTS900023)
        }
authority-endpoint =
    The authority URL is the { $endpoint ->
        [admin-consent] admin consent
        [device-code] device code
        [federation] SAML or WS-Federation
        [logout] logout
       *[authorize] authorize
    } endpoint, not the token endpoint.
    .help = Tokens are asked for at { $token_url }. (AADSTS900561)
authority-v1 = The authority URL is an endpoint of version 1, which knows no scopes.
    .help = Use version 2: { $token_url }. (AADSTS901002)
authority-normalised = The token endpoint of this authority is { $token_url }.
    .help = Mailvet finds it by itself; a program that asks for the token endpoint needs the whole of it.
authority-query = There is a query or a fragment behind the token endpoint.
    .help = Neither belongs to the address; remove it.
authority-doubled = The authority URL ends in its endpoint twice.
    .help = Enter it once: { $token_url }.
authority-extra-path = The tenant is followed by a path that no endpoint has.
    .help = The token endpoint of this authority is { $token_url }.
authority-lookalike = `{ $host }` is not a sign-in host of Microsoft, but looks like { $known }.
    .help = Enter { $known }; no token is asked for at another host, and nothing is sent there.
authority-other-service =
    `{ $host }` is { $service ->
        [azure-portal] the Azure portal
        [entra] the Entra admin centre
        [microsoft-365] the Microsoft 365 admin centre
        [exchange-admin] the Exchange admin centre
        [graph] Microsoft Graph
        [personal] the login of personal Microsoft accounts
        [devices] the registration of devices
        [my-account] the page of one's own account
        [google] Google's login
       *[mail] a mail server
    }, which gives no tokens for mailboxes of Exchange.
    .help = Enter the tenant's token endpoint: { $example }.
authority-unknown-host = `{ $host }` is not a sign-in host of Microsoft.
    .help = Nothing is sent there. Check the host; if it is your own, confirm it by its name, in the form’s dialog or with --identity-host { $host }. (AADSTS50049)
authority-confirmed-host = The token is asked for at `{ $host }`, which is not a sign-in host of Microsoft and was confirmed by name.
    .help = Nothing is to be done where that is your own authorization server.
authority-retired = `{ $host }` belongs to Microsoft Cloud Germany, which closed on 2021-10-29.
    .help = Use the tenant's new cloud, usually { $known }.
authority-internal = `{ $host }` belongs to a test ring inside Microsoft.
    .help = Tenants of customers sign in at { $known }.
authority-legacy = `{ $host }` is an older name of { $known }.
    .help = It still works; new settings use { $known }.
authority-b2c = The authority URL is one for customers' identities (Azure AD B2C or External ID).
    .help = It gives no tokens for Exchange mailboxes; use the organisation's own tenant at { $known }.
authority-adfs = The authority URL is one of AD FS.
    .help = It gives no application tokens for Exchange Online; use the tenant at { $known }.
cloud-mismatch =
    The authority is of { $authority_cloud ->
        [bleu] Bleu (France)
        [china] China (21Vianet)
        [delos] Delos (Germany)
        [germany] Microsoft Cloud Germany
        [gov-sg] GovSG (Singapore)
        [us-government] the US government cloud
       *[global] the worldwide cloud
    }, the mail server of { $server_cloud ->
        [bleu] Bleu (France)
        [china] China (21Vianet)
        [delos] Delos (Germany)
        [germany] Microsoft Cloud Germany
        [gov-sg] GovSG (Singapore)
        [us-government] the US government cloud
       *[global] the worldwide cloud
    }.
    .help = A token of one cloud opens no mailbox in another: use { $known }.
cloud-mail-unknown =
    The authority is of { $authority_cloud ->
        [bleu] Bleu (France)
        [china] China (21Vianet)
        [delos] Delos (Germany)
        [germany] Microsoft Cloud Germany
        [gov-sg] GovSG (Singapore)
        [us-government] the US government cloud
       *[global] the worldwide cloud
    }, and the mail server of { $server_cloud ->
        [bleu] Bleu (France)
        [china] China (21Vianet)
        [delos] Delos (Germany)
        [germany] Microsoft Cloud Germany
        [gov-sg] GovSG (Singapore)
        [us-government] the US government cloud
       *[global] the worldwide cloud
    }.
    .help = Which mail servers the newer clouds have is not published; ask who runs yours.
authority-unused = The authority URL is not used with Google Workspace.
    .help = Google has one token endpoint, which Mailvet knows; the field can stay empty.
authority-of-other-provider = The authority URL is one of Microsoft, but the provider is Google Workspace.
    .help = Choose Microsoft Exchange if the mailbox is there; otherwise remove the URL, which Google Workspace does not use.
token-url-malformed = The token endpoint is not a URL.
    .help = Enter the token endpoint of the authorization server, beginning with https://.
token-url-not-https = The token endpoint is not encrypted.
    .help = Use https://; plain http is taken on this machine's own addresses only.
token-url-is-metadata = The authority URL is the address of the server's metadata, not of its token endpoint.
    .help = Mailvet reads the token endpoint from it; a program that asks for the token endpoint needs the value of `token_endpoint`.
token-url-no-scheme = The token endpoint does not begin with https://.
    .help = Put https:// in front: the client secret travels encrypted only.
token-url-is-authorize = The authority URL is the endpoint where users log in, not the token endpoint.
    .help = It answers with a web page, not with a token. The token endpoint is usually its neighbour, whose path ends in `token`.
token-url-is-issuer = The authority URL looks like the issuer, not like its token endpoint.
    .help = Open { $metadata } and enter the value of `token_endpoint`.
token-url-old = The authority URL is an older name of Google's token endpoint.
    .help = It still works; new settings use { $known }.
custom-is-microsoft = The token comes from Microsoft (`{ $host }`), but the provider is a custom one.
    .help = Choose Microsoft Exchange: then tenant, client, secret and scope are checked by Microsoft's rules.
custom-is-google = The token comes from Google (`{ $host }`), but the provider is a custom one.
    .help = Choose Google Workspace: then client, secret and scope are checked by Google's rules.
custom-client-credentials = This provider is not known to give tokens for mailboxes to an application by itself.
    .help = Use an authorization code, with which the user of the mailbox consents, or a password for programs.

## Both forms together

clouds-differ =
    Mail is sent through a server of { $outgoing_cloud ->
        [china] China (21Vianet)
        [us-government] the US government cloud
       *[global] the worldwide cloud
    } and read from one of { $incoming_cloud ->
        [china] China (21Vianet)
        [us-government] the US government cloud
       *[global] the worldwide cloud
    }.
    .help = A mailbox is in one cloud of Microsoft. Use the servers of the cloud that the organisation is in, in both forms.
providers-differ = Mail is sent through `{ $outgoing }` and read from `{ $incoming }`, which are of two providers.
    .help = That is right where two mailboxes are meant, or one relays. Otherwise choose both servers of the provider that has the mailbox.
tenants-differ = The outgoing form names the tenant `{ $outgoing }`, this one `{ $incoming }`.
    .help = A mailbox belongs to one tenant, whose token it takes. Enter the same authority URL in both forms, unless two organisations are meant.
apps-differ = The two forms use different applications: `{ $outgoing }` for outgoing and `{ $incoming }` for incoming mail.
    .help = That works where both are registered and permitted. One application with the permissions for sending and reading has one secret to renew.
oauth-in-one-form =
    { $without ->
        [outgoing] Incoming mail uses OAuth, but outgoing mail still logs in with a password.
       *[incoming] Outgoing mail uses OAuth, but incoming mail still logs in with a password.
    }
    .help = Exchange Online no longer takes passwords for reading, and is about to stop for sending. Enable OAuth in both forms.
users-differ = Mail is sent as `{ $outgoing }`, but the mailbox of `{ $incoming }` is read.
    .help = Answers go to the sender. Where they are to be read here, use one mailbox, or make the mailbox that is read the reply-to address.

## What a connection test needs beside good settings

cleartext-password-refused = The password was not sent, because the connection is not encrypted.
    .help = Whoever listens on the way would read it. Choose an encryption, or confirm that it may be sent in clear.
unsupported-flow =
    The flow `{ $flow }` cannot be tested here: { $reason ->
        [nobody] somebody has to sign in, and nobody is there.
       *[endpoint] where it begins is not known.
    }
    .help =
        { $reason ->
            [nobody] Run the test without --no-input, or choose a flow without a user. The settings may be right all the same.
           *[endpoint] Enter as the authority URL the address of the metadata, which ends in /.well-known/openid-configuration: all endpoints stand in them.
        }
stored-secret-moved = The stored secret was saved for another server, tenant or account.
    .help = A stored secret is never sent anywhere else: type it again.
credential-not-given = The secret cannot be read: { $reason }
    .help = Provide it where the settings point to, or write it into the settings.
simulation = This is a simulation: Mailvet's sandbox answered, not a real mail server.
    .help = The sandbox answers as Microsoft 365 does, for trying things out and for tests. For a test in earnest, use the settings of your own tenant.
