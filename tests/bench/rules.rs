//! The rules natively, on the forms that `run.mjs` judges in Node: `cargo bench -p mailvet-tests`.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use mailvet_core::{Context, OutgoingForm, check_outgoing};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The forms of one kind, and how many findings each has at least.
#[derive(Deserialize)]
struct Kind<'a> {
    findings: usize,
    #[serde(borrow)]
    forms: Vec<OutgoingForm<'a>>,
}

fn rules(criterion: &mut Criterion) {
    let kinds: BTreeMap<String, Kind<'_>> =
        serde_json::from_str(include_str!("cases.json")).expect("the forms");
    let context = Context::default();
    let mut group = criterion.benchmark_group("rules");
    for (name, Kind { findings, forms }) in &kinds {
        for form in forms {
            assert!(check_outgoing(form, &context).findings.len() >= *findings, "{form:?}");
        }
        let mut turns = forms.iter().cycle();
        group.bench_function(name, |bencher| {
            bencher.iter(|| check_outgoing(black_box(turns.next().expect("a form")), &context));
        });
    }
    group.finish();
}

criterion_group!(benches, rules);
criterion_main!(benches);
