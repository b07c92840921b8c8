//! How an access token is asked for: by whom, on what grounds, and where.

use super::{ClientAuth, Flow, Provider};
use crate::{Authority, Secret};

/// How to ask for an access token.
#[derive(Clone, Debug, PartialEq)]
pub struct OAuth {
    /// Who gives it.
    pub provider: Provider,
    /// On what grounds it is asked for.
    pub grant: Grant,
    /// Where the authorization server is asked.
    pub endpoints: Endpoints,
    /// Which of its languages it speaks.
    pub dialect: Dialect,
    /// The authority, where it is one of Microsoft.
    pub authority: Option<Authority<'static>>,
    /// The scope to ask for.
    pub scope: Option<String>,
}

impl OAuth {
    /// The id of the client, where one is named: a service account stands in its own file.
    #[must_use]
    pub fn client_id(&self) -> Option<&str> {
        match &self.grant {
            Grant::ClientCredentials { client_id, .. } => Some(client_id),
            Grant::AuthorizationCode(client)
            | Grant::DeviceCode(client)
            | Grant::Password { client, .. } => Some(&client.id),
            Grant::ServiceAccount { .. } => None,
        }
    }

    /// The resource that the scope is of: what stands before its last slash.
    ///
    /// Version 1 of Microsoft's endpoints wants it in the place of a scope.
    #[must_use]
    pub fn resource(&self) -> Option<&str> {
        let first = self.scope.as_deref()?.split_whitespace().next()?;
        first.rsplit_once('/').map(|(resource, _)| resource)
    }
}

/// The grounds that a token is given on, with all that they need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grant {
    /// The application logs in as itself (RFC 6749 §4.4).
    ClientCredentials {
        /// The client.
        client_id: String,
        /// What proves it.
        proof: ClientProof,
    },
    /// A user signs in with a browser (RFC 6749 §4.1, with PKCE, RFC 7636).
    AuthorizationCode(Client),
    /// A user signs in on another device (RFC 8628).
    DeviceCode(Client),
    /// The password of the user is sent to the token endpoint (RFC 6749 §4.3).
    Password {
        /// The client.
        client: Client,
        /// The user.
        username: String,
        /// The password of the user.
        password: Secret,
    },
    /// A service account of Google signs an assertion of its own (RFC 7523).
    ServiceAccount {
        /// The JSON file that holds its key.
        file: String,
        /// The user that it acts for.
        subject: String,
    },
}

impl Grant {
    /// The flow, as the settings file names it.
    #[must_use]
    pub fn flow(&self) -> Flow {
        match self {
            Self::ClientCredentials { .. } => Flow::ClientCredentials,
            Self::AuthorizationCode(_) => Flow::AuthorizationCode,
            Self::DeviceCode(_) => Flow::DeviceCode,
            Self::Password { .. } => Flow::Password,
            Self::ServiceAccount { .. } => Flow::ServiceAccount,
        }
    }

    /// Whether a person has to sign in.
    #[must_use]
    pub fn is_interactive(&self) -> bool {
        matches!(self, Self::AuthorizationCode(_) | Self::DeviceCode(_))
    }
}

/// A client of a flow that public clients have as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its id.
    pub id: String,
    /// What proves it; a public client has nothing.
    pub proof: Option<ClientProof>,
}

/// What proves that a client is who it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientProof {
    /// A secret that both know (RFC 6749 §2.3.1).
    Secret {
        /// The secret.
        secret: Secret,
        /// How it is shown.
        auth: ClientAuth,
    },
    /// An assertion that the client signs with the key of its certificate (RFC 7523 §2.2).
    Certificate {
        /// The file that holds certificate and key, PEM or PKCS #12.
        file: String,
        /// The password of the file.
        password: Option<Secret>,
    },
    /// An assertion that somebody else wrote into a file, such as the identity of a workload.
    Assertion {
        /// The file, which is read afresh for every request.
        file: String,
    },
}

/// Where the authorization server is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoints {
    /// At addresses that are known.
    Listed {
        /// The token endpoint.
        token: String,
        /// Where a user signs in with a browser.
        authorize: Option<String>,
        /// Where codes for devices are given out.
        device: Option<String>,
    },
    /// At those that its metadata name (`OpenID` Connect Discovery 1.0, RFC 8414).
    Discovered {
        /// The address of the metadata.
        metadata: String,
    },
}

/// The language of an authorization server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// That of the standards.
    Standard,
    /// Version 1 of Microsoft's endpoints, and AD FS: `resource` in the place of `scope`, and
    /// assertions that name the certificate by its SHA-1.
    MicrosoftV1,
    /// Version 2 of Microsoft's endpoints.
    MicrosoftV2,
}
