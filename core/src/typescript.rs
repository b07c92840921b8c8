//! Writes the TypeScript of the public types, and fails when the committed copy is stale.
//!
//! `MAILVET_BLESS=1 cargo test -p mailvet-core typescript` renews it.

use std::{fs, path::Path};

use ts_rs::{Config, TS};

use crate::{diagnosis, plan, remedy, report, settings, setup};

#[test]
fn the_committed_types_are_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wasm/types.d.ts");
    let generated = render();
    if std::env::var_os("MAILVET_BLESS").is_some() {
        fs::write(&path, &generated).expect("the types can be written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == generated,
        "wasm/types.d.ts is stale; run `MAILVET_BLESS=1 cargo test -p mailvet-core`"
    );
}

fn render() -> String {
    let config = Config::new();
    let codes: Vec<_> =
        crate::catalogue::RULES.iter().map(|rule| format!("  | \"{}\"", rule.code)).collect();
    let mut text =
        String::from("// Generated from the Rust types by core/src/typescript.rs; do not edit.\n");
    text.push_str("\n/** The code of a rule. */\nexport type RuleCode =\n");
    text.push_str(&codes.join("\n"));
    text.push_str(";\n");
    macro_rules! types {
        ($($name:ty),* $(,)?) => {$(
            text.push('\n');
            if let Some(docs) = <$name as TS>::docs() {
                text.push_str(&docs);
            }
            text.push_str("export ");
            text.push_str(&<$name as TS>::decl(&config));
            text.push('\n');
        )*};
    }
    types!(
        crate::FormName,
        settings::Security,
        crate::OutgoingForm<'static>,
        crate::IncomingForm<'static>,
        crate::OAuthForm<'static>,
        crate::SecretReference,
        crate::Context,
        crate::Notice,
        crate::Severity,
        crate::Fix,
        crate::Edit,
        crate::Span,
        crate::ParsedAuthority,
        crate::Authority<'static>,
        crate::AuthorityKind,
        crate::Cloud,
        crate::TenantKind,
        crate::Endpoint,
        report::CheckReport,
        report::Report,
        report::Verdict,
        report::TestReport,
        report::StageReport,
        plan::Stage,
        report::Status,
        report::Fact,
        report::Line,
        report::Peer,
        report::Cause,
        report::Remedy,
        report::RemedyKind,
        report::Explanation,
        diagnosis::Failure,
        diagnosis::NumberOrText,
        settings::Flow,
        settings::Provider,
        setup::SetupChoices,
        setup::SetupGuide,
        setup::SetupStep,
        setup::SetupScript,
        remedy::Environment,
        remedy::Access,
    );
    text
}
