//! One script of a whole set-up: it signs in first, stops at the first error, and can be run again.

use std::borrow::Cow;

use super::Step;
use crate::remedy::{
    Language, Part, Values, quote,
    script::{Act, OnError, Tool, connect, framed, handed_over},
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
        let mut body = self.found(|_| true);
        for (number, (step, title)) in self.in_order() {
            body.push_str(&self.step(number, step, title));
        }
        // Exchange first: its module and Graph's bring the same library, and only so it is loaded once.
        let tools = [Tool::Exchange, Tool::Entra].into_iter();
        let tools = tools.filter(|tool| self.acts().any(|act| act.tool == *tool));
        let connected: String =
            tools.map(|tool| connect(tool, self.language, self.values, &body)).collect();
        let body = connected + &body;
        framed(self.language, self.on_error(), head, &body, &body, self.values)
    }

    fn shell(&self, head: &str) -> String {
        let mut body = String::new();
        if self.acts().any(|act| act.tool == Tool::Entra) {
            body.push_str(&connect(Tool::Entra, self.language, self.values, ""));
        }
        body.push_str(&self.found(|act| act.tool != Tool::Exchange));
        // What stands before and behind the part of Exchange.
        let mut own = [body, String::new()];
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
        let naming = format!("{before} {given}\n{behind}");
        let body = format!("{before}{of_exchange}{behind}");
        framed(self.language, self.on_error(), head, &naming, &body, self.values)
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
        let body = format!("{connect}{found}{commands}");
        let (given, taken) = handed_over(&body);
        let at_error = self.on_error().line(Language::PowerShell);
        // The function reads its input before PowerShell does, which takes a script in one piece.
        let text = format!(
            "\nexchange() {{\n  {given} pwsh -NoProfile -Command \"$(cat)\"\n}}\n\
             exchange <<'POWERSHELL'\n{at_error}{taken}{body}POWERSHELL\n"
        );
        (given, text)
    }

    /// What was made once is undone as far as it is there.
    fn on_error(&self) -> OnError {
        match self.part {
            Part::Undo => OnError::GoOn,
            Part::Do | Part::Verify => OnError::Stop,
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
        if self.part == Part::Undo {
            steps.reverse();
        }
        steps
    }

    /// The commands of a step under its title; nothing where it has none.
    fn step(&self, number: usize, step: &Step, title: &str) -> String {
        let is_undone = self.part == Part::Undo;
        // Whether a protocol was on before is not known.
        let stays = is_undone && matches!(step.id, "imap" | "pop");
        let Some(act) = step.act.filter(|_| !stays) else {
            return String::new();
        };
        let commands = self.section(act, self.part.id());
        if commands.is_empty() {
            return String::new();
        }
        // An id that only an earlier step has made is looked up after it.
        let found = if self.part == Part::Do { self.section(act, "find") } else { "" };
        // It belongs to the registration, and stays where that was there before.
        let commands = match self.language {
            Language::PowerShell if is_undone && step.id == "principal" => {
                format!("if (-not $clientId) {{\n    {commands}}}\n").into()
            }
            Language::Shell if is_undone && step.id == "principal" => {
                format!("if [ -z \"$client_id\" ]; then\n  {commands}fi\n").into()
            }
            _ => Cow::Borrowed(commands),
        };
        format!("\n# {}. {}\n{found}{commands}", number + 1, quote::line(title))
    }
}
