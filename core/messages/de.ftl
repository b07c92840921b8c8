### Die Worte jeder Regel: was falsch ist, für sich verständlich, und als `.help`, warum es zählt und
### was zu tun ist. `$field` und `$form` gibt es immer; die übrigen Parameter sind die des Befunds.
### Beschriftungen des Formulars und Schlüssel der Einstellungen bleiben, wie sie dort stehen.

## Eingabe

not-a-value =
    `{ $field }` ist { $kind ->
        [text] Text
        [number] eine Zahl
        [flag] ein Wahrheitswert
        [list] eine Liste
       *[table] eine Tabelle
    }, wo ein einzelner Wert stehen muss.
    .help = Schreiben Sie einen einzelnen Wert, zum Beispiel Text in Anführungszeichen oder eine Zahl.
wrong-type =
    `{ $field }` ist { $kind ->
        [text] Text
        [number] eine Zahl
        [flag] ein Wahrheitswert
        [list] eine Liste
       *[table] eine Tabelle
    } statt { $expected ->
        [number] einer Zahl
        [flag] true oder false
        [table] einer Tabelle
       *[text] Text
    }.
    .help =
        Schreiben Sie { $expected ->
            [number] eine Zahl
            [flag] true oder false
            [table] eine Tabelle
           *[text] Text
        }; Text steht in Anführungszeichen.
unknown-key =
    { $meant ->
        [more] { $key } weitere Schlüssel gehören nicht zu den Einstellungen und haben keine Wirkung.
       *[other] `{ $key }` gehört nicht zu den Einstellungen und hat keine Wirkung.
    }
    .help =
        { $meant ->
            [near] Meinten Sie `{ $near }`?
            [other-form] Es ist ein Schlüssel des anderen Formulars: Verschieben Sie ihn dorthin, oder entfernen Sie ihn.
            [beside] Einstellungen stehen unter `outgoing` und `incoming`: Verschieben Sie ihn dorthin, oder entfernen Sie ihn.
           *[unknown] Prüfen Sie die Schreibweise, oder entfernen Sie den Schlüssel.
        }
unknown-choice = `{ $value }` gehört nicht zu den Werten, die `{ $field }` haben kann.
    .help = Wählen Sie einen von { $choices }.
surrounding-space = Um den Wert herum stehen Leerzeichen oder unsichtbare Zeichen.
    .help = Sie geraten beim Kopieren hinein, und andere Programme halten sie für einen Teil des Werts. Entfernen Sie sie.
surrounding-quotes = Der Wert steht in Anführungszeichen oder Klammern.
    .help = Sie gehören nicht zum Wert; entfernen Sie sie.
control-character = Im Wert steht ein Zeilenumbruch oder ein anderes Steuerzeichen.
    .help = Es könnte dem Server einen zweiten Befehl unterschieben. Geben Sie den Wert neu in einer Zeile ein.
invisible-character = Im Wert steht ein unsichtbares Zeichen, { $character }.
    .help = Man sieht es nicht, aber jedes Programm zählt es zum Wert. Es kommt aus Webseiten und Textverarbeitungen; entfernen Sie es.
placeholder-in-name = `{ $placeholder }` sieht nach einem Platzhalter aus einer Anleitung aus.
    .help = Wenn es nicht Ihr eigener Name ist, setzen Sie Ihren dafür ein.
placeholder =
    { $hidden ->
        [yes] Der Wert ist ein Platzhalter aus einer Anleitung und nicht Ihr eigener.
       *[no] `{ $placeholder }` ist ein Platzhalter aus einer Anleitung und nicht Ihr eigener Wert.
    }
    .help = Setzen Sie Ihren eigenen Wert ein.

## Server

server-missing = Der Mailserver fehlt.
    .help = Geben Sie den Hostnamen des Mailservers ein, zum Beispiel { $example }.
server-is-url = Der Mailserver ist als URL angegeben.
    .help = Geben Sie nur den Hostnamen ein: kein `{ $scheme }` davor und kein Pfad dahinter.
server-is-address = Der Mailserver ist als E-Mail-Adresse angegeben.
    .help = Geben Sie den Hostnamen des Servers ein, zum Beispiel { $example }; die Adresse gehört in den Benutzernamen.
server-has-port = Der Port steht mit im Hostnamen.
    .help = Geben Sie den Hostnamen allein ein und den Port in seinem eigenen Feld.
server-has-path = Hinter dem Hostnamen steht ein Pfad.
    .help = Geben Sie nur den Hostnamen ein, bis zum ersten Schrägstrich.
server-has-space = Im Hostnamen steht ein Leerzeichen.
    .help = Kein Hostname enthält eines: Entfernen Sie es, oder geben Sie nur einen Server ein.
server-not-ascii = Der Hostname enthält Zeichen außerhalb von ASCII; nachgeschlagen wird { $ascii }.
    .help = Prüfen Sie, dass kein Zeichen einem anderen nur ähnlich sieht, und geben Sie die Form mit `xn--` ein, die jedes Programm versteht.
server-malformed = `{ $host }` ist kein Hostname.
    .help = Ein Hostname besteht aus Teilen mit Buchstaben, Ziffern und Bindestrichen, verbunden durch Punkte, zum Beispiel { $example }.
server-trailing-dot = Der Hostname endet mit einem Punkt.
    .help = Der Name stimmt, aber viele Programme lehnen ihn so ab, und in keinem Zertifikat steht er so. Entfernen Sie den Punkt.
server-lookalike = `{ $host }` ist kein Server von Microsoft, sieht aber aus wie { $known }.
    .help = Geben Sie { $known } ein. Ein fast richtiger Name kann jemandem gehören, der auf Passwörter wartet.
server-other-protocol =
    { $form ->
        [outgoing] `{ $host }` ist ein Posteingangsserver, keiner für den Versand.
       *[incoming] `{ $host }` ist kein Server für { $protocol ->
            [pop] POP
           *[imap] IMAP
        }.
    }
    .help =
        { $has ->
            [server] Keiner von beiden spricht das Protokoll des anderen. Geben Sie { $known } ein.
           *[none] Der Anbieter hat keinen Server für dieses Protokoll; wählen Sie ein anderes.
        }
server-is-mx = `{ $host }` nimmt Mail von anderen Servern an; anmelden kann sich dort niemand.
    .help = Geben Sie { $known } ein, wo sich Konten anmelden.
server-is-ip = Der Mailserver von Microsoft ist als IP-Adresse angegeben.
    .help = Die Adressen ändern sich, und das Zertifikat gilt für den Namen. Geben Sie { $known } ein.
server-ip-certificate = Der Mailserver ist durch seine Adresse angegeben, { $address }.
    .help = Ein Zertifikat gilt fast immer für einen Namen, und die Verbindung scheitert, wenn er nicht passt. Tragen Sie den Namen des Servers ein.
server-typo = `{ $host }` ist kein bekannter Server, sieht aber aus wie { $known }.
    .help = Tragen Sie { $known } ein, wenn er gemeint ist. Ein fast richtiger Name kann jemandem gehören, der auf Passwörter wartet.
server-unlisted = `{ $host }` liegt in einer Domäne des Anbieters, ist aber kein dokumentierter Mailserver.
    .help =
        { $has ->
            [server] Tragen Sie { $known } ein, den dokumentierten Namen.
           *[none] Der Anbieter hat keinen Server für { $protocol ->
                [imap] IMAP
                [pop] POP
               *[smtp] SMTP
            }.
        }
server-not-mail =
    `{ $host }` ist { $service ->
        [sign-in] ein Anmeldeserver
        [graph] Microsoft Graph, eine Webschnittstelle
        [autodiscover] der Dienst, der Programmen ihre Einstellungen nennt
       *[web] eine Webseite
    }, kein Mailserver.
    .help =
        { $has ->
            [server] Der Mailserver ist { $known }.
           *[none] Tragen Sie den Mailserver des Kontos ein.
        }
server-retired = `{ $host }` ist ein alter Name, der nirgendwohin mehr führt.
    .help = Tragen Sie { $known } ein, der an seine Stelle getreten ist.
server-old-tls = `{ $host }` ist für alte Programme, die nur TLS 1.0 und 1.1 können.
    .help = Er nimmt Anmeldungen nur an, wo die Organisation es erlaubt hat, und gar nicht in den Clouds der US-Regierung. Tragen Sie { $known } ein, der TLS 1.2 und neuer spricht.
server-other-name = `{ $host }` ist ein anderer Name des Servers, der als { $known } dokumentiert ist.
    .help = Er kann funktionieren, aber niemand sagt es zu; tragen Sie { $known } ein.
server-hve = `{ $host }` ist für High Volume Email, das eine eigene Berechtigung verlangt.
    .help = Eine Anwendung braucht `Mail.Send` von Office 365 Exchange Online statt `SMTP.SendAsApp`, und Zugriff durch `Add-HVEAppAccess`.
server-own-name = `{ $host }` ist kein Name von Microsoft, obwohl dort ein Token von Microsoft gezeigt wird.
    .help = Ist er ein Alias (CNAME) von { $known }, so passt das Zertifikat nicht: Tragen Sie { $known } ein. Ist er ein eigener Server oder Proxy, der solche Token annimmt, lassen Sie ihn stehen.
server-named-otherwise =
    Dem Namen nach ist `{ $host }` { $service ->
        [imap] ein IMAP-Server
        [pop] ein POP-Server
        [smtp] ein Server für den Versand
        [autodiscover] der Dienst, der Programmen ihre Einstellungen nennt
       *[web] eine Webmail-Seite
    }, kein Server { $form ->
        [outgoing] für den Versand
       *[incoming] für den Empfang
    }.
    .help = Manche Server sind beides. Wenn die Verbindung scheitert, suchen Sie den Namen des anderen Servers.

## Port und Sicherheit

port-malformed = `{ $value }` ist kein Port.
    .help = Ein Port ist eine ganze Zahl von 1 bis 65535; üblich sind 587 für ausgehende und 993 für eingehende Mail.
port-security-mismatch =
    Port { $port } und die Sicherheit „{ $security ->
        [ssl] Use SSL
        [tls] Use TLS
       *[none] None
    }“ passen selten zusammen: { $reason ->
        [begins-with-tls] Die meisten Server erwarten dort TLS vom ersten Byte an und bieten STARTTLS nie an.
        [waits-for-tls] Die meisten Server erwarten dort TLS vom ersten Byte an, und ein Programm wartet vergeblich auf die Begrüßung.
        [greets-in-clear] Die meisten Server begrüßen dort im Klartext, was TLS als „wrong version number“ meldet.
       *[wants-starttls] Die meisten Server verlangen dort STARTTLS vor der Anmeldung.
    }
    .help =
        Wählen Sie { $better ->
            [ssl] „Use SSL“
           *[tls] „Use TLS“ (STARTTLS)
        } mit Port { $better_port }.
port-other-protocol = Port { $port } ist der Port von { $theirs }, nicht von { $ours }.
    .help = Üblich ist hier Port { $usual }.
port-25 = Port 25 ist für Mail zwischen Servern; viele Netze sperren ihn.
    .help = Nehmen Sie Port 587 mit STARTTLS, wo der Server Anmeldungen annimmt.
port-465-microsoft = Microsoft dokumentiert Port 465 nicht für das Senden.
    .help = Nehmen Sie Port 587 mit „Use TLS“ (STARTTLS).
port-undocumented =
    Microsoft dokumentiert für `{ $host }` keinen Port { $port } mit { $security ->
        [ssl] „Use SSL“
       *[tls] „Use TLS“ (STARTTLS)
    }.
    .help =
        Wählen Sie Port { $better_port } und { $better ->
            [ssl] „Use SSL“
           *[tls] „Use TLS“ (STARTTLS)
        }.
port-unusual =
    Der Anbieter dokumentiert für `{ $host }` keinen Port { $port } mit { $security ->
        [ssl] „Use SSL“
       *[tls] „Use TLS“ (STARTTLS)
    }.
    .help =
        Dokumentiert sind Port { $better_port } und { $better ->
            [ssl] „Use SSL“
           *[tls] „Use TLS“ (STARTTLS)
        }; wählen Sie sie, wenn die Verbindung scheitert.
port-is-http = Port { $port } ist für Webseiten, nicht für Postfächer.
    .help = Üblich ist hier Port { $usual }.
port-starttls = Auf Port { $port } beginnt die Verbindung unverschlüsselt und wird durch STARTTLS verschlüsselt.
    .help = Port { $better_port } mit „Use SSL“ ist vom ersten Byte an verschlüsselt; Microsoft nennt ihn an erster Stelle.
security-conflict = `use_ssl` und `security` widersprechen sich; es gilt `security` = `{ $security }`.
    .help = Ein anderes Programm entscheidet vielleicht umgekehrt. Behalten Sie nur eine der beiden Angaben.
oauth-without-tls = OAuth ohne Verschlüsselung würde das Zugriffstoken im Klartext senden.
    .help =
        Wählen Sie { $form ->
            [outgoing] „Use TLS“ (STARTTLS, Port 587) oder „Use SSL“ (Port 465)
           *[incoming] „Use SSL“ (Port 993)
        }: Wer ein Bearer-Token mitliest, kann es benutzen.
password-without-tls = Ohne Verschlüsselung wird das Passwort im Klartext gesendet.
    .help =
        Wählen Sie { $form ->
            [outgoing] „Use TLS“ (STARTTLS, Port 587) oder „Use SSL“ (Port 465)
           *[incoming] „Use SSL“ (Port 993)
        }.

## Konto

address-malformed = `{ $value }` ist keine einzelne E-Mail-Adresse.
    .help = Geben Sie genau eine Adresse ein, zum Beispiel legal@example.com.
address-several = Es stehen mehrere E-Mail-Adressen da, wo eine hingehört.
    .help = Geben Sie eine ein, zum Beispiel { $first }. Sollen mehrere Personen erreicht werden, richten Sie ein freigegebenes Postfach oder eine Verteilerliste ein.
address-trailing-dot = Die E-Mail-Adresse endet mit einem Punkt.
    .help = Mailserver weisen ihn in einer Adresse zurück; entfernen Sie ihn.
address-stray-dots = `{ $value }` beginnt oder endet vor dem `@` mit einem Punkt oder hat dort zwei nacheinander.
    .help = Der Standard erlaubt keine solche Adresse, und viele Server weisen sie zurück. Lassen Sie sie nur stehen, wenn Ihr Anbieter sie wirklich vergeben hat.
address-literal = Die Adresse nennt statt einer Domäne einen Rechner mit seiner IP-Adresse, { $address }.
    .help = Das ist erlaubt, aber nur wenige Server nehmen dafür E-Mails an, Microsoft 365 und Google nicht. Geben Sie eine Adresse mit Domäne ein, wenn es eine gibt.
username-missing = Der Benutzername fehlt.
    .help = Geben Sie das Konto ein, das sich anmeldet; bei Microsoft 365 die Adresse des Postfachs.
username-down-level = `{ $value }` ist ein Benutzername der Form DOMÄNE\Benutzer.
    .help = Microsoft 365 verlangt den Benutzerprinzipalnamen (UPN), der wie eine Adresse aussieht: benutzer@example.com.
username-not-address = Der Benutzername ist keine Adresse; bei Microsoft Exchange ist er die Adresse des Postfachs.
    .help = Geben Sie die ganze Adresse ein, zum Beispiel legal@example.com.
username-shared = `{ $value }` nennt ein freigegebenes Postfach in einer Form, die Exchange Online nicht mehr annimmt.
    .help = Geben Sie die Adresse des freigegebenen Postfachs ein, { $mailbox }. Das Token einer Anwendung braucht das Recht, es zu öffnen, das eines Benutzers FullAccess.
username-guest = `{ $value }` ist der Name eines Gastes in einem fremden Mandanten.
    .help = Das Postfach eines Gastes liegt in seinem eigenen Mandanten: Geben Sie seine eigene Adresse ein und die Authority-URL seines Mandanten.
username-malformed =
    { $reason ->
        [domain] Die Domäne von `{ $value }` hat keinen Punkt.
        [local] Die Domäne von `{ $value }` kennt nur das eigene Netz; Microsoft 365 hat keine, die auf `.local` endet.
       *[address] `{ $value }` ist kein einzelner Benutzername von Microsoft 365.
    }
    .help = Geben Sie den Benutzerprinzipalnamen (UPN) ein, der wie eine ganze Adresse aussieht: legal@example.com.
username-other-tenant = `{ $username }` gehört zu einem anderen Mandanten als `{ $tenant }`, den die Authority-URL nennt.
    .help = Ein Postfach nimmt nur Token des eigenen Mandanten und weist andere ohne Begründung ab (535 5.7.3). Geben Sie die Authority-URL vom Mandanten des Postfachs ein, oder ein Postfach von diesem. Nichts ist zu tun, wo beide Domänen zu einem Mandanten gehören.
app-only-personal = Postfächer von { $domain } sind persönliche, und Client Credentials öffnen keines davon.
    .help = Berechtigungen von Anwendungen gelten für die Postfächer einer Organisation. Geben Sie die Adresse eines solchen ein, oder lassen Sie den Benutzer eines Kontos von Outlook.com sich anmelden (Autorisierungscode), mit dem Mandanten `consumers`.
sender-differs = Das Konto `{ $account }` sendet als `{ $sender }`.
    .help = Exchange Online weist das zurück (554 5.2.252), bis das Konto für den Absender das Recht „Senden als“ hat: Add-RecipientPermission -AccessRights SendAs.
reply-to-other-domain = Die Antwortadresse `{ $reply_to }` liegt in einer anderen Domäne als das sendende Konto `{ $account }`.
    .help = Ein Programm, das auch im Namen der Antwortadresse sendet, braucht dafür das Recht „Senden als“. Sonst ist nichts zu tun.
mailbox-differs = Das Konto `{ $username }` benutzt das Postfach von `{ $mailbox }`.
    .help = Dazu gehört das Recht FullAccess: Add-MailboxPermission -AccessRights FullAccess. Ein freigegebenes Postfach wird mit seiner eigenen Adresse genannt, hier oder als Benutzername.
mailbox-is-folder = `{ $value }` ist ein Ordner, wo die Adresse eines Postfachs stehen muss.
    .help = Lassen Sie `mailbox` leer: Der Posteingang des Kontos wird auch so geöffnet. Hierher gehört die Adresse des Postfachs eines anderen Kontos.
password-missing = Das Passwort fehlt.
    .help = Geben Sie das Passwort des Kontos ein, oder schalten Sie OAuth ein.
app-password-needed = `{ $host }` nimmt nicht das Passwort des Kontos an, nur eines, das für ein Programm erzeugt wurde.
    .help = Erzeugen Sie in den Sicherheitseinstellungen des Kontos ein App-Passwort, und geben Sie dieses ein. Ist es schon eines, ist alles in Ordnung.
password-unused = OAuth benutzt das Passwort nicht.
    .help = Ein Geheimnis, das niemand braucht, kann nur bekannt werden: Entfernen Sie es.
basic-auth-ended =
    { $account ->
        [personal] Outlook.com nimmt seit dem 16.09.2024 von E-Mail-Programmen keine Passwörter mehr an.
       *[organisation] Exchange Online nimmt seit Anfang 2023 für IMAP und POP keine Passwörter mehr an.
    }
    .help = Schalten Sie OAuth ein. Niemand kann die Anmeldung mit Passwort wieder einschalten, auch der Support von Microsoft nicht.
basic-auth-ending = Exchange Online nimmt zum Senden bald keine Passwörter mehr an.
    .help = Nach dem Plan von Microsoft vom 27.01.2026 sind sie ab Ende Dezember 2026 standardmäßig ausgeschaltet, wobei Administratoren sie noch eine Zeit lang wieder einschalten können, und in neueren Mandanten nicht verfügbar; das endgültige Datum soll in der zweiten Hälfte von 2027 genannt werden. OAuth bleibt: Schalten Sie es ein.
mechanism-unsuitable =
    Das Verfahren `{ $mechanism }` meldet nicht mit { $credential ->
        [token] einem Zugriffstoken
       *[password] einem Passwort
    } an.
    .help =
        Entfernen Sie es, damit das beste Verfahren benutzt wird, das der Server anbietet, oder wählen Sie { $credential ->
            [token] `xoauth2` oder `oauthbearer`
           *[password] `plain` oder `login`
        }.
mechanism-not-offered = Exchange Online bietet das Verfahren `{ $mechanism }` hier nicht an.
    .help = Entfernen Sie es, damit das beste Verfahren benutzt wird, das der Server anbietet, oder wählen Sie `{ $better }`. (504 5.7.4)
graph-without-oauth = Microsoft Graph nimmt nur Zugriffstoken an, und OAuth ist ausgeschaltet.
    .help = Wählen Sie den Anbieter bei „Enable OAuth“.
login-missing = Dieser Server von Microsoft nimmt E-Mails nur nach einer Anmeldung an, und es ist keine eingetragen.
    .help = Schalten Sie „Outgoing Server Requires Authentication“ ein, und tragen Sie das Konto ein, sonst antwortet er mit 530 5.7.57. Ein Gerät, das sich nicht anmelden kann, sendet an den MX der Domäne.
authentication-off = Eine Anmeldung ist eingetragen, aber „Outgoing Server Requires Authentication“ ist ausgeschaltet.
    .help = Schalten Sie es ein: Solange es ausgeschaltet ist, wird ein Passwort nicht benutzt; OAuth meldet sich trotzdem an.

## OAuth-Client

oauth-off = OAuth-Werte sind eingetragen, aber OAuth ist ausgeschaltet.
    .help = Wählen Sie den Anbieter bei „Enable OAuth“; bis dahin haben sie keine Wirkung.
exchange-oauth-not-chosen = In Version 7.2 war OAuth aktiviert, seit dem Upgrade ist es aus: Eingehende E-Mails werden nicht mehr abgerufen, bis es jemand erneut auswählt.
    .help = Wählen Sie bei „Enable OAuth“ „Microsoft Exchange“, und geben Sie dort Client-ID, geheimen Clientschlüssel und Authority-URL ein. `mailvet upgrade` erledigt das in der Einstellungsdatei, zeigt vorher die Änderungen und verliert nichts.
older-keys-unused = Einstellungen der Version 7.2 sind übrig geblieben und bewirken nichts: { $keys }.
    .help = Es zählt die Tabelle `oauth`. `mailvet upgrade` entfernt sie; Sie können sie auch selbst löschen.
provider-mismatch =
    { $issuer ->
        [google] Ein Token von Google
       *[microsoft] Ein Token von Microsoft
    } gilt nichts bei `{ $host }`, dem Server eines anderen Anbieters.
    .help =
        { $meant ->
            [microsoft-exchange] Wählen Sie Microsoft Exchange, oder tragen Sie den Mailserver des Anbieters ein, der das Token ausstellt.
            [google-workspace] Wählen Sie Google Workspace, oder tragen Sie den Mailserver des Anbieters ein, der das Token ausstellt.
            [custom] Wählen Sie einen eigenen Anbieter mit dem Token-Endpunkt von diesem, oder tragen Sie den Mailserver des Anbieters ein, der das Token ausstellt.
           *[none] Dieser Anbieter nimmt keine Token an: Schalten Sie OAuth aus und verwenden Sie ein Passwort, oder tragen Sie den Mailserver des Anbieters ein, der das Token ausstellt.
        }
provider-no-oauth = Keine Liste kennt bei `{ $host }` eine Anmeldung mit OAuth.
    .help = Der Anbieter nimmt Passwörter an, manche nur solche, die für ein einzelnes Programm erzeugt sind. Schalten Sie OAuth aus und geben Sie eines ein.
client-id-missing = Die Client-ID der Anwendung fehlt.
    .help = Kopieren Sie sie aus der Registrierung der Anwendung; bei Microsoft heißt sie „Anwendungs-ID (Client)“ und steht in der Übersicht.
client-id-is-address = Die Client-ID der Anwendung ist eine E-Mail-Adresse.
    .help = Gemeint ist die „Anwendungs-ID (Client)“ der App-Registrierung, kein Benutzer.
client-id-malformed = Die Client-ID der Anwendung ist keine GUID.
    .help = Kopieren Sie „Anwendungs-ID (Client)“ aus der Übersicht der App-Registrierung: 32 hexadezimale Ziffern in den Gruppen 8-4-4-4-12.
client-id-is-resource = Die Client-ID der Anwendung ist die ID von { $resource } selbst.
    .help = Kopieren Sie „Anwendungs-ID (Client)“ aus der Übersicht Ihrer eigenen App-Registrierung.
client-id-is-tenant = Die Client-ID der Anwendung ist die ID eines Mandanten.
    .help = Die Übersicht der App-Registrierung zeigt beide: Hierher gehört „Anwendungs-ID (Client)“, in die Authority-URL „Verzeichnis-ID (Mandant)“.
client-id-is-role = Die Client-ID der Anwendung ist die ID der Berechtigung { $role }.
    .help = Kopieren Sie „Anwendungs-ID (Client)“ aus der Übersicht Ihrer eigenen App-Registrierung. Die ID der Berechtigung ist in jedem Mandanten dieselbe und bezeichnet keine Anwendung.
client-id-sample = Die Client-ID der Anwendung sieht aus wie das Beispiel einer Anleitung.
    .help = Kopieren Sie „Anwendungs-ID (Client)“ aus der Übersicht Ihrer eigenen App-Registrierung.
client-id-of-google = Die Client-ID der Anwendung ist eine von Google, der Anbieter ist aber Microsoft Exchange.
    .help = Kopieren Sie „Anwendungs-ID (Client)“ aus der Übersicht der App-Registrierung, oder wählen Sie Google Workspace.
client-id-of-microsoft = Die Client-ID der Anwendung ist eine GUID, wie Microsoft sie vergibt, der Anbieter ist aber Google Workspace.
    .help = Kopieren Sie die Client-ID von der Seite „Anmeldedaten“ des Google-Cloud-Projekts; sie endet auf .apps.googleusercontent.com. Oder wählen Sie Microsoft Exchange.
client-id-not-of-google = Die Client-ID der Anwendung sieht nicht aus wie eine von Google.
    .help = Kopieren Sie die ganze Client-ID von der Seite „Anmeldedaten“ des Google-Cloud-Projekts: Ziffern, ein Bindestrich, Buchstaben und .apps.googleusercontent.com.
client-secret-missing = Der geheime Clientschlüssel der Anwendung fehlt.
    .help = Kopieren Sie ihn aus der Registrierung der Anwendung; bei Microsoft legen Sie ihn unter „Zertifikate & Geheimnisse“ an und kopieren seinen Wert.
client-proof-several = Den Client weist bereits `{ $other }` aus.
    .help = Ein Autorisierungsserver nimmt einen Nachweis an: Behalten Sie den, den das Programm benutzt, und entfernen Sie den anderen.
oauth-key-unused = `{ $key }` bewirkt bei dem Ablauf `{ $flow }` nichts.
    .help = Entfernen Sie den Eintrag, oder wählen Sie den Ablauf, zu dem er gehört.
secret-reference-malformed =
    `{ $field }` ist { $kind ->
        [text] Text
        [number] eine Zahl
        [flag] ein Wahrheitswert
        [list] eine Liste
       *[table] eine Tabelle
    } und weder Text noch ein Ort, an dem ein Geheimnis liegt.
    .help = Schreiben Sie das Geheimnis in Anführungszeichen oder eines von {"{"} env = "NAME" {"}"}, {"{"} file = "Pfad" {"}"} und {"{"} command = ["Programm", "Argument"] {"}"}.
client-secret-is-id = Der geheime Clientschlüssel ist eine GUID: Das ist seine ID, nicht sein Wert.
    .help = Kopieren Sie die Spalte „Wert“ unter „Zertifikate & Geheimnisse“. Sie wird nur einmal angezeigt: Ist der Wert verloren, legen Sie einen neuen Schlüssel an. (AADSTS7000215)
client-secret-placeholder = Der geheime Clientschlüssel der Anwendung ist ein verdeckter Wert oder ein Wort aus einer Anleitung.
    .help = Eine Seite, die ein Geheimnis als Punkte oder Sterne zeigt, gibt es nicht heraus. Geben Sie den Wert selbst ein; Microsoft zeigt ihn nur einmal, legen Sie einen neuen an, wenn er verloren ist.
client-secret-unexpanded = Der geheime Clientschlüssel der Anwendung ist der Name einer Variablen oder eines Ortes in einem Geheimnisspeicher, für den nichts eingesetzt wurde.
    .help = Geben Sie den Wert selbst ein, oder verweisen Sie in der Einstellungsdatei auf ihn mit {"{"} env = "NAME" {"}"}, {"{"} file = "Pfad" {"}"} oder {"{"} command = ["Programm", "Argument"] {"}"}.
client-secret-is-key = Der geheime Clientschlüssel der Anwendung ist ein Schlüssel oder Zertifikat in PEM-Form.
    .help = Speichern Sie ihn als Datei, und nennen Sie die Datei bei `certificate`; der geheime Clientschlüssel bleibt dann leer.
client-secret-is-token = Der geheime Clientschlüssel der Anwendung ist ein Token (JWT).
    .help = Ein Token bekommt man im Tausch gegen den geheimen Schlüssel; es gilt nur etwa eine Stunde. Geben Sie den Schlüssel ein; eine signierte Assertion wird als Datei bei `assertion_file` genannt.
client-secret-short = Der geheime Clientschlüssel der Anwendung ist kürzer als jeder, den Microsoft vergibt.
    .help = Kopieren Sie die ganze Spalte „Wert“ unter „Zertifikate & Geheimnisse“; er hat etwa 40 Zeichen. (AADSTS7000215)
client-secret-of-google = Der geheime Clientschlüssel der Anwendung hat die Form eines Schlüssels von Google, der Anbieter ist aber Microsoft Exchange.
    .help = Kopieren Sie die Spalte „Wert“ unter „Zertifikate & Geheimnisse“ der App-Registrierung, oder wählen Sie Google Workspace.
client-secret-of-microsoft = Der geheime Clientschlüssel der Anwendung hat die Form eines Schlüssels von Microsoft, der Anbieter ist aber Google Workspace.
    .help = Kopieren Sie den Clientschlüssel von der Seite „Anmeldedaten“ des Google-Cloud-Projekts, oder wählen Sie Microsoft Exchange.
flow-unsuitable = Ein Dienstkonto ist ein Ablauf von Google; der gewählte Anbieter hat keinen solchen.
    .help = Eine Anwendung ohne Benutzer meldet sich dort mit Client Credentials an.
flow-password-discouraged = Microsoft rät vom Ablauf mit Kennwort ab.
    .help = Er scheitert bei Konten mit mehrstufiger Authentifizierung, ohne Kennwort oder aus einem anderen Identitätsdienst und gilt nie für persönliche Konten. Nehmen Sie Client Credentials oder einen Autorisierungscode.
scope-not-default = Der Scope muss bei Client Credentials eine einzige Ressource mit `/.default` sein.
    .help = Entfernen Sie den Scope, oder geben Sie { $scope } ein. (AADSTS1002012)
scope-of-graph = Der Scope ist einer von Microsoft Graph, dessen Token kein Mailserver annimmt.
    .help = Entfernen Sie den Scope, oder geben Sie { $scope } ein.
scope-other-resource = Der Scope fragt nach `{ $asked }`, und das ist kein Postfach.
    .help = Ein Token einer anderen Ressource nimmt kein Mailserver an. Geben Sie { $scope } ein.
scope-other-cloud = Der Scope `{ $asked }` gehört zu einer anderen Cloud als die Authority.
    .help = Ein Token der einen Cloud öffnet kein Postfach in einer anderen: Geben Sie { $scope } ein.
scope-undocumented = `{ $asked }` ist nicht der Name von Exchange Online, der für E-Mail dokumentiert ist.
    .help = Das Token wird trotzdem ausgegeben, Mailserver haben seinen Empfänger aber schon abgelehnt. Geben Sie { $scope } ein.
scope-default-case = `.default` ist mit Großbuchstaben geschrieben.
    .help = Microsoft nimmt das an, andere Programme vielleicht nicht: Geben Sie { $scope } ein.
scope-alias = `{ $asked }` funktioniert ebenfalls; dokumentiert ist { $scope }.
    .help = Es ist nichts zu tun, außer die Anmeldung wird abgelehnt: Versuchen Sie dann den dokumentierten Scope.
scope-app-role = `{ $asked }` ist eine Berechtigung einer Anwendung und kein Scope.
    .help = Sie wird in der App-Registrierung unter „API-Berechtigungen“ erteilt und nie mit ihrem Namen angefordert. Geben Sie { $scope } ein.
scope-many-resources = Der Scope fragt nach mehr als einer Ressource: `{ $asked }` gehört nicht zu Exchange.
    .help = Microsoft gibt ein Token nur für eine Ressource auf einmal aus. Geben Sie { $scope } ein. (AADSTS28000, AADSTS70011)
scope-protocol = Im Scope fehlt { $permission }, die Berechtigung, die dieses Protokoll braucht.
    .help = Ohne sie wird das Token zwar ausgegeben, der Mailserver lehnt die Anmeldung aber ab. Geben Sie { $scope } ein.
scope-default-delegated = `.default` fragt nach allem, worin der Benutzer früher eingewilligt hat.
    .help = Die Anmeldung eines Benutzers nennt ihre Berechtigungen einzeln, damit die Einwilligungsseite sie zeigt: { $scope }.
scope-offline-missing = Im Scope fehlt `offline_access`, darum gibt es kein Aktualisierungstoken.
    .help = Die Prüfung gelingt, und nach einer Stunde steht der E-Mail-Verkehr, bis sich wieder jemand anmeldet. Geben Sie { $scope } ein.
scope-separator = Die Scopes sind nicht durch Leerzeichen getrennt.
    .help = Schreiben Sie sie mit je einem Leerzeichen dazwischen; sonst gelten sie als ein einziger, den niemand kennt. (AADSTS70011)
scope-live = `{ $asked }` ist ein Scope von Live Connect, das Microsoft geschlossen hat.
    .help = Geben Sie { $scope } ein.
scope-not-of-gmail = Der Scope `{ $asked }` öffnet bei Google kein Postfach über IMAP, POP oder SMTP.
    .help = Die engeren Scopes von Gmail gelten nur für dessen API. Geben Sie { $scope } ein.
scope-slash-missing = Dem Scope `{ $asked }` fehlt der Schrägstrich am Ende.
    .help = Google vergleicht Scopes Zeichen für Zeichen: Geben Sie { $scope } ein.
scope-provider = Der Scope ist nicht der, den die Mailserver dieses Anbieters verlangen.
    .help = Geben Sie { $scope } ein.
google-client-credentials = Google kennt für Mail keine Client Credentials.
    .help = Nehmen Sie ein Dienstkonto mit domainweiter Delegation oder einen Autorisierungscode.
google-password = Google gibt für ein Passwort kein Token heraus.
    .help = Nehmen Sie ein Dienstkonto mit domainweiter Delegation oder einen Autorisierungscode. Ein App-Passwort kommt ohne OAuth aus.
google-device-code = Google gibt Geräten kein Token für Mail.
    .help = In der Liste der Scopes für Geräte fehlt der von Gmail, sodass die Antwort invalid_scope lautet. Nehmen Sie einen Autorisierungscode oder ein Dienstkonto.
service-account-missing = Die Schlüsseldatei des Dienstkontos fehlt.
    .help = Legen Sie in der Google-Cloud-Konsole unter „Dienstkonten“ einen JSON-Schlüssel an, und nennen Sie die Datei bei `service_account_file`.
subject-missing = Nichts nennt das Postfach, für das das Dienstkonto handelt.
    .help = Geben Sie dessen Adresse bei `subject` oder als Benutzernamen ein: Google gibt ein Token immer nur für einen Benutzer der Domäne aus.

## Authority

authority-missing = Die Authority-URL fehlt.
    .help = Geben Sie den Token-Endpunkt des Mandanten ein: { $example }.
authority-malformed = Die Authority-URL ist keine URL.
    .help = Geben Sie den Token-Endpunkt des Mandanten ein: { $example }.
authority-no-scheme = Die Authority-URL beginnt nicht mit https://.
    .help = Setzen Sie https:// davor: Der geheime Clientschlüssel wird nur verschlüsselt übertragen.
authority-scheme-slip = Der Anfang der Authority-URL ist nicht als https:// geschrieben.
    .help = Schreiben Sie ihn einmal, mit einem Doppelpunkt und zwei Schrägstrichen: https://, und dann den Host.
authority-not-https = Die Authority-URL ist nicht verschlüsselt.
    .help = Nehmen Sie https://, damit unterwegs niemand den geheimen Clientschlüssel mitlesen kann.
authority-userinfo = In der Authority-URL steht ein Benutzername.
    .help = Was vor `@` steht, ist nicht der Host. Entfernen Sie es, und prüfen Sie, wem diese Adresse gehört: { $host }.
authority-bare-tenant = Die Authority-URL ist nur der Name eines Mandanten.
    .help = Geben Sie den Token-Endpunkt des Mandanten ein; er beginnt mit dem Anmeldehost seiner Cloud.
authority-tenant-missing = Die Authority-URL nennt keinen Mandanten.
    .help = Setzen Sie „Verzeichnis-ID (Mandant)“ hinter den Host: { $example }. (AADSTS90019)
authority-tenant-malformed = `{ $tenant }` ist weder die ID noch die Domäne eines Mandanten.
    .help = Ein Mandant ist eine GUID (8-4-4-4-12 hexadezimale Ziffern) oder eine Domäne wie contoso.onmicrosoft.com. (AADSTS900023)
authority-tenant-is-address = An der Stelle des Mandanten steht eine E-Mail-Adresse.
    .help = Nehmen Sie die ID des Mandanten oder die Domäne der Adresse.
authority-not-ascii = Die Domäne des Mandanten hat Buchstaben außerhalb von ASCII; ihre andere Form ist { $ascii }.
    .help = Geben Sie die `xn--`-Form ein, die jedes Programm versteht, oder die ID des Mandanten.
tenant-nil = Die ID des Mandanten besteht aus Nullen.
    .help = Kopieren Sie „Verzeichnis-ID (Mandant)“ aus der Übersicht der App-Registrierung. (AADSTS90002)
tenant-of-microsoft = Der Mandant ist der von Microsoft selbst.
    .help = Seine ID steht in Fehlermeldungen, wenn kein Mandant genannt wurde. Kopieren Sie „Verzeichnis-ID (Mandant)“ aus der Übersicht der App-Registrierung.
tenant-personal =
    Der Mandant ist der aller persönlichen Konten, in dem sich { $flow ->
        [password] niemand mit dem Ablauf mit Kennwort anmeldet
       *[client-credentials] keine Anwendung selbst anmeldet
    }.
    .help = 
        { $flow ->
            [password] Nehmen Sie einen Autorisierungscode oder die Mandanten-ID einer Organisation.
           *[client-credentials] Setzen Sie „Verzeichnis-ID (Mandant)“ Ihrer Organisation an seine Stelle; ein persönliches Postfach braucht die Anmeldung eines Benutzers.
        }
tenant-of-many = `{ $tenant }` lässt Konten jeder Organisation zu; das darf nur eine mehrinstanzenfähige Anwendung.
    .help = Eine Anwendung für eine Organisation braucht hier deren „Verzeichnis-ID (Mandant)“. (AADSTS50194)
tenant-other-cloud =
    Der Mandant `{ $tenant }` gehört zu { $cloud ->
        [bleu] Bleu (Frankreich)
        [china] China (21Vianet)
        [delos] Delos (Deutschland)
        [germany] Microsoft Cloud Deutschland
        [gov-sg] GovSG (Singapur)
        [us-government] der Cloud der US-Behörden
       *[global] der weltweiten Cloud
    }, die Authority-URL zu einer anderen.
    .help = Nehmen Sie { $known }; dort sind seine Konten bekannt.
tenant-not-concrete =
    `{ $tenant }` nennt keinen bestimmten Mandanten, { $flow ->
        [password] der Ablauf mit Kennwort braucht
       *[client-credentials] Client Credentials brauchen
    } aber einen.
    .help =
        Setzen Sie „Verzeichnis-ID (Mandant)“ oder eine Ihrer Domänen an seine Stelle. { $flow ->
            [password] (AADSTS9001023)
           *[client-credentials] (AADSTS50059, AADSTS900023)
        }
authority-endpoint =
    Die Authority-URL ist der Endpunkt für { $endpoint ->
        [admin-consent] die Administratorzustimmung
        [device-code] Gerätecodes
        [federation] SAML oder WS-Federation
        [logout] die Abmeldung
       *[authorize] die Autorisierung
    }, nicht der Token-Endpunkt.
    .help = Token werden bei { $token_url } angefordert. (AADSTS900561)
authority-v1 = Die Authority-URL ist ein Endpunkt der Version 1, die keine Scopes kennt.
    .help = Nehmen Sie Version 2: { $token_url }. (AADSTS901002)
authority-normalised = Der Token-Endpunkt dieser Authority ist { $token_url }.
    .help = Mailvet findet ihn selbst; ein Programm, das nach dem Token-Endpunkt fragt, braucht ihn ganz.
authority-query = Hinter dem Token-Endpunkt steht eine Abfrage oder ein Fragment.
    .help = Beides gehört nicht zur Adresse; entfernen Sie es.
authority-doubled = Die Authority-URL endet zweimal mit ihrem Endpunkt.
    .help = Geben Sie ihn einmal ein: { $token_url }.
authority-extra-path = Auf den Mandanten folgt ein Pfad, den kein Endpunkt hat.
    .help = Der Token-Endpunkt dieser Authority ist { $token_url }.
authority-lookalike = `{ $host }` ist kein Anmeldehost von Microsoft, sieht aber aus wie { $known }.
    .help = Geben Sie { $known } ein; bei einem anderen Host wird kein Token angefordert und nichts dorthin gesendet.
authority-other-service =
    `{ $host }` ist { $service ->
        [azure-portal] das Azure-Portal
        [entra] das Microsoft Entra Admin Center
        [microsoft-365] das Microsoft 365 Admin Center
        [exchange-admin] das Exchange Admin Center
        [graph] Microsoft Graph
        [personal] die Anmeldung persönlicher Microsoft-Konten
        [devices] die Registrierung von Geräten
        [my-account] die Seite des eigenen Kontos
        [google] die Anmeldung von Google
       *[mail] ein Mailserver
    } und gibt keine Token für Exchange-Postfächer aus.
    .help = Geben Sie den Token-Endpunkt des Mandanten ein: { $example }.
authority-unknown-host = `{ $host }` ist kein Anmeldehost von Microsoft.
    .help = Dorthin wird nichts gesendet. Prüfen Sie den Host; ist es Ihr eigener, bestätigen Sie ihn mit seinem Namen, im Dialog des Formulars oder mit --identity-host { $host }. (AADSTS50049)
authority-confirmed-host = Das Token wird bei `{ $host }` angefordert, der kein Anmeldehost von Microsoft ist und namentlich bestätigt wurde.
    .help = Es ist nichts zu tun, wenn das Ihr eigener Autorisierungsserver ist.
authority-retired = `{ $host }` gehört zur Microsoft Cloud Deutschland, die am 29.10.2021 geschlossen wurde.
    .help = Nehmen Sie die neue Cloud des Mandanten, meist { $known }.
authority-internal = `{ $host }` gehört zu einer internen Testumgebung von Microsoft.
    .help = Mandanten von Kunden melden sich bei { $known } an.
authority-legacy = `{ $host }` ist ein älterer Name von { $known }.
    .help = Er funktioniert noch; neue Einstellungen nehmen { $known }.
authority-b2c = Die Authority-URL ist eine für Kundenidentitäten (Azure AD B2C oder External ID).
    .help = Sie gibt keine Token für Exchange-Postfächer aus; nehmen Sie den eigenen Mandanten der Organisation bei { $known }.
authority-adfs = Die Authority-URL gehört zu AD FS.
    .help = AD FS gibt keine Anwendungstoken für Exchange Online aus; nehmen Sie den Mandanten bei { $known }.
cloud-mismatch =
    Die Authority gehört zu { $authority_cloud ->
        [bleu] Bleu (Frankreich)
        [china] China (21Vianet)
        [delos] Delos (Deutschland)
        [germany] Microsoft Cloud Deutschland
        [gov-sg] GovSG (Singapur)
        [us-government] der Cloud der US-Behörden
       *[global] der weltweiten Cloud
    }, der Mailserver zu { $server_cloud ->
        [bleu] Bleu (Frankreich)
        [china] China (21Vianet)
        [delos] Delos (Deutschland)
        [germany] Microsoft Cloud Deutschland
        [gov-sg] GovSG (Singapur)
        [us-government] der Cloud der US-Behörden
       *[global] der weltweiten Cloud
    }.
    .help = Ein Token der einen Cloud öffnet kein Postfach in einer anderen: Nehmen Sie { $known }.
cloud-mail-unknown =
    Die Authority gehört zu { $authority_cloud ->
        [bleu] Bleu (Frankreich)
        [china] China (21Vianet)
        [delos] Delos (Deutschland)
        [germany] Microsoft Cloud Deutschland
        [gov-sg] GovSG (Singapur)
        [us-government] der Cloud der US-Behörden
       *[global] der weltweiten Cloud
    }, der Mailserver zu { $server_cloud ->
        [bleu] Bleu (Frankreich)
        [china] China (21Vianet)
        [delos] Delos (Deutschland)
        [germany] Microsoft Cloud Deutschland
        [gov-sg] GovSG (Singapur)
        [us-government] der Cloud der US-Behörden
       *[global] der weltweiten Cloud
    }.
    .help = Welche Mailserver die neueren Clouds haben, ist nicht veröffentlicht; fragen Sie den Betreiber der Ihren.
authority-unused = Die Authority-URL wird bei Google Workspace nicht verwendet.
    .help = Google hat einen einzigen Token-Endpunkt, den Mailvet kennt; das Feld kann leer bleiben.
authority-of-other-provider = Die Authority-URL ist eine von Microsoft, der Anbieter ist aber Google Workspace.
    .help = Wählen Sie Microsoft Exchange, wenn das Postfach dort liegt; entfernen Sie sonst die URL, die Google Workspace nicht verwendet.
token-url-malformed = Der Token-Endpunkt ist keine URL.
    .help = Geben Sie den Token-Endpunkt des Autorisierungsservers ein; er beginnt mit https://.
token-url-not-https = Der Token-Endpunkt ist nicht verschlüsselt.
    .help = Nehmen Sie https://; http ohne Verschlüsselung ist nur bei Adressen dieses Rechners selbst erlaubt.
token-url-is-metadata = Die Authority-URL ist die Adresse der Metadaten des Servers, nicht seines Token-Endpunkts.
    .help = Mailvet liest den Token-Endpunkt daraus; ein Programm, das nach ihm fragt, braucht den Wert von `token_endpoint`.
token-url-no-scheme = Der Token-Endpunkt beginnt nicht mit https://.
    .help = Setzen Sie https:// davor: Der geheime Clientschlüssel wird nur verschlüsselt übertragen.
token-url-is-authorize = Die Authority-URL ist der Endpunkt, an dem sich Benutzer anmelden, nicht der Token-Endpunkt.
    .help = Er antwortet mit einer Webseite, nicht mit einem Token. Der Token-Endpunkt steht meist daneben; sein Pfad endet auf `token`.
token-url-is-issuer = Die Authority-URL sieht aus wie der Aussteller, nicht wie sein Token-Endpunkt.
    .help = Rufen Sie { $metadata } auf, und geben Sie den Wert von `token_endpoint` ein.
token-url-old = Die Authority-URL ist ein älterer Name des Token-Endpunkts von Google.
    .help = Er funktioniert noch; neue Einstellungen nehmen { $known }.
custom-is-microsoft = Das Token kommt von Microsoft (`{ $host }`), als Anbieter ist aber ein eigener gewählt.
    .help = Wählen Sie Microsoft Exchange: Dann werden Mandant, Client, Schlüssel und Scope nach den Regeln von Microsoft geprüft.
custom-is-google = Das Token kommt von Google (`{ $host }`), als Anbieter ist aber ein eigener gewählt.
    .help = Wählen Sie Google Workspace: Dann werden Client, Schlüssel und Scope nach den Regeln von Google geprüft.
custom-client-credentials = Von diesem Anbieter ist nicht bekannt, dass er einer Anwendung allein Token für Postfächer gibt.
    .help = Nehmen Sie einen Autorisierungscode, bei dem der Benutzer des Postfachs einwilligt, oder ein Kennwort für Programme.

## Beide Formulare zusammen

clouds-differ =
    Gesendet wird über einen Server { $outgoing_cloud ->
        [china] von China (21Vianet)
        [us-government] der Cloud der US-Behörden
       *[global] der weltweiten Cloud
    }, abgerufen von einem Server { $incoming_cloud ->
        [china] von China (21Vianet)
        [us-government] der Cloud der US-Behörden
       *[global] der weltweiten Cloud
    }.
    .help = Ein Postfach liegt in genau einer Cloud von Microsoft. Nehmen Sie in beiden Formularen die Server der Cloud, in der sich die Organisation befindet.
providers-differ = Gesendet wird über `{ $outgoing }`, abgerufen von `{ $incoming }`: Das sind zwei Anbieter.
    .help = Das ist richtig, wenn zwei Postfächer gemeint sind oder ein Server nur weiterleitet. Wählen Sie sonst beide Server bei dem Anbieter, der das Postfach führt.
tenants-differ = Das Formular für ausgehende E-Mails nennt den Mandanten `{ $outgoing }`, dieses `{ $incoming }`.
    .help = Ein Postfach gehört zu einem Mandanten und nimmt nur dessen Token. Geben Sie in beiden Formularen dieselbe Authority-URL ein, außer wenn zwei Organisationen gemeint sind.
apps-differ = Die beiden Formulare verwenden verschiedene Anwendungen: `{ $outgoing }` für ausgehende und `{ $incoming }` für eingehende E-Mails.
    .help = Das funktioniert, wenn beide registriert und berechtigt sind. Eine Anwendung mit den Berechtigungen zum Senden und zum Abrufen hat nur einen geheimen Clientschlüssel, der zu erneuern ist.
oauth-in-one-form =
    { $without ->
        [outgoing] Eingehende E-Mails verwenden OAuth, ausgehende melden sich noch mit einem Passwort an.
       *[incoming] Ausgehende E-Mails verwenden OAuth, eingehende melden sich noch mit einem Passwort an.
    }
    .help = Exchange Online nimmt zum Abrufen keine Passwörter mehr an und stellt sie auch zum Senden ein. Aktivieren Sie OAuth in beiden Formularen.
users-differ = Gesendet wird als `{ $outgoing }`, abgerufen wird aber das Postfach von `{ $incoming }`.
    .help = Antworten gehen an den Absender. Sollen sie hier gelesen werden, nehmen Sie ein einziges Postfach, oder tragen Sie das abgerufene als Antwortadresse ein.

## Was ein Verbindungstest außer guten Einstellungen braucht

cleartext-password-refused = Das Passwort wurde nicht gesendet, weil die Verbindung nicht verschlüsselt ist.
    .help = Wer unterwegs mithört, würde es lesen. Wählen Sie eine Verschlüsselung, oder bestätigen Sie, dass es im Klartext gesendet werden darf.
unsupported-flow =
    Der Ablauf `{ $flow }` lässt sich hier nicht testen: { $reason ->
        [nobody] Dabei muss sich jemand anmelden, und niemand ist da.
       *[endpoint] Wo er beginnt, ist nicht bekannt.
    }
    .help =
        { $reason ->
            [nobody] Führen Sie den Test ohne --no-input aus, oder wählen Sie einen Ablauf ohne Benutzer. Die Einstellungen können trotzdem stimmen.
           *[endpoint] Geben Sie als Authority-URL die Adresse der Metadaten ein, die mit /.well-known/openid-configuration endet: In ihnen stehen alle Endpunkte.
        }
stored-secret-moved = Das gespeicherte Geheimnis wurde für einen anderen Server, Mandanten oder ein anderes Konto gespeichert.
    .help = Ein gespeichertes Geheimnis wird nie woandershin gesendet: Geben Sie es neu ein.
credential-not-given = Das Geheimnis kann nicht gelesen werden: { $reason }
    .help = Stellen Sie es dort bereit, wohin die Einstellungen zeigen, oder schreiben Sie es in die Einstellungen.
simulation = Dies ist eine Simulation: Geantwortet hat die Sandbox von Mailvet und kein echter Mailserver.
    .help = Die Sandbox antwortet wie Microsoft 365, zum Ausprobieren und für Tests. Verwenden Sie für eine ernsthafte Prüfung die Einstellungen Ihres eigenen Mandanten.
