//! A name server with a few records.

use std::net::SocketAddr;

use hickory_resolver::proto::{
    op::{Message, ResponseCode},
    rr::{
        Name, RData, Record as Answer,
        rdata::{MX, SRV, name::CNAME},
    },
};
use tokio::{net::UdpSocket, task::JoinSet};

use super::script::Gate;

/// What a name has.
#[derive(Clone)]
pub(crate) struct Record {
    name: Name,
    data: RData,
    told: Option<Gate>,
}

impl Record {
    pub(crate) fn mx(name: &str, preference: u16, exchanger: &str) -> Self {
        Self::of(name, RData::MX(MX::new(preference, absolute(exchanger))))
    }

    pub(crate) fn srv(name: &str, priority: u16, port: u16, target: &str) -> Self {
        Self::of(name, RData::SRV(SRV::new(priority, 1, port, absolute(target))))
    }

    pub(crate) fn cname(name: &str, alias: &str) -> Self {
        Self::of(name, RData::CNAME(CNAME(absolute(alias))))
    }

    /// Opens a gate once it has been told.
    pub(crate) fn opens(self, gate: &Gate) -> Self {
        Self { told: Some(gate.clone()), ..self }
    }

    fn of(name: &str, data: RData) -> Self {
        Self { name: absolute(name), data, told: None }
    }
}

fn absolute(name: &str) -> Name {
    Name::from_ascii(format!("{}.", name.trim_end_matches('.'))).expect("a name")
}

/// A name server on a free loopback port, which ends with its owner.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    _task: JoinSet<()>,
}

impl Server {
    pub(crate) fn start(records: Vec<Record>) -> Self {
        let socket = std::net::UdpSocket::bind("127.0.0.1:0").expect("a free loopback port");
        socket.set_nonblocking(true).expect("a socket of the system's");
        let address = socket.local_addr().expect("a bound port");
        let socket = UdpSocket::from_std(socket).expect("a runtime");
        let mut task = JoinSet::new();
        task.spawn(serve(socket, records));
        Self { address, _task: task }
    }
}

async fn serve(socket: UdpSocket, records: Vec<Record>) {
    let mut bytes = [0; 1_500];
    while let Ok((length, client)) = socket.recv_from(&mut bytes).await {
        let question = bytes.get(..length).and_then(|bytes| Message::from_vec(bytes).ok());
        let Some(question) = question else { continue };
        let Some(query) = question.queries.first() else { continue };
        let is_asked = |record: &&Record| {
            record.name == query.name && record.data.record_type() == query.query_type
        };
        let found: Vec<_> = records.iter().filter(is_asked).collect();
        let mut answer = question.clone().into_response();
        if found.is_empty() {
            answer.metadata.response_code = ResponseCode::NXDomain;
        }
        answer.add_answers(
            found
                .iter()
                .map(|record| Answer::from_rdata(record.name.clone(), 60, record.data.clone())),
        );
        let _ = socket.send_to(&answer.to_vec().expect("a message"), client).await;
        found.iter().filter_map(|record| record.told.as_ref()).for_each(Gate::open);
    }
}
