//! Rows that run in a process of their own, because they could end it or take much memory.

use std::{
    fs,
    process::{Command, Stdio},
    sync::Arc,
    thread,
    time::Duration,
};

use tokio::{
    sync::Semaphore,
    task::{JoinSet, spawn_blocking},
};

use super::{
    bench::{BENCH, Shown},
    case::{Case, smtp},
    http, imap, pop,
    script::{Server, Setup},
    secrets, smtp,
};

/// The variable that names the row to the process that runs it.
const ROW: &str = "HOSTILE_ROW";
/// A connection test may take so many kilobytes.
const MOST_KILOBYTES: u64 = 48 * 1024;

/// A process that hangs is ended.
const LIMIT: Duration = Duration::from_secs(100);

fn rows() -> Vec<Case> {
    [smtp::alone(), imap::alone(), pop::alone(), http::alone()].concat()
}

#[test]
fn each_in_its_own_process() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let wrong = runtime.block_on(async {
        let places = Arc::new(Semaphore::new(2));
        let mut running = JoinSet::new();
        for Case { name, .. } in rows() {
            let places = places.clone();
            running.spawn(async move {
                let _place = places.acquire_owned().await;
                in_process(&name, &[]).await.map_err(|complaints| format!("{name}: {complaints}"))
            });
        }
        let mut wrong = Vec::new();
        while let Some(done) = running.join_next().await {
            wrong.extend(done.expect("a row that ran").err());
        }
        wrong
    });
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// A proxy of the environment would get the client secret that plain HTTP on loopback carries.
#[test]
fn no_proxy_hears_plain_http() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let result = runtime.block_on(async {
        let setup = Setup { tls: BENCH.server(Shown::Good), implicit: false };
        let proxy = Server::start(http::gives(&secrets::token()), &setup);
        let url = format!("http://127.0.0.1:{}", proxy.port);
        let variables = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];
        let variables = variables.map(|name| (name, &*url));
        let result = in_process("s-good", &variables).await;
        let heard = proxy.finish().await;
        if heard.connections == 0 { result } else { Err(format!("a proxy heard {heard}")) }
    });
    result.expect("the proxy hears nothing");
}

async fn in_process(name: &str, variables: &[(&str, &str)]) -> Result<(), String> {
    let program = std::env::current_exe().expect("this program");
    let mut command = Command::new(program);
    command.args(["--exact", "alone::row", "--ignored", "--nocapture", "--test-threads=1"]);
    command.env(ROW, name).envs(variables.iter().copied()).stdin(Stdio::null());
    let output = spawn_blocking(move || command.output()).await.expect("a process that ran");
    let output = output.map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    let error = String::from_utf8_lossy(&output.stderr);
    Err(format!("{}: {error}", output.status))
}

/// The row of [`ROW`], in the process that was started for it.
#[test]
#[ignore = "started by each_in_its_own_process"]
fn row() {
    let Ok(name) = std::env::var(ROW) else { return };
    thread::spawn(|| {
        thread::sleep(LIMIT);
        std::process::abort();
    });
    let case = rows()
        .into_iter()
        .chain([smtp("s-good", smtp::good())])
        .find(|case| case.name == name)
        .expect("a row of this name");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let before = {
        let _ = BENCH.server(Shown::Good);
        peak()
    };
    let (result, peak) = runtime.block_on(case.run_measured(peak));
    let grown = peak.saturating_sub(before);
    assert!(grown < MOST_KILOBYTES, "grew by {grown} kB");
    if let Err(complaints) = result {
        panic!("{complaints}");
    }
}

/// The most memory that this process has had, in kilobytes.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("the status of a process");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    line.trim().trim_end_matches(" kB").parse().expect("a number of kilobytes")
}
