"""A simulated tenant of Microsoft 365 for the tests of a product; copy this into yours."""

import json
import os
import pathlib
import ssl
import subprocess

import msal
import requests

# In a product's repository it is `mailvet` on the path.
PROGRAM = os.environ.get(
    "MAILVET", pathlib.Path(__file__).resolve().parents[2] / "target/debug/mailvet"
)
SCOPES = ["https://outlook.office365.com/.default"]


class Tenant:
    """What is set up as it should be. What is not has a name: `mailvet sandbox --list`."""

    def __init__(self):
        self._process = subprocess.Popen([PROGRAM, "sandbox", "--quiet"], stdout=subprocess.PIPE)
        # Ports, ids and secrets, as ready["smtp"]["starttls"]. It is ready when the line is there.
        self.ready = json.loads(self._process.stdout.readline())
        # Trusts the certificate authority of the sandbox, and no other.
        self.tls = ssl.create_default_context(cafile=self.ready["ca_file"])

    def stop(self):
        self._process.terminate()
        self._process.communicate()

    def app(self, credential=None):
        """The app registration, as MSAL sees it."""
        http = requests.Session()
        http.verify = self.ready["ca_file"]
        # Else a bundle of certificates that the environment names would be trusted in its place.
        http.trust_env = False
        return msal.ConfidentialClientApplication(
            self.ready["client_id"],
            client_credential=credential or self.ready["client_secret"],
            authority=self.ready["token_url"].removesuffix("/oauth2/v2.0/token"),
            instance_discovery=False,
            http_client=http,
        )

    def token(self):
        return self.app().acquire_token_for_client(SCOPES)["access_token"]


def xoauth2(mailbox, token):
    """The message that proves a login with a token."""
    return f"user={mailbox}\x01auth=Bearer {token}\x01\x01"
