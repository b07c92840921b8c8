"""MSAL and Python's own smtplib, imaplib and poplib against the sandbox, as against a real tenant."""

import base64
import email.message
import email.policy
import hashlib
import imaplib
import pathlib
import poplib
import smtplib
import ssl
import unittest

from tenant import SCOPES, Tenant, xoauth2


class Sandbox(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tenant = Tenant()
        cls.addClassCleanup(cls.tenant.stop)
        cls.ready = cls.tenant.ready
        cls.mailbox = cls.ready["username"]
        cls.token = cls.tenant.token()

    def smtp(self, mailbox, token=None):
        client = smtplib.SMTP("localhost", self.ready["smtp"]["starttls"])
        self.addCleanup(client.close)
        client.starttls(context=self.tenant.tls)
        client.ehlo()
        message = xoauth2(mailbox, token or self.token)
        client.auth("XOAUTH2", lambda challenge=None: message)
        return client

    def imap(self, mailbox):
        client = imaplib.IMAP4_SSL(
            "localhost", self.ready["imap"]["tls"], ssl_context=self.tenant.tls
        )
        self.addCleanup(client.sock.close)
        client.authenticate("XOAUTH2", lambda challenge: xoauth2(mailbox, self.token).encode())
        return client

    def pop(self, mailbox):
        client = poplib.POP3("localhost", self.ready["pop"]["starttls"])
        self.addCleanup(client.close)
        client.stls(self.tenant.tls)
        client._shortcmd("AUTH XOAUTH2")
        message = xoauth2(mailbox, self.token).encode()
        client._shortcmd(base64.b64encode(message).decode())
        return client

    def test_a_message_is_sent_and_read(self):
        message = email.message.EmailMessage()
        message["From"] = message["To"] = self.mailbox
        message["Subject"] = "Hello from smtplib"
        message.set_content("It works.\n.\nA dot.\n")
        self.assertEqual(self.smtp(self.mailbox).send_message(message), {})

        imap = self.imap(self.mailbox)
        self.assertEqual(imap.select("INBOX")[0], "OK")
        numbers = imap.search(None, "SUBJECT", '"Hello from smtplib"')[1][0].split()
        self.assertEqual(len(numbers), 1)
        [(_, fetched), *_] = imap.fetch(numbers[0], "(RFC822)")[1]
        read = email.message_from_bytes(fetched, policy=email.policy.default)
        self.assertEqual(read.get_content().splitlines(), ["It works.", ".", "A dot."])
        self.assertEqual(
            imap.search("UTF-8", "ALL"),
            ("NO", [b"[BADCHARSET (US-ASCII)] The specified charset is not supported."]),
        )
        imap.store(numbers[0], "+FLAGS", "\\Flagged")
        self.assertIn(b"\\Flagged", imap.fetch(numbers[0], "(FLAGS)")[1][0])

        pop = self.pop(self.mailbox)
        count, size = pop.stat()
        self.assertGreaterEqual(count, 1)
        self.assertGreater(size, 0)
        lines = pop.retr(count)[1]
        self.assertIn(b"Subject: Hello from smtplib", lines)
        self.assertIn(b".", lines)
        pop.dele(count)
        pop.quit()
        imap.noop()
        self.assertEqual(imap.search(None, "ALL")[1][0].split(), numbers[:-1])
        imap.logout()

    def test_a_certificate_proves_the_application(self):
        pem = pathlib.Path(self.ready["client_certificate"]).read_text()
        certificate, end, _ = pem.partition("-----END CERTIFICATE-----")
        thumbprint = hashlib.sha1(ssl.PEM_cert_to_DER_cert(certificate + end)).hexdigest()
        for name in [{"thumbprint": thumbprint}, {"public_certificate": pem}]:
            app = self.tenant.app({"private_key": pem, **name})
            self.assertIn("access_token", app.acquire_token_for_client(SCOPES), name)
        app = self.tenant.app({"private_key": pem, "thumbprint": "00" * 20})
        answer = app.acquire_token_for_client(SCOPES)
        self.assertEqual(answer["error_codes"], [700027])

    def test_what_microsoft_refuses_is_refused_in_its_words(self):
        answer = self.tenant.app("secret-expired").acquire_token_for_client(SCOPES)
        self.assertEqual(answer["error"], "invalid_client")
        self.assertEqual(answer["error_codes"], [7000222])

        for mailbox, words in [
            ("smtp-auth-disabled-mailbox@contoso.test", b"disabled for the Mailbox"),
            ("mailbox-not-found@contoso.test", b"5.7.3 Authentication unsuccessful"),
        ]:
            with self.assertRaises(smtplib.SMTPAuthenticationError) as caught:
                self.smtp(mailbox)
            self.assertEqual(caught.exception.smtp_code, 535)
            self.assertIn(words, caught.exception.smtp_error)

        with self.assertRaisesRegex(imaplib.IMAP4.error, "AUTHENTICATE failed."):
            self.imap("protocol-disabled@contoso.test")
        # A login that is taken, and a mailbox that is not opened.
        imap = self.imap("mailbox-permission-missing@contoso.test")
        with self.assertRaisesRegex(imaplib.IMAP4.error, "authenticated but not connected"):
            imap.select("INBOX")
        with self.assertRaisesRegex(poplib.error_proto, "unknown user name or bad password"):
            self.pop("mailbox-not-found@contoso.test")

    def test_passwords_are_no_longer_taken(self):
        imap = imaplib.IMAP4_SSL(
            "localhost", self.ready["imap"]["tls"], ssl_context=self.tenant.tls
        )
        self.addCleanup(imap.sock.close)
        with self.assertRaisesRegex(imaplib.IMAP4.error, "LOGIN failed."):
            imap.login(self.mailbox, self.ready["password"])


if __name__ == "__main__":
    unittest.main()
