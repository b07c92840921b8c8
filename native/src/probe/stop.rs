//! The wish that a test comes to its end.

use std::sync::Arc;

use tokio::sync::watch;

/// By this a test that runs is stopped. Its clones are one: who keeps one can stop the test of
/// another.
#[derive(Clone, Debug)]
pub struct Stop(Arc<watch::Sender<bool>>);

impl Default for Stop {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }
}

impl Stop {
    /// Stops the test: the stage that runs fails, and the client takes its leave where it can.
    pub fn now(&self) {
        self.0.send_replace(true);
    }

    /// Waits until somebody wants the end.
    pub(crate) async fn wanted(&self) {
        // The sender lives as long as this.
        let _ = self.0.subscribe().wait_for(|wanted| *wanted).await;
    }
}
