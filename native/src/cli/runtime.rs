//! The threads that a command runs on.

use std::io;

use tokio::runtime::{Builder, Runtime};

use super::{Exit, complain};

/// Runs what is to be done once, on one thread: it waits far more than it computes.
pub(super) fn run<T>(work: impl Future<Output = T>) -> Result<T, Exit> {
    run_on(Builder::new_current_thread().enable_all().build(), work)
}

/// Runs what serves many at once, on as many threads as there are processors.
pub(super) fn serve<T>(work: impl Future<Output = T>) -> Result<T, Exit> {
    run_on(Runtime::new(), work)
}

/// Waits for nothing beyond what is to be done. The system's resolver cannot be told to stop: a question
/// that it still ponders when its stage is over would hold up the end of the command.
fn run_on<T>(runtime: io::Result<Runtime>, work: impl Future<Output = T>) -> Result<T, Exit> {
    let runtime = runtime.map_err(|_| {
        complain("the system gives no threads to run on");
        Exit::NotRun
    })?;
    let done = runtime.block_on(work);
    runtime.shutdown_background();
    Ok(done)
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, thread, time::Duration};

    use tokio::task::spawn_blocking;

    use super::*;

    #[test]
    fn what_never_ends_holds_nobody_up() {
        let (keep, never) = mpsc::channel::<()>();
        let (tell, told) = mpsc::channel();
        let command = thread::spawn(move || {
            let done = run(async {
                drop(spawn_blocking(move || never.recv()));
                "done"
            });
            tell.send(done.ok()).expect("somebody listens");
        });
        let done = told.recv_timeout(Duration::from_secs(30));
        drop(keep);
        command.join().expect("no panic");
        assert_eq!(done, Ok(Some("done")));
    }
}
