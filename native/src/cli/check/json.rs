//! The findings of files as one JSON document.

use mailvet_core::{Edit, FormName, Notice, report::SCHEMA};
use serde::Serialize;

use super::{Judged, Outcome, Placed};
use crate::settings_file::place::Place;

#[derive(Serialize)]
pub(super) struct Report<'a> {
    schema: u32,
    findings: Vec<Found<'a>>,
    /// What `--fix` changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixed: Vec<Fixed<'a>>,
    /// The files that could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Error<'a>>,
}

#[derive(Serialize)]
struct Found<'a> {
    #[serde(flatten)]
    notice: &'a Notice,
    location: Location<'a>,
}

/// Lines and columns from 1, columns in characters; the end is the first character after it.
#[derive(Serialize)]
struct Location<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct Fixed<'a> {
    file: &'a str,
    code: &'static str,
    form: FormName,
    edits: &'a [Edit],
}

#[derive(Serialize)]
struct Error<'a> {
    file: &'a str,
    #[serde(flatten)]
    place: Option<Place>,
    message: &'a str,
}

pub(super) fn report(outcome: &Outcome) -> Report<'_> {
    Report {
        schema: SCHEMA,
        findings: outcome
            .judged
            .iter()
            .flat_map(|judged| judged.findings.iter().map(|placed| found_in(judged, placed)))
            .collect(),
        fixed: outcome
            .judged
            .iter()
            .flat_map(|judged| {
                judged.mends.iter().map(|mend| Fixed {
                    file: &judged.source.name,
                    code: mend.code,
                    form: mend.form,
                    edits: &mend.edits,
                })
            })
            .collect(),
        errors: outcome
            .unreadable
            .iter()
            .map(|error| Error { file: &error.file, place: error.place, message: &error.reason })
            .collect(),
    }
}

fn found_in<'a>(judged: &'a Judged, placed: &'a Placed) -> Found<'a> {
    let (start, end) =
        (judged.source.place(placed.span.start), judged.source.place(placed.span.end));
    Found {
        notice: &placed.notice,
        location: Location {
            file: &judged.source.name,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        },
    }
}
