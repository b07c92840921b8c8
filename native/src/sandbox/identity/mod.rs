//! The authorization server: the endpoints of Microsoft Entra ID, in its words.

use std::sync::Arc;

use super::{Listener, World};

/// Serves until the task is dropped.
pub(crate) async fn serve(listener: Listener, world: Arc<World>) {
    loop {
        let _ = (listener.accept().await, &world);
    }
}
