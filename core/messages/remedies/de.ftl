### Die Worte der Abhilfe: wer was tut, und die Schritte einer ganzen Einrichtung, jeder mit `.why`
### (wozu) und `.do` (was von Hand zu tun ist).

remedy-steps = Was zu tun ist
remedy-do =
    { $language ->
        [url] Diese Seite öffnen
        [sh] In einer Shell ausführen
       *[powershell] In PowerShell ausführen
    }
remedy-verify =
    { $language ->
        [sh] In einer Shell prüfen, ohne etwas zu ändern
       *[powershell] In PowerShell prüfen, ohne etwas zu ändern
    }
remedy-undo =
    { $language ->
        [sh] In einer Shell rückgängig machen
       *[powershell] In PowerShell rückgängig machen
    }
remedy-instead = Anstelle der Skripte davor: { $title }

## Wer es tut

who-you = Sie selbst
who-owner = der Inhaber des Kontos
who-application-administrator = ein Anwendungsadministrator von Entra
who-exchange-administrator = ein Exchange-Administrator
who-user-administrator = ein Benutzeradministrator von Entra
who-security-administrator = ein Sicherheitsadministrator von Microsoft 365
who-google-administrator = ein Super Admin von Google Workspace
who-google-project-owner = ein Inhaber des Google-Cloud-Projekts
who-mail-server-administrator = wer den Mailserver betreibt
who-authorization-server-administrator = wer den Autorisierungsserver betreibt
who-network-administrator = wer das Netz betreibt

## Eine ganze Einrichtung

setup = E-Mail mit OAuth 2.0, von Grund auf
setup-do = Es kann wiederholt werden: Was schon da ist, bleibt. Beim ersten Fehler hört es auf.
setup-verify = Es zeigt, was eingerichtet ist, und ändert nichts.
setup-undo = Es nimmt die ganze Einrichtung zurück, auch die Registrierung, den letzten Schritt zuerst. Scheitert ein Schritt, so werden die anderen trotzdem zurückgenommen, und er wird am Ende genannt.
setup-undo-google = Es nimmt das Dienstkonto und seine Schlüssel zurück. Die Delegation in der Admin-Konsole, der OAuth-Client, der Zugriff mit IMAP und POP und das Projekt bleiben: Dort sind sie zurückzunehmen, wo nichts anderes sie braucht. Scheitert ein Schritt, so werden die anderen trotzdem zurückgenommen, und er wird am Ende genannt.
setup-who = Wer es tut
setup-names = Berechtigungen
setup-source = Quelle
setup-script = Alle Schritte in einem Skript
setup-shell = Dasselbe für eine Shell, mit der Azure CLI und PowerShell für Exchange Online:
setup-shell-google = Dasselbe für eine Shell, mit der Google Cloud CLI:

setup-tools = Werkzeuge installieren
    .why = Die Schritte gehen auch in den Admin Centern; die Skripte tun sie jedes Mal gleich.
    .do = In PowerShell: Install-Module ExchangeOnlineManagement, Microsoft.Graph -Scope CurrentUser. Für eine Shell installieren Sie die Azure CLI, dazu PowerShell mit ExchangeOnlineManagement.
setup-registration = Anwendung registrieren
    .why = An der Registrierung erkennt Entra die Anwendung; ihre Anwendungs-ID (Client) gehört in die Einstellungen.
    .do = Wählen Sie im Entra Admin Center App-Registrierungen › Neue Registrierung, „Nur Konten in diesem Organisationsverzeichnis“ und Registrieren. Kopieren Sie aus der Übersicht die Anwendungs-ID (Client) und die Verzeichnis-ID (Mandant).
setup-public-client = Anmeldung von Benutzern erlauben
    .why = Ein Benutzer meldet sich mit dieser Anwendung auf dem eigenen Gerät an, auf dem kein Geheimnis bewahrt werden kann.
    .do = Wählen Sie in der Registrierung Authentifizierung › Plattform hinzufügen › Mobilgerät- und Desktopanwendungen, fügen Sie http://localhost hinzu und setzen Sie „Öffentliche Clientflows zulassen“ auf Ja.
setup-principal = Unternehmensanwendung anlegen
    .why = Sie steht in diesem Mandanten für die Anwendung. Exchange verlangt ihre Objekt-ID; die der Registrierung ist eine andere und geht nie.
    .do = Das Portal legt sie mit der Registrierung an. Sie finden sie unter Unternehmensanwendungen; kopieren Sie ihre Objekt-ID.
setup-secret = Geheimen Clientschlüssel anlegen
    .why = Damit weist sich die Anwendung aus. Er läuft spätestens nach einem Jahr ab: Merken Sie den Tag vor.
    .do = Wählen Sie in der Registrierung Zertifikate & Geheimnisse › Geheime Clientschlüssel › Neuer geheimer Clientschlüssel, und kopieren Sie sofort seinen Wert: Er wird nicht noch einmal gezeigt. Die Geheimnis-ID daneben ist kein Schlüssel.
setup-certificate = Zertifikat hochladen
    .why = Die Anwendung weist sich mit ihrem privaten Schlüssel aus; Entra braucht nur das Zertifikat.
    .do = Wählen Sie in der Registrierung Zertifikate & Geheimnisse › Zertifikate › Zertifikat hochladen.
setup-permissions = Berechtigungen eintragen
    .why = In der Registrierung sieht sie, wer nachschaut, und die Schaltfläche der Administratorzustimmung erteilt, was eingetragen ist.
    .do = Wählen Sie in der Registrierung API-Berechtigungen › Berechtigung hinzufügen › Von meiner Organisation verwendete APIs › Office 365 Exchange Online › Anwendungsberechtigungen. Die gleichnamigen unter Microsoft Graph sind für Benutzer.
setup-consent = Administratorzustimmung erteilen
    .why = Ohne sie hat das Token keine Rolle, und Exchange lehnt es ab. Die Rolle allein öffnet kein Postfach: Dazu braucht es das Recht an dem Postfach.
    .do = Wählen Sie in der Registrierung API-Berechtigungen › Administratorzustimmung erteilen.
setup-scopes = Für den Benutzer einwilligen
    .why = Der Benutzer kann bei der ersten Anmeldung einwilligen, wo die Organisation das erlaubt. Sonst tut es ein Administrator, für diesen einen Benutzer und nicht für alle.
    .do = Melden Sie sich einmal als dieser Benutzer an und stimmen Sie zu. Sonst wählen Sie in der Registrierung API-Berechtigungen › Administratorzustimmung erteilen, was für jeden Benutzer einwilligt.
setup-service-principal = Anwendung in Exchange bekannt machen
    .why = Exchange gibt Rechte nur seinem eigenen Eintrag der Anwendung.
    .do = Dafür gibt es keine Seite: Nehmen Sie das Skript. New-ServicePrincipal nimmt jede ID an; vergleichen Sie also die ObjectId mit der der Unternehmensanwendung.
setup-mailbox-permission = Recht an dem Postfach geben
    .why = Es öffnet dieses eine Postfach und kein anderes.
    .do = Das Exchange Admin Center bietet nur Benutzer an: Nehmen Sie für eine Anwendung das Skript. Für einen Benutzer wählen Sie Postfächer, das Postfach, Delegierung › Lesen und verwalten.
setup-mailbox-permission-to-send = Recht an dem sendenden Postfach geben
    .why = Ein anderes Postfach sendet, als gelesen wird; die Anwendung braucht ihr Recht an beiden.
    .do = Das Exchange Admin Center bietet nur Benutzer an: Nehmen Sie das Skript.
setup-application-role = Anwendung nur für dieses Postfach zulassen
    .why = Eine Rolle von Exchange, die auf ein Postfach begrenzt ist (RBAC for Applications), kommt ohne Berechtigung für den ganzen Mandanten in Entra aus. Fügen Sie dort keine hinzu: Beide gelten zusammen. Es kann zwei Stunden dauern.
    .do = Dafür gibt es keine Seite: Nehmen Sie das Skript. Es legt eine Gruppe mit dem Postfach an, zu der weitere Postfächer hinzukommen können.
setup-send-as = Senden als die andere Adresse erlauben
    .why = Der Absender ist nicht das Konto, und ohne „Senden als“ lehnt Exchange ihn ab.
    .do = Wählen Sie im Exchange Admin Center Postfächer, das Postfach des Absenders, Delegierung › Senden als. Für eine Anwendung nehmen Sie das Skript.
setup-smtp-auth = SMTP AUTH für das Postfach einschalten
    .why = In Organisationen seit 2020 ist es ausgeschaltet, auch für OAuth. Der Schalter des Postfachs geht dem der Organisation vor, der aus bleibt.
    .do = Wählen Sie im Microsoft 365 Admin Center Benutzer › Aktive Benutzer, den Benutzer, E-Mail › E-Mail-Apps verwalten, und setzen Sie das Häkchen bei Authentifiziertes SMTP.
setup-imap = IMAP für das Postfach einschalten
    .why = Ein Administrator kann es ausgeschaltet haben.
    .do = Wählen Sie im Microsoft 365 Admin Center Benutzer › Aktive Benutzer, den Benutzer, E-Mail › E-Mail-Apps verwalten, und setzen Sie das Häkchen bei IMAP.
setup-pop = POP für das Postfach einschalten
    .why = Ein Administrator kann es ausgeschaltet haben.
    .do = Wählen Sie im Microsoft 365 Admin Center Benutzer › Aktive Benutzer, den Benutzer, E-Mail › E-Mail-Apps verwalten, und setzen Sie das Häkchen bei POP.
setup-settings = Einstellungen eintragen und prüfen
    .why = Was vor Minuten erteilt wurde, gilt vielleicht noch nicht: Exchange braucht bis zu einer Stunde, und ein Token behält die Rollen, mit denen es ausgestellt wurde.
    .do = Tragen Sie die Client-ID, den Wert des geheimen Clientschlüssels und die Autoritäts-URL ein, die das Skript am Ende zeigt, und führen Sie aus: mailvet test all settings.toml
setup-google-tools = Google Cloud CLI installieren
    .why = Das Skript arbeitet damit; die Schritte gehen auch in der Konsole.
    .do = Installieren Sie gcloud, und führen Sie aus: gcloud auth login
setup-google-project = Projekt anlegen
    .why = Clients und Dienstkonten gehören zu einem Projekt von Google Cloud.
    .do = Wählen Sie in der Google-Cloud-Konsole Neues Projekt, in der Organisation der Postfächer.
setup-google-service-account = Dienstkonto anlegen
    .why = Als dieses Konto handelt die Anwendung; im Projekt braucht es keine Rolle.
    .do = Aktivieren Sie in der Konsole unter APIs und Dienste die Gmail API, und wählen Sie dann IAM und Verwaltung › Dienstkonten › Dienstkonto erstellen.
setup-google-key = Schlüssel des Dienstkontos anlegen
    .why = Mit dem privaten Schlüssel in dieser Datei unterschreibt die Anwendung ihre Anfragen; die Datei ist geheim.
    .do = Öffnen Sie das Dienstkonto und wählen Sie Schlüssel › Schlüssel hinzufügen › Neuen Schlüssel erstellen › JSON. Eine Richtlinie der Organisation kann das verbieten (iam.disableServiceAccountKeyCreation).
setup-google-delegation = Domainweite Delegierung erteilen
    .why = Damit handelt das Dienstkonto für Benutzer, nur mit diesem Bereich. Einen engeren hat Google für IMAP, POP und SMTP nicht, und keine Delegierung für einzelne Benutzer: Hüten Sie den Schlüssel. Es kann 24 Stunden dauern.
    .do = Wählen Sie in der Admin-Konsole Sicherheit › Zugriffs- und Datenkontrolle › API-Steuerung › Domainweite Delegierung verwalten › Neu hinzufügen. Tragen Sie die numerische Client-ID des Dienstkontos ein, die das Skript zeigt, und den Bereich https://mail.google.com/
setup-google-audience = Festlegen, wer die Anwendung benutzt
    .why = Eine interne Anwendung braucht keine Prüfung, und ihre Erteilungen enden nicht nach sieben Tagen wie die einer Anwendung im Test.
    .do = Wählen Sie in der Google Auth Platform Zielgruppe › Intern; fügen Sie unter Datenzugriff den Bereich https://mail.google.com/ hinzu.
setup-google-client = OAuth-Client anlegen
    .why = Seine Client-ID und sein Schlüssel gehören in die Einstellungen.
    .do = Wählen Sie Clients › Client erstellen › Desktop-App, für den Gerätecode „Fernseher und Geräte mit begrenzter Eingabe“.
setup-google-access = IMAP und POP einschalten
    .why = Ein Administrator kann beides für Benutzer ausgeschaltet haben.
    .do = Wählen Sie in der Admin-Konsole Apps › Google Workspace › Gmail › Endnutzerzugriff, und aktivieren Sie IMAP oder POP für die Organisationseinheit.
setup-google-settings = Einstellungen eintragen und prüfen
    .why = Eine Delegierung gilt manchmal erst nach 24 Stunden.
    .do = Tragen Sie die Datei des Schlüssels oder den Client ein, dazu das Postfach, und führen Sie aus: mailvet test all settings.toml

## Was einem Administrator übergeben wird

hand-off = E-Mail-Einstellungen, die einen Administrator brauchen
hand-off-please = Ein Verbindungstest mit Mailvet ist fehlgeschlagen. Unten steht, was zu ändern ist, von wem, und das Skript; dann, was der Server sagte. Mailvet hat kein Geheimnis auf diese Seite geschrieben.
hand-off-simulation = Dies ist eine Simulation: Der Server war die Sandbox von Mailvet, und in keinem echten Mandanten ist etwas zu ändern.
hand-off-own = Was am wahrscheinlichsten zu ändern ist, sind die Einstellungen, und das tut der Absender dieser Seite selbst:
hand-off-outgoing = Ausgehende E-Mail
hand-off-incoming = Eingehende E-Mail
hand-off-consent = Wo der Anwendung noch die Administratorzustimmung fehlt, fragt diese Seite danach
hand-off-what = Was fehlgeschlagen ist
hand-off-stage = In der Stufe
hand-off-time = Zeit des Tests
hand-off-server = Mailserver
hand-off-mailbox = Postfach
hand-off-user = Benutzer
hand-off-sender = Absender
hand-off-client-id = Anwendungs-ID (Client)
hand-off-object-id = Objekt-ID der Unternehmensanwendung
hand-off-tenant = Mandant
hand-off-request-id = Anfrage-ID
hand-off-trace-id = Ablaufverfolgungs-ID
hand-off-correlation-id = Korrelations-ID
hand-off-timestamp = Zeit am Server
hand-off-exchange-server = Server von Exchange
