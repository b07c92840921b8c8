### Die Worte zu jeder Ursache: was zu ändern ist, und als `.fix`, wie.

dns-not-found = Den Hostnamen gibt es nicht.
    .fix = Prüfen Sie die Schreibweise des Hostnamens; hinter einem VPN oder einer Firewall prüfen Sie, ob dieser Rechner ihn auflösen kann.
dns-failure = Der Namensdienst kann nicht antworten.
    .fix = Versuchen Sie es noch einmal; bleibt es dabei, prüfen Sie die DNS-Server dieses Rechners oder verwenden Sie andere.
connect-refused = Auf diesem Port nimmt niemand Verbindungen an.
    .fix = Prüfen Sie Host und Port; die von E-Mail sind 587 oder 465 zum Senden, 993 oder 143 zum Lesen.
connect-timeout = Eine Firewall verwirft die Pakete, oder der Host ist nicht in Betrieb.
    .fix = Lassen Sie den Port zu diesem Host von der Netzwerkverwaltung öffnen, oder führen Sie Mailvet dort aus, wo er offen ist.
port-25-blocked = Der ausgehende Port 25 ist vom Netz oder vom Cloud-Anbieter gesperrt.
    .fix = Verwenden Sie Port 587 mit „Use TLS“ (STARTTLS), der für Anmeldungen gedacht ist.
connection-reset = Etwas auf dem Weg schließt die Verbindung.
    .fix = Prüfen Sie, ob Port und Verschlüsselung zusammenpassen; sonst sehen Sie in den Firewalls und im Protokoll des Servers nach.
not-a-mail-server = Die Gegenstelle spricht ein anderes Protokoll.
    .fix = Prüfen Sie den Port; ist er richtig, antwortet ein Proxy oder ein Anmeldeportal des Netzes anstelle des Servers.
connection-intercepted = Etwas antwortet anstelle des Servers.
    .fix = Bitten Sie den Webhoster oder die Netzwerkverwaltung, E-Mail durchzulassen: Webhoster leiten die Ports 25, 465 und 587 auf sich selbst um (in cPanel: SMTP Restrictions), Firewalls und Virenscanner schreiben die Begrüßung um.
server-unavailable = Der Server läuft, sagt aber: jetzt nicht.
    .fix = Versuchen Sie es später noch einmal; bleibt es dabei, sehen Sie im Protokoll oder auf der Statusseite des Servers nach.
proxy-refused = Der Proxy lehnt die Verbindung ab oder verlangt eine eigene Anmeldung.
    .fix = Geben Sie Benutzername und Kennwort des Proxys an, oder lassen Sie diesen Rechner von dessen Administrator für den Host freischalten; sonst verbinden Sie sich ohne ihn.
ipv6-unreachable = Dieser Rechner kennt eine IPv6-Adresse, hat über IPv6 aber keinen Weg nach außen.
    .fix = Lassen Sie das Programm IPv4 verwenden, oder lassen Sie IPv6 weiterleiten; in einem Container oder beim Cloud-Anbieter schalten Sie IPv6 für das ganze Netz ein oder aus.
tls-on-plaintext-port = Implizites TLS wurde auf einem STARTTLS- oder Klartext-Port verwendet.
    .fix = Wählen Sie „Use TLS“ (STARTTLS) für diesen Port, oder den Port für implizites TLS: 465 zum Senden, 993 zum Lesen.
plaintext-on-tls-port = STARTTLS oder keine Verschlüsselung wurde auf einem Port für implizites TLS verwendet.
    .fix = Wählen Sie „Use SSL“ für diesen Port, oder den Port für STARTTLS: 587 zum Senden, 143 zum Lesen.
starttls-not-offered = Der Server bietet STARTTLS nicht an, oder etwas entfernt es.
    .fix = Verwenden Sie implizites TLS („Use SSL“), wo der Server es hat; sonst lassen Sie STARTTLS einschalten oder eine prüfende Firewall ausschalten.
tls-version-unsupported = Die beiden Seiten haben keine TLS-Version gemeinsam.
    .fix = Bringen Sie den Server auf TLS 1.2 oder neuer.
cert-expired = Das Zertifikat des Servers ist abgelaufen.
    .fix = Erneuern Sie das Zertifikat auf dem Mailserver; gilt es anderswo noch, stellen Sie die Uhr dieses Rechners.
cert-name-mismatch = Das Zertifikat gilt für einen anderen Namen.
    .fix = Geben Sie den Namen ein, für den das Zertifikat gilt, oder beschaffen Sie ein Zertifikat für diesen Namen.
cert-revocation-unavailable = Der Sperrstatus des Zertifikats lässt sich nicht abrufen.
    .fix = Lassen Sie diesen Rechner die CRL- oder OCSP-Adressen des Ausstellers über HTTP erreichen, oder weisen Sie den Client an, ohne den Status fortzufahren.
client-certificate-required = Der Server verlangt ein Zertifikat seines Clients.
    .fix = Geben Sie eines, das die Zertifizierungsstelle des Servers ausgestellt hat, mit --client-cert und --client-key an; wo kein solches Zertifikat verwendet wird, lassen Sie den Server keines verlangen.
cert-untrusted = Dem Aussteller des Zertifikats wird nicht vertraut.
    .fix = Geben Sie bei einer eigenen CA deren Zertifikat mit --ca-file an; wo Sicherheitssoftware TLS aufbricht, nehmen Sie deren CA in das System auf; ein Zertifikat, das seiner Form wegen abgelehnt wird, muss auf dem Server ersetzt werden.
tenant-not-found = Den Mandanten in der Authority-URL gibt es nicht.
    .fix = Kopieren Sie die „Verzeichnis-ID (Mandant)“ aus der Übersicht der App-Registrierung, und verwenden Sie den Anmelde-Host ihrer Cloud.
app-not-multi-tenant = Eine App für einen einzigen Mandanten wurde mit /common oder /organizations verwendet.
    .fix = Setzen Sie die ID des Mandanten in die Authority-URL.
grant-tenant-mismatch = Der Code oder das Aktualisierungstoken stammt von einem anderen Mandanten.
    .fix = Verwenden Sie durchgehend denselben Mandanten in der Authority-URL, und melden Sie sich neu an.
authority-unsuitable = Die Authority-URL ist hierfür kein Token-Endpunkt.
    .fix =
        { $server ->
            [other] Geben Sie den Token-Endpunkt ein, oder die Adresse der Metadaten (…/.well-known/openid-configuration), wie der Autorisierungsserver sie angibt, und wählen Sie einen Ablauf, den er hat.
           *[microsoft] Verwenden Sie https://login.microsoftonline.com/{"{"}tenant{"}"}/oauth2/v2.0/token mit der ID des Mandanten.
        }
app-not-found = Die Client-ID ist in diesem Mandanten unbekannt.
    .fix = Vergleichen Sie die Client-ID mit der Registrierung der Anwendung. Bei Microsoft: „Anwendungs-ID (Client)“ und „Verzeichnis-ID (Mandant)“ in der Übersicht.
app-disabled = Die Anwendung ist deaktiviert.
    .fix =
        { $server ->
            [other] Lassen Sie den Client am Autorisierungsserver aktivieren.
           *[microsoft] Setzen Sie in Entra › Unternehmensanwendungen › Eigenschaften „Aktiviert für die Benutzeranmeldung“ auf Ja.
        }
secret-invalid = Der geheime Clientschlüssel ist falsch.
    .fix =
        { $server ->
            [other] Geben Sie den Wert des Schlüssels neu ein, oder lassen Sie am Autorisierungsserver einen neuen anlegen.
           *[microsoft] Geben Sie den Wert des Schlüssels neu ein. Bei Microsoft: Entra › App-Registrierungen › Zertifikate & Geheimnisse, neuen geheimen Clientschlüssel anlegen und den Wert kopieren, nicht die Geheimnis-ID.
        }
secret-expired = Der geheime Clientschlüssel ist abgelaufen.
    .fix =
        { $server ->
            [other] Lassen Sie am Autorisierungsserver einen neuen geheimen Clientschlüssel anlegen, und geben Sie ihn ein.
           *[microsoft] Legen Sie in Entra › App-Registrierungen › Zertifikate & Geheimnisse einen neuen geheimen Clientschlüssel an und geben Sie dessen Wert ein.
        }
client-auth-missing = Der Token-Endpunkt bekam keinen geheimen Clientschlüssel.
    .fix = Geben Sie den geheimen Clientschlüssel ein.
client-assertion-invalid = Das Zertifikat oder die damit signierte Assertion wird nicht angenommen.
    .fix = Laden Sie in Entra › App-Registrierungen › Zertifikate & Geheimnisse › Zertifikate das Zertifikat hoch, dessen Schlüssel signiert, und prüfen Sie Fingerabdruck, Gültigkeit und ob die Assertion für den Token-Endpunkt ausgestellt ist.
public-client-secret = Für einen öffentlichen Client wurde ein geheimer Clientschlüssel gesendet.
    .fix = Lassen Sie den Schlüssel weg, oder tragen Sie den Umleitungs-URI in Entra › App-Registrierungen › Authentifizierung unter der Plattform Web ein.
scope-invalid = Den Bereich (Scope) gibt es nicht, oder er ist falsch geschrieben.
    .fix = Entfernen Sie den Bereich, damit der übliche angefordert wird.
scope-not-default = Client Credentials müssen genau eine Ressource mit /.default anfordern.
    .fix = Entfernen Sie den Bereich, oder verwenden Sie https://outlook.office365.com/.default.
scope-mixed-resources = Ein Token wurde für zwei Ressourcen angefordert.
    .fix = Fordern Sie Bereiche nur einer Ressource an; für E-Mail die von https://outlook.office.com, ohne solche von Microsoft Graph.
resource-not-found = Die Ressource im Bereich ist im Mandanten unbekannt.
    .fix =
        { $server ->
            [other] Verwenden Sie den Bereich oder die Ressource, die der Autorisierungsserver für E-Mail angibt.
           *[microsoft] Verwenden Sie den Bereich der Cloud des Mandanten; prüfen Sie, ob der Mandant Exchange Online hat.
        }
permission-not-requested = Die App-Registrierung führt diese API-Berechtigung nicht auf.
    .fix =
        { $server ->
            [other] Lassen Sie den Bereich am Autorisierungsserver für diesen Client zulassen.
           *[microsoft] Fügen Sie in Entra › App-Registrierungen › API-Berechtigungen die Berechtigung von Office 365 Exchange Online hinzu, und erteilen Sie die Administratorzustimmung. Es gilt nach ein, zwei Minuten, und nur für neue Token.
        }
enterprise-app-missing = Die Anwendung hat im Mandanten keinen Dienstprinzipal.
    .fix = Lassen Sie den Link zur Administratorzustimmung von einem Administrator dieses Mandanten öffnen, oder führen Sie aus: az ad sp create --id { $client-id }
consent-missing = Niemand hat der Berechtigung zugestimmt.
    .fix =
        { $server ->
            [other] Melden Sie sich einmal an und stimmen Sie zu, oder lassen Sie den Bereich am Autorisierungsserver für diesen Client zulassen.
           *[microsoft] Wählen Sie in Entra › App-Registrierungen › API-Berechtigungen „Administratorzustimmung erteilen“. Es gilt nach ein, zwei Minuten, und nur für neue Token.
        }
admin-consent-required = Ein Administrator muss zustimmen.
    .fix = Wählen Sie in Entra › App-Registrierungen › API-Berechtigungen „Administratorzustimmung erteilen“. Es gilt nach ein, zwei Minuten, und nur für neue Token.
user-not-found = Den Benutzer gibt es in diesem Mandanten nicht.
    .fix = Geben Sie den Benutzerprinzipalnamen ein (Entra › Benutzer), und den Mandanten, zu dem der Benutzer gehört.
user-not-assigned = Der Benutzer ist der Anwendung nicht zugewiesen.
    .fix = Weisen Sie den Benutzer in Entra › Unternehmensanwendungen › Benutzer und Gruppen zu, oder setzen Sie unter Eigenschaften „Zuweisung erforderlich“ auf Nein.
password-wrong = Das Kennwort des Benutzers ist falsch.
    .fix = Geben Sie es neu ein oder setzen Sie es zurück; bei einem Verbundbenutzer oder einem zweiten Faktor verwenden Sie einen anderen Ablauf.
federated-user = Ein Verbundbenutzer kann den Kennwort-Ablauf nicht verwenden.
    .fix = Verwenden Sie Autorisierungscode, Gerätecode oder Client Credentials.
federation-unavailable = Der eigene Anmeldedienst der Organisation antwortet nicht.
    .fix = Wenden Sie sich an die Verwaltung des Identitätsanbieters (AD FS oder Passthrough-Agents); Client Credentials brauchen ihn nicht.
password-expired = Das Kennwort des Benutzers ist abgelaufen.
    .fix = Melden Sie sich als dieser Benutzer im Portal an und wählen Sie ein neues Kennwort.
account-disabled = Das Konto ist deaktiviert.
    .fix = Schalten Sie in Entra › Benutzer „Konto aktiviert“ ein. Freigegebene Postfächer sind absichtlich deaktiviert: Melden Sie sich mit einem Benutzer oder einer Anwendung an, die Rechte daran hat.
account-locked = Das Konto ist gesperrt, oder die Adresse ist blockiert.
    .fix = Halten Sie das Programm an, das ein falsches Kennwort wiederholt, warten Sie, und heben Sie die Sperre in Entra auf.
mfa-required = Ein zweiter Faktor wird verlangt, den dieser Ablauf nicht geben kann.
    .fix = Verwenden Sie Client Credentials, oder melden Sie sich interaktiv mit Autorisierungscode oder Gerätecode an.
tenant-restrictions = Der Proxy des Netzes beschränkt, welche Mandanten verwendet werden dürfen.
    .fix = Lassen Sie den Mandanten von der Netzwerkverwaltung freigeben, oder führen Sie Mailvet außerhalb dieses Netzes aus.
clock-skew = Eine Uhr geht falsch: Assertion oder Token liegt außerhalb seiner Zeit.
    .fix = Stellen Sie die Uhr dieses Rechners über NTP, und lassen Sie eine Assertion höchstens eine Stunde gelten.
cloud-mismatch = Der Mandant lebt in einer anderen Cloud.
    .fix = Verwenden Sie den Anmelde-Host, den die Antwort nennt.
conditional-access = Eine Richtlinie für bedingten Zugriff lehnt ab.
    .fix = Sehen Sie in Entra › Anmeldeprotokolle › Dienstprinzipalanmeldungen nach, welche Richtlinie es ist, und nehmen Sie diese Anwendung davon aus.
refresh-token-expired = Das Aktualisierungstoken ist abgelaufen.
    .fix = Melden Sie sich neu an, und speichern Sie nach jeder Verwendung das neue Aktualisierungstoken.
refresh-token-revoked = Das Aktualisierungstoken wurde widerrufen.
    .fix = Melden Sie sich neu an; eine Änderung des Kennworts oder einer Richtlinie beendet alle früheren Token.
redirect-mismatch = Der Umleitungs-URI ist nicht registriert.
    .fix =
        { $server ->
            [other] Registrieren Sie am Autorisierungsserver genau die Umleitungs-URI, die die Anfrage nennt.
           *[microsoft] Fügen Sie in Entra › App-Registrierungen › Authentifizierung genau den Umleitungs-URI der Anfrage unter der richtigen Plattform hinzu.
        }
redirect-platform = Der Umleitungs-URI ist unter der falschen Plattform registriert.
    .fix = Verschieben Sie ihn in Entra › App-Registrierungen › Authentifizierung: „Single-Page-Webanwendung“ für einen Browser, „Web“ für einen Server mit Schlüssel, „Mobile und Desktopanwendungen“ für ein installiertes Programm.
authorization-code-used = Der Autorisierungscode wurde schon verwendet oder ist zu alt.
    .fix = Melden Sie sich neu an und lösen Sie den Code einmal ein, innerhalb weniger Minuten.
device-code-pending = Der Benutzer hat die Anmeldung noch nicht abgeschlossen.
    .fix = Öffnen Sie die angezeigte Adresse, geben Sie den Code ein und melden Sie sich an; fragen Sie im angegebenen Abstand weiter.
request-malformed = Der Token-Anfrage fehlt ein Parameter.
    .fix = Prüfen Sie Client-ID, Schlüssel und Bereich auf verirrte Zeichen.
token-endpoint-throttled = Zu viele Token-Anfragen.
    .fix = Warten Sie, und versuchen Sie es später noch einmal.
token-endpoint-unavailable = Der Identitätsdienst ist gestört.
    .fix = Versuchen Sie es später noch einmal.
app-of-microsoft = Die Client-ID gehört einer Anwendung von Microsoft.
    .fix = Legen Sie in Entra › App-Registrierungen eine eigene Registrierung an, und tragen Sie deren Anwendungs-ID (Client) ein.
personal-account = Das Postfach ist ein persönliches Konto, das keine Anwendung von sich aus öffnet.
    .fix = Lassen Sie den Benutzer sich anmelden (Autorisierungscode oder Gerätecode, mit /consumers in der Authority-URL), oder verwenden Sie ein Postfach einer Organisation.
token-wrong-audience = Das Token gilt für eine andere Ressource, meist Microsoft Graph.
    .fix =
        { $server ->
            [other] Fordern Sie den Bereich oder die Ressource an, die der Mailserver annimmt.
           *[microsoft] Fordern Sie einen Bereich für E-Mail an: mit Client Credentials https://outlook.office365.com/.default, sonst https://outlook.office.com/IMAP.AccessAsUser.All oder …/SMTP.Send.
        }
token-missing-role = Die Anwendungsberechtigung fehlt, oder niemand hat ihr zugestimmt.
    .fix = Fügen Sie in Entra › App-Registrierungen › API-Berechtigungen › Von meiner Organisation verwendete APIs › Office 365 Exchange Online › Anwendungsberechtigungen IMAP.AccessAsApp, POP.AccessAsApp oder SMTP.SendAsApp hinzu, und erteilen Sie dann die Administratorzustimmung. Es gilt nach ein, zwei Minuten, und nur für neue Token.
token-missing-scope = Dem Token fehlt die delegierte Berechtigung.
    .fix =
        { $server ->
            [other] Fordern Sie den Bereich an, den der Mailserver annimmt, und lassen Sie ihn für diesen Client zulassen.
           *[microsoft] Fordern Sie https://outlook.office.com/IMAP.AccessAsUser.All, …/POP.AccessAsUser.All oder …/SMTP.Send an, und stimmen Sie zu.
        }
token-wrong-user = Der angemeldete Benutzer ist nicht das Postfach.
    .fix = Melden Sie sich als Eigentümer des Postfachs an, oder geben Sie dem Benutzer Rechte daran und verwenden Sie die Adresse des Postfachs.
token-wrong-tenant = Das Token stammt aus einem anderen Mandanten als das Postfach.
    .fix = Setzen Sie den Mandanten des Postfachs in die Authority-URL.
token-wrong-app = Das Token wurde einer anderen Anwendung ausgestellt.
    .fix = Fordern Sie mit der Client-ID der Einstellungen ein neues Token an, und verwerfen Sie das gespeicherte.
token-expired = Das Token ist abgelaufen.
    .fix = Holen Sie ein frisches Token und verbinden Sie sich neu; prüfen Sie die Uhr dieses Rechners.
token-malformed = Was als Zugriffstoken gesendet wurde, ist keines.
    .fix = Senden Sie das `access_token` der Antwort ganz und einmal, ohne das Wort Bearer darin; nicht das ID-Token und nicht das Aktualisierungstoken.
smtp-auth-disabled-tenant = SMTP AUTH ist für die Organisation ausgeschaltet.
    .fix = In der Exchange Online PowerShell: Set-CASMailbox -Identity { $smtp-mailbox } -SmtpClientAuthenticationDisabled $false (gilt nach Minuten, spätestens nach einer Stunde; testen Sie dann noch einmal)
smtp-auth-disabled-mailbox = SMTP AUTH ist für dieses Postfach ausgeschaltet.
    .fix = In der Exchange Online PowerShell: Set-CASMailbox -Identity { $smtp-mailbox } -SmtpClientAuthenticationDisabled $false (gilt nach Minuten, spätestens nach einer Stunde; testen Sie dann noch einmal)
basic-auth-disabled = Kennwörter werden nicht mehr angenommen.
    .fix =
        { $server ->
            [other] Verwenden Sie OAuth, wo der Anbieter es hat, sonst ein App-Kennwort.
           *[microsoft] Schalten Sie OAuth mit Microsoft Exchange ein.
        }
policy-blocked = Die Sicherheitsstandards oder eine Richtlinie lehnen die Anmeldung ab.
    .fix =
        { $server ->
            [other] Fragen Sie den Betreiber des Servers, welche Richtlinie dieses Konto ablehnt.
           *[microsoft] Sehen Sie in den Anmeldeprotokollen in Entra nach; verwenden Sie OAuth anstelle eines Kennworts.
        }
service-principal-missing = Die Anwendung hat in Exchange keinen Dienstprinzipal oder einen falschen.
    .fix = In der Exchange Online PowerShell: New-ServicePrincipal -AppId { $client-id } -ObjectId { $object-id }, dann Add-MailboxPermission für das Postfach. Es gilt nach Minuten, spätestens nach einer Stunde; testen Sie dann noch einmal.
mailbox-permission-missing = Die Anwendung hat kein Recht an diesem Postfach.
    .fix =
        { $server ->
            [other] Lassen Sie dem Konto das Recht an diesem Postfach geben, oder melden Sie sich als dessen Besitzer an.
           *[microsoft] In der Exchange Online PowerShell: Add-MailboxPermission -Identity { $mailbox } -User { $trustee } -AccessRights FullAccess (gilt nach Minuten, spätestens nach einer Stunde; testen Sie dann noch einmal)
        }
mailbox-not-found = Das Postfach gibt es nicht, oder es lässt sich nicht öffnen.
    .fix =
        { $server ->
            [other] Prüfen Sie den Benutzernamen und die Adresse des Postfachs; lassen Sie das Postfach anlegen, wo es noch keines gibt.
           *[microsoft] Prüfen Sie die Adresse des Postfachs, und ob es eine Lizenz hat.
        }
mailbox-logon-failure = Der Speicher konnte das Postfach nicht öffnen.
    .fix = Prüfen Sie das Recht der Anwendung an dem Postfach; versuchen Sie es später noch einmal.
protocol-disabled = Das Protokoll ist für das Postfach ausgeschaltet.
    .fix =
        { $server ->
            [other] Schalten Sie das Protokoll in den Einstellungen des Postfachs ein, oder lassen Sie es einschalten.
           *[microsoft] In der Exchange Online PowerShell: Set-CASMailbox -Identity { $mailbox } -ImapEnabled $true (gilt nach Minuten, spätestens nach einer Stunde; testen Sie dann noch einmal)
        }
send-as-denied = Das Konto darf nicht als diese Adresse senden.
    .fix =
        { $server ->
            [other] Verwenden Sie die eigene Adresse des Kontos als Absender, oder lassen Sie den Server dem Konto erlauben, als diese Adresse zu senden.
           *[microsoft] Verwenden Sie die eigene Adresse des Kontos als Absender, oder erteilen Sie „Senden als“: Add-RecipientPermission -Identity { $sender } -Trustee { $trustee } -AccessRights SendAs (gilt spätestens nach einer Stunde; testen Sie dann noch einmal)
        }
not-authenticated = Der Server verlangt eine Anmeldung.
    .fix = Schalten Sie „requires authentication“ ein und geben Sie die Anmeldung ein.
relay-denied = Der Server nimmt diese E-Mail nicht an.
    .fix =
        { $login ->
            [done] Die Anmeldung ist gelungen, aber dieses Konto darf diese E-Mail hier nicht senden. Verwenden Sie den Server der Domäne des Absenders, oder lassen Sie Absender und Empfänger vom Administrator des Servers zulassen.
           *[none] Melden Sie sich vor dem Senden an, oder verwenden Sie den Server der Domäne des Absenders.
        }
password-rejected = Benutzername oder Kennwort ist falsch.
    .fix = Geben Sie beide neu ein; wo der Anbieter ein App-Kennwort oder OAuth verlangt, verwenden Sie das.
starttls-required = Der Server verlangt zuerst STARTTLS.
    .fix = Wählen Sie „Use TLS“ (STARTTLS).
app-password-required = Der Anbieter verlangt ein App-Kennwort oder einen Autorisierungscode.
    .fix = Erzeugen Sie in den Sicherheitseinstellungen des Kontos ein App-Kennwort, und geben Sie es anstelle des Kennworts ein.
authentication-unwanted = Der Server will keine Anmeldung, oder der Benutzername ist leer.
    .fix = Schalten Sie „requires authentication“ aus, wo das Relay nach der Adresse entscheidet; sonst geben Sie einen Benutzernamen ein.
command-too-long = Das Token macht den Befehl länger, als der Server annimmt.
    .fix = Senden Sie es in einer eigenen Zeile nach dem 334 oder + des Servers; bei POP von Exchange verwenden Sie weniger Rollen und Gruppen im Token, oder IMAP.
login-disabled = Der Server lehnt ein Kennwort ohne TLS ab.
    .fix = Wählen Sie „Use SSL“ oder „Use TLS“.
mechanism-not-offered = Der Server bietet keine Anmeldung an, die diese Einstellungen verwenden können.
    .fix = Prüfen Sie, ob Host und Port die für Anmeldungen sind, und verlangen Sie kein bestimmtes Verfahren; bei einem Server ohne OAuth verwenden Sie ein Kennwort.
xoauth2-malformed = Der XOAUTH2-Text ist falsch aufgebaut.
    .fix = Er ist Base64 von user=…^Aauth=Bearer …^A^A, wobei ^A das Byte 0x01 ist: einmal kodieren, ohne Zeilenumbrüche, mit der Adresse des Postfachs als user.
mailbox-full = Das Postfach hat keinen Platz.
    .fix = Löschen Sie E-Mails, oder lassen Sie das Kontingent erhöhen.
sender-restricted = Das Konto ist für den Versand gesperrt.
    .fix =
        { $server ->
            [other] Lassen Sie das Konto oder die Adresse dieses Rechners vom Betreiber des Servers freigeben.
           *[microsoft] Geben Sie das Konto im Defender-Portal unter „Eingeschränkte Entitäten“ frei, nachdem sein Kennwort geändert wurde.
        }
tenant-restricted = Die Organisation ist für den Versand gesperrt.
    .fix = Stellen Sie ab, was Spam versendet, fügen Sie im Microsoft 365 Admin Center jede Domäne hinzu, von der gesendet wird, und lassen Sie die Sperre vom Support von Microsoft aufheben.
too-many-connections = Am Postfach sind zu viele Verbindungen offen.
    .fix =
        { $server ->
            [other] Schließen Sie untätige Sitzungen und andere Programme am Postfach, und versuchen Sie es noch einmal.
           *[microsoft] Schließen Sie untätige Sitzungen und andere Programme; halten Sie höchstens drei Übermittlungen gleichzeitig je Postfach.
        }
rate-limited = Zu viele Anmeldungen oder Nachrichten.
    .fix = Warten Sie, und versuchen Sie es später noch einmal.
recipient-rejected = Der Empfänger der Testnachricht wird abgelehnt.
    .fix = Prüfen Sie die Adresse des Empfängers; ein Test, der keine Nachricht sendet, verwendet die des Absenders.
sender-rejected = Die Adresse des Absenders wird abgelehnt.
    .fix = Verwenden Sie eine Adresse, die dem Konto gehört.
message-too-large = Die Nachricht ist größer, als der Server annimmt.
    .fix = Senden Sie eine kleinere Nachricht, oder lassen Sie die Grenze erhöhen.
google-app-password-required = Google verlangt ein App-Passwort oder OAuth.
    .fix = Erzeugen Sie unter https://myaccount.google.com/apppasswords ein App-Passwort, oder verwenden Sie OAuth.
google-credentials-rejected = Google lehnt Benutzername, Kennwort oder Token ab.
    .fix = Verwenden Sie bei einem Kennwort ein App-Passwort; bei OAuth prüfen Sie, ob das Token zu genau diesem Postfach gehört und den Bereich https://mail.google.com/ hat.
google-web-login-required = Google verlangt eine Anmeldung im Browser.
    .fix = Melden Sie sich als dieser Benutzer aus demselben Netz im Browser an, bestätigen Sie, dass Sie es waren, und versuchen Sie es noch einmal; oder verwenden Sie OAuth.
google-scope-insufficient = Der Bereich des Tokens deckt E-Mail nicht ab.
    .fix = Fordern Sie den Bereich https://mail.google.com/ an, und stimmen Sie neu zu.
google-grant-expired = Die Zustimmung ist abgelaufen oder wurde widerrufen.
    .fix = Stimmen Sie neu zu. Eine App im Zustand „Testing“ verliert ihre Zustimmungen nach 7 Tagen: Veröffentlichen Sie sie, oder stellen Sie sie auf „Internal“.
google-delegation-missing = Die domänenweite Delegierung ist für diesen Client und Bereich nicht erteilt.
    .fix = Fügen Sie auf admin.google.com › Sicherheit › Zugriffs- und Datenkontrolle › API-Steuerung › Domainweite Delegierung die numerische Client-ID des Dienstkontos mit dem Bereich https://mail.google.com/ hinzu; es kann 24 Stunden dauern.
google-client-invalid = Der OAuth-Client ist unbekannt, oder sein Schlüssel ist falsch.
    .fix = Kopieren Sie auf console.cloud.google.com › Anmeldedaten Client-ID und Schlüssel noch einmal.

## Warum an eine Ursache gedacht wird, wo der Server keine nennt

why-application-refused = Der Server lehnt das Token einer Anwendung ab und sagt nicht, warum; meist fehlt in Exchange ihr Dienstprinzipal oder ihr Recht an dem Postfach.
why-user-refused = Der Server lehnt das Token eines Benutzers ab und sagt nicht, warum; meist gilt es für Microsoft Graph, oder für einen anderen Benutzer als das Postfach.
why-password-refused = Der Server lehnt ein Kennwort ab und sagt nicht, warum.
why-refused = Der Server lehnt die Anmeldung ab und sagt nicht, warum.
why-introspection = Der Server sagt das auch, wenn sein Autorisierungsserver ihm nicht bestätigt, dass das Token gut ist.
why-scope-of-gmail = Der Bereich enthält nicht https://mail.google.com/, den einzigen, dessen Token Gmail über IMAP, POP und SMTP annimmt.
why-scope-of-graph = Der Bereich gehört zu Microsoft Graph, dessen Token kein Mailserver annimmt.
why-audience = Der Empfänger des Tokens (`aud`) ist { $audience } und damit nicht der gefragte Dienst.
why-tenant = Der Mandant des Tokens (`tid`) ist { $given }, in den Einstellungen steht { $asked }.
why-scope-missing = In den Bereichen des Tokens (`scp`) fehlt { $scope }.
why-user = Der Benutzer des Tokens (`upn`) ist { $given }, angemeldet wird { $asked }.
why-claims-good = Das Token sieht richtig aus; es bleibt der Schalter des Postfachs.
why-role-present = Das Token hat die Rolle dieses Protokolls; was bleibt, liegt in Exchange.
why-role-missing = In den Rollen des Tokens fehlt { $role }.
why-audience-graph = Der Empfänger des Tokens (`aud`) ist { $audience }: Microsoft Graph, dessen Token kein Mailserver annimmt.
why-expired = Das Token war seit { $minutes } Minuten abgelaufen (`exp`), als es verwendet wurde.
why-not-yet = Das Token gilt erst { $minutes } Minuten nach seiner Verwendung (`nbf`).
why-personal = Der Mandant des Tokens (`tid`) ist der persönlicher Konten.
why-personal-domain = Die Adresse gehört zu einem persönlichen Konto, das Token zu einer Anwendung.
why-app = Das Token gehört der Anwendung { $given } (`appid`), die Einstellungen nennen { $asked }.
why-no-oid = Das Token nennt kein Objekt (`oid`): Die Anwendung hat im Mandanten keinen Dienstprinzipal.
why-user-token = Das Token gehört einem Benutzer und trägt `scp`, wo eines der Anwendung selbst zu bekommen war.
why-delegate = Ein Benutzer darf das Postfach eines anderen öffnen, wenn er Rechte daran hat, und meldet sich mit dessen Adresse an.
why-rbac = Ist RBAC für Anwendungen gemeint, so fehlt in Exchange der Dienstprinzipal oder dessen Rollenzuweisung.
why-service-account = Der Benutzername ist die Adresse des Dienstkontos selbst, das kein Postfach hat.
why-silent-tls-port = Der Server sagt nichts: Auf Port { $port } wartet er vom ersten Byte an auf TLS, und diese Einstellungen beginnen im Klartext.
why-silent-starttls-port = Der Server antwortet nicht auf den TLS-Handshake: Auf Port { $port } beginnen Verbindungen im Klartext.
why-hunch = Die Worte gehören zu keinem bekannten Fehler; das ist, was an dieser Stelle am häufigsten fehlschlägt.
why-enable-access = Bei diesem Anbieter ist das Protokoll aus, bis der Benutzer es einschaltet.
why-app-password = Dieser Anbieter nimmt kein Kennwort an, das nicht eigens für ein Programm erstellt ist.
why-akin = Das Gesagte kann auch dies bedeuten.

## Was gegen eine Ursache spricht

against-audience = Es ist die Adresse von Exchange, unter der die Zustimmung erteilt wird; einige Programme berichten, dass Token dafür angenommen werden.
against-role-missing = Bei SMTP kommt RBAC für Anwendungen absichtlich ohne die Rolle aus.
against-clock = Niemand sagt, wann es fehlschlug; das Token kann damals gültig gewesen sein.
against-known-host = Diesen Namen gibt es für alle anderen, daher kann das DNS dieses Rechners schuld sein.
against-tls-port = Dieser Port ist für implizites TLS.
against-starttls-chosen = Gewählt war STARTTLS, bei dem kein Programm mit TLS beginnt.
against-starttls-port = Dieser Port ist für STARTTLS.
against-tls-chosen = Implizites TLS war bereits gewählt.
against-not-yet-valid = Das Zertifikat ist nicht abgelaufen, sondern noch nicht gültig; die Uhr dieses Rechners kann nachgehen.
against-basic-auth-ended = Exchange Online nimmt für IMAP und POP kein Kennwort mehr an, ob richtig oder falsch.
against-token-used = Verwendet wurde ein Token, kein Kennwort.
against-own-mailbox = Am eigenen Postfach braucht ein Benutzer kein Recht.
against-refused = Was einen Port sperrt, verwirft Pakete meist stillschweigend; hier hat etwas abgelehnt.
against-granted = Was vor { $ago } Minuten erteilt wurde, gilt womöglich erst nach { $most } Minuten: Versuchen Sie es in { $left } Minuten, nach { $when }, mit einem neuen Token noch einmal.
against-older-token = Das Token entstand vor der Erteilung und behält die Rechte, mit denen es entstand: Fordern Sie ein neues an.

## Was in einem Befehl steht, wo ein Wert nicht bekannt ist

blank-mailbox = <Postfach>
blank-smtp-mailbox = <Postfach>
blank-sender = <Postfach des Absenders>
blank-client-id = <Client-ID>
blank-object-id = <Objekt-ID der Unternehmensanwendung>
blank-trustee = <Benutzer, oder Objekt-ID der Unternehmensanwendung>
