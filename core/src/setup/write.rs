//! One script of a whole set-up: it signs in first, stops at the first error, and can be run again.
//! Where one step cannot be undone the others are all the same: such a script names what failed at its
//! end, and fails.

use super::Step;
use crate::remedy::{
    Language, Part, Values, quote,
    script::{Act, STOP_AT_ERRORS, Tool, connect, framed, handed_over},
};

/// A whole script, of steps with their titles. Exchange Online speaks PowerShell only, so a script
/// for sh hands its part over to that.
pub(super) fn whole(
    steps: &[(Step, String)],
    language: Language,
    part: Part,
    values: &Values,
    head: &[String],
) -> String {
    let parts = Parts { steps, language, part, values };
    let head: Vec<_> = head.iter().map(|line| format!("# {}\n", quote::line(line))).collect();
    let head = head.concat();
    match language {
        Language::PowerShell => parts.powershell(&head),
        Language::Shell => parts.shell(&head),
        Language::Url => String::new(),
    }
}

struct Parts<'a> {
    steps: &'a [(Step, String)],
    language: Language,
    part: Part,
    values: &'a Values,
}

impl Parts<'_> {
    fn powershell(&self, head: &str) -> String {
        let mut steps = String::new();
        for (number, (step, title)) in self.in_order() {
            steps.push_str(&self.step(number, step, title));
        }
        let body = self.found(|_| true) + &self.whole(&steps);
        // Exchange first: its module and Graph's bring the same library, and only so it is loaded once.
        let tools = [Tool::Exchange, Tool::Entra].into_iter();
        let tools = tools.filter(|tool| self.acts().any(|act| act.tool == *tool));
        let connected: String =
            tools.map(|tool| connect(tool, self.language, self.values, &body)).collect();
        let body = connected + &body;
        framed(self.language, head, &body, &body, self.values)
    }

    fn shell(&self, head: &str) -> String {
        let mut found = String::new();
        if self.acts().any(|act| act.tool == Tool::Entra) {
            found.push_str(&connect(Tool::Entra, self.language, self.values, ""));
        }
        found.push_str(&self.found(|act| act.tool != Tool::Exchange));
        // What stands before and behind the part of Exchange.
        let mut own = [String::new(), String::new()];
        let mut of_exchange = String::new();
        let within = Parts { language: Language::PowerShell, ..*self };
        for (number, (step, title)) in self.in_order() {
            if step.act.is_some_and(|act| act.tool == Tool::Exchange) {
                of_exchange.push_str(&within.step(number, step, title));
            } else {
                own[usize::from(!of_exchange.is_empty())].push_str(&self.step(number, step, title));
            }
        }
        let [before, behind] = own;
        let (given, of_exchange) = self.handed_over(&of_exchange);
        let naming = format!("{found}{before} {given}\n{behind}");
        let body = found + &self.whole(&format!("{before}{of_exchange}{behind}"));
        framed(self.language, head, &naming, &body, self.values)
    }

    /// Hands commands of Exchange Online over to PowerShell, and the values by its environment; gives
    /// what names the values, and the whole.
    fn handed_over(&self, commands: &str) -> (String, String) {
        if commands.is_empty() {
            return Default::default();
        }
        let within = Parts { language: Language::PowerShell, ..*self };
        let connect = connect(Tool::Exchange, Language::PowerShell, self.values, commands);
        let found = within.found(|act| act.tool == Tool::Exchange);
        let body = format!("{connect}{found}{}", within.whole(commands));
        let (given, taken) = handed_over(&body);
        let counted = if self.is_undone() { "ended $? 'Exchange Online'\n" } else { "" };
        // The function reads its input before PowerShell does, which takes a script in one piece.
        let text = format!(
            "\nexchange() {{\n  {given} pwsh -NoProfile -Command \"$(cat)\"\n}}\n\
             exchange <<'POWERSHELL'\n{STOP_AT_ERRORS}{taken}{body}POWERSHELL\n{counted}"
        );
        (given, text)
    }

    fn is_undone(&self) -> bool {
        self.part == Part::Undo
    }

    /// All steps; of those that are undone it is told at the end which failed.
    fn whole(&self, steps: &str) -> String {
        match self.language {
            Language::PowerShell if self.is_undone() => {
                let end = r#"if ($failed) { throw "Not undone: $($failed -join '; ')" }"#;
                format!("\n$failed = @()\n{steps}\n{end}\n")
            }
            Language::Shell if self.is_undone() => format!("{COUNT}{steps}{TELL}"),
            _ => steps.to_owned(),
        }
    }

    fn acts(&self) -> impl DoubleEndedIterator<Item = &'static Act> {
        self.steps.iter().filter_map(|(step, _)| step.act)
    }

    /// How the steps find what earlier runs made.
    fn found(&self, is_meant: impl Fn(&Act) -> bool) -> String {
        // What is done finds step by step what the step before it has made.
        let acts = self.acts().filter(|act| self.part != Part::Do && is_meant(act));
        acts.map(|act| self.section(act, "find")).collect()
    }

    fn section(&self, act: &Act, name: &str) -> &'static str {
        act.section(self.language, name)
    }

    /// The steps with their numbers, the last one first where they are undone.
    fn in_order(&self) -> Vec<(usize, &(Step, String))> {
        let mut steps: Vec<_> = self.steps.iter().enumerate().collect();
        if self.is_undone() {
            steps.reverse();
        }
        steps
    }

    /// The commands of a step under its title; nothing where it has none.
    fn step(&self, number: usize, step: &Step, title: &str) -> String {
        // Whether a protocol was on before is not known.
        let stays = self.is_undone() && matches!(step.id, "imap" | "pop");
        let Some(act) = step.act.filter(|_| !stays) else {
            return String::new();
        };
        let commands = self.section(act, self.part.id());
        if commands.is_empty() {
            return String::new();
        }
        let (number, title) = (number + 1, quote::line(title));
        if self.is_undone() {
            let commands = self.undone(&format!("{number}. {title}"), step, commands);
            return format!("\n# {number}. {title}\n{commands}");
        }
        // An id that only an earlier step has made is looked up after it.
        let found = if self.part == Part::Do { self.section(act, "find") } else { "" };
        format!("\n# {number}. {title}\n{found}{commands}")
    }

    /// Commands that undo a step and stop at its first error, while the script goes on.
    fn undone(&self, name: &str, step: &Step, commands: &str) -> String {
        // It belongs to the registration, and stays where that was there before.
        let is_kept = step.id == "principal";
        match self.language {
            Language::PowerShell => {
                let commands = if is_kept {
                    format!("if (-not $clientId) {{\n{}}}\n", indented(commands, 4))
                } else {
                    commands.to_owned()
                };
                let (commands, name) = (indented(&commands, 4), quote::powershell(name));
                format!(
                    "try {{\n{commands}}} catch {{\n    Write-Warning \"$_\"\n    $failed += {name}\n}}\n"
                )
            }
            Language::Shell | Language::Url => {
                let commands = if is_kept {
                    format!("if [ -z \"$client_id\" ]; then\n{}fi\n", indented(commands, 2))
                } else {
                    commands.to_owned()
                };
                let (commands, name) = (indented(&commands, 2), quote::shell(name));
                format!("(\n  set -e\n{commands})\nended $? {name}\n")
            }
        }
    }
}

/// A shell passes over errors within a command whose status it asks for itself.
const COUNT: &str = r#"
set +e
failed=''
ended() {
  if [ "$1" -ne 0 ]; then
    failed="$failed; $2"
  fi
}
"#;

const TELL: &str = r#"
if [ -n "$failed" ]; then
  printf 'Not undone: %s\n' "${failed#; }" >&2
  exit 1
fi
"#;

fn indented(commands: &str, by: usize) -> String {
    let indent = " ".repeat(by);
    commands.lines().flat_map(|line| [&indent, line, "\n"]).collect()
}
