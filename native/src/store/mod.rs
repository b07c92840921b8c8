//! The store of saved settings, secrets and tokens.
