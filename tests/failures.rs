//! Failures with their causes.
//!
//! `failure-catalogue.jsonl` has the known answers of servers and clients, row by row, with what is
//! known beside the words. The other two hold what people posted, with the causes that their threads
//! established: the signs were written with `failures.jsonl` at hand and without a look at
//! `failures-held-out.jsonl`, so the latter says how well they do on what nobody has seen.

use std::collections::BTreeSet;

use mailvet_core::{
    diagnosis::{CAUSES, Evidence, Guess, diagnose},
    messages::{Language, Messages},
    remedy::Values,
};
use serde::Deserialize;
use serde_json::{Map, Value};

/// A posted failure.
struct Failure {
    evidence: Evidence,
    /// Where it was posted.
    source: String,
    /// The cause, or none for a text that tells of no failure.
    expect: Option<String>,
    /// What the thread leaves equally open.
    accept: Vec<String>,
}

fn corpus(lines: &str) -> Vec<Failure> {
    lines.lines().filter(|line| !line.trim().is_empty()).map(failure).collect()
}

fn failure(line: &str) -> Failure {
    let mut row: Map<String, Value> = serde_json::from_str(line).expect("a row is an object");
    let text = |value: Option<Value>| value.and_then(|value| value.as_str().map(ToOwned::to_owned));
    let accept = row.remove("accept").map(|list| serde_json::from_value(list).expect("a list"));
    Failure {
        expect: text(row.remove("expect")),
        accept: accept.unwrap_or_default(),
        source: text(row.remove("source")).expect("a row has its source"),
        evidence: Evidence::read(row),
    }
}

/// How many rows of failures there are, and for how many of them a right cause is the first, or among
/// the first three; every row that misses is told.
fn score(rows: &[Failure]) -> (usize, usize, usize, Vec<String>) {
    let (mut failures, mut first, mut among_three, mut missed) = (0, 0, 0, Vec::new());
    for row in rows {
        let found: Vec<_> = diagnose(&row.evidence).iter().map(|guess| guess.id).collect();
        let Some(expected) = &row.expect else {
            if !found.is_empty() {
                missed.push(format!("{}: no failure, but found {found:?}", row.source));
            }
            continue;
        };
        let is_right =
            |id: &&&str| **id == expected || row.accept.iter().any(|other| other == **id);
        failures += 1;
        first += usize::from(found.first().as_ref().is_some_and(is_right));
        among_three += usize::from(found.iter().take(3).any(|id| is_right(&id)));
        if !found.first().as_ref().is_some_and(is_right) {
            missed.push(format!("{}: expected {expected}, found {found:?}", row.source));
        }
    }
    (failures, first, among_three, missed)
}

#[test]
fn every_row_of_the_catalogue_leads_to_its_cause() {
    let mut missed = Vec::new();
    let mut rows = BTreeSet::new();
    for line in include_str!("cases/failure-catalogue.jsonl").lines() {
        let row: Row = serde_json::from_str(line).expect("a row");
        let guesses = diagnose(&Evidence::read(row.evidence));
        let found: Vec<_> = guesses.iter().map(|guess| guess.id).collect();
        for guess in &guesses {
            expect_words(guess);
        }
        let is_first = found.first().is_some_and(|first| *first == row.expect);
        if !is_first || !row.also.iter().all(|id| found.contains(&id.as_str())) {
            missed.push(format!(
                "{}: {} {:?}, found {found:?}\n  {line}",
                row.number, row.expect, row.also
            ));
        }
        rows.insert(row.number);
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    // Token endpoint, claims, SMTP, IMAP and POP, Google, network, and the bare refusals.
    let expected = [("A", 60), ("B", 7), ("S", 31), ("I", 13), ("G", 14), ("N", 16)]
        .into_iter()
        .flat_map(|(letter, count)| (1..=count).map(move |n| format!("{letter}{n:02}")))
        .chain((1..=9).map(|n| format!("D{n}")));
    assert_eq!(rows, expected.collect());
}

/// Every reason has its words in every language, and a value for each of their parameters.
fn expect_words(guess: &Guess) {
    for language in Language::ALL {
        let cause = Messages::of(language).explain(guess.clone(), &Values::default());
        for words in cause.why.iter().chain(&cause.against) {
            let is_an_id = words.starts_with("why-") || words.starts_with("against-");
            assert!(!is_an_id && !words.contains("{$"), "{}: {words}", cause.id);
        }
    }
}

/// A row of the catalogue: the cause that comes first, and others that must be among those found.
#[derive(Deserialize)]
struct Row {
    #[serde(rename = "row")]
    number: String,
    expect: String,
    #[serde(default)]
    also: Vec<String>,
    #[serde(flatten)]
    evidence: Map<String, Value>,
}

#[test]
fn the_causes_of_known_failures_come_first() {
    let rows = corpus(include_str!("cases/failures.jsonl"));
    let (failures, _, _, missed) = score(&rows);
    assert!(failures > 100, "the corpus has lost its rows");
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn the_causes_of_unseen_failures_come_first_nine_times_in_ten() {
    let rows = corpus(include_str!("cases/failures-held-out.jsonl"));
    let (failures, first, among_three, _) = score(&rows);
    assert!(failures > 50, "the corpus has lost its rows");
    assert!(first * 10 >= failures * 9, "{first} of {failures} come first");
    assert!(among_three * 100 >= failures * 97, "{among_three} of {failures} are among three");
}

#[test]
fn unseen_texts_that_tell_of_no_failure_have_no_cause_nine_times_in_ten() {
    let mut rows = corpus(include_str!("cases/failures-held-out.jsonl"));
    rows.retain(|row| row.expect.is_none());
    let (_, _, _, found) = score(&rows);
    assert!(found.len() * 10 <= rows.len(), "{} of {} have a cause", found.len(), rows.len());
}

#[test]
fn rows_name_causes_of_the_vocabulary() {
    let rows =
        [include_str!("cases/failures.jsonl"), include_str!("cases/failures-held-out.jsonl")];
    for row in rows.into_iter().flat_map(corpus) {
        for id in row.expect.iter().chain(&row.accept) {
            assert!(CAUSES.contains(&id.as_str()), "{}: {id}", row.source);
        }
    }
}
