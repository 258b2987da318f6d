//! The plan: each step with its call, its risk, what it needs, how it is taken back, and what it changes word by word.

use super::change;
use super::document::{Content, Document};
use super::writer::Writer;
use crate::remedy::{Step, StepRisk};
use crate::ui::desk::Desk;
use crate::ui::draft::{Draft, StepView};
use crate::ui::screen::Tone;
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;

/// The state of the screen.
pub type State = Document<Plan>;

/// The plan at hand.
#[derive(Debug, Clone, Default)]
pub struct Plan;

impl Content for Plan {
    fn write(&self, desk: &Desk, writer: &mut Writer<'_>) {
        writer.label = 11;
        match &desk.plan {
            Some(draft) => write(writer, desk, draft),
            None => absent(writer),
        }
    }
}

fn absent(writer: &mut Writer<'_>) {
    writer.blank();
    writer.text(Role::Text, 0, "There is no plan.");
    writer.blank();
    writer.text(
        Role::Muted,
        0,
        "Open a finding and choose a remedy, or press p on a finding: the plan shows every call and what it changes. \
         Nothing is changed until you apply it.",
    );
}

fn write(writer: &mut Writer<'_>, desk: &Desk, draft: &Draft) {
    let plan = &draft.plan;
    writer.about(plan.id.to_string());
    let steps = if plan.steps.len() == 1 { safe!("1 step") } else { safe!("{} steps", plan.steps.len()) };
    let title = if plan.undoes.is_some() { "Undo plan" } else { "Plan" };
    writer.heading(title, safe!("{steps}, {}, hash {}", plan.risk().word(), plan.id));
    if let Some(entry) = &plan.undoes {
        writer.pair("takes back", Role::Text, safe!("entry {entry} of the journal"));
    }
    list(writer, "mends", Role::Text, &draft.mends);
    list(writer, "also mends", Role::Pass, &draft.also_mends);
    list(writer, "raises", Role::High, &draft.raises);
    list(writer, "takes away", Role::Medium, &draft.loses);
    match &draft.carried_out {
        Some((tone, words)) => writer.pair("result", tone_role(*tone), words.clone()),
        None => writer.pair("next", Role::Accent, next(desk, draft)),
    }
    for (index, (step, view)) in plan.steps.iter().zip(&draft.steps).enumerate() {
        write_step(writer, index, step, view);
    }
}

/// Texts under one label.
fn list(writer: &mut Writer<'_>, label: &'static str, role: Role, texts: &[Safe]) {
    for (nth, text) in texts.iter().enumerate() {
        writer.pair(if nth == 0 { label } else { "" }, role, text.clone());
    }
}

/// What to do next, or why it cannot be done.
fn next(desk: &Desk, draft: &Draft) -> Safe {
    if !desk.can_write {
        return Safe::own("export it: this estate was opened from a file, so nothing can be applied");
    }
    let missing: Vec<String> = draft
        .accounts()
        .filter(|account| !desk.armed.contains(*account))
        .map(|account| desk.account_name(account).to_string())
        .collect();
    if missing.is_empty() {
        return Safe::own("read the differences, then press Enter to apply");
    }
    safe!("read the differences; press W to arm writing in {}", missing.join(", "))
}

fn write_step(writer: &mut Writer<'_>, index: usize, step: &Step, view: &StepView) {
    writer.heading(safe!("{}. {}", index + 1, step.summary), safe!("{}", step.risk.word()));
    change::state(writer, step, &view.state, view.running);
    writer.pair("risk", risk_role(step.risk), risk_words(step));
    writer.pair("setting", Role::Text, safe!("{}", step.setting.aspect.words()));
    writer.pair("resource", Role::Text, safe!("{}", step.setting.resource));
    let place = safe!("{} in {} ({})", call_words(step), step.setting.account, step.setting.region);
    writer.pair("call", Role::Text, place);
    writer.pair("needs", Role::Text, safe!("{}", step.needs.join(", ")));
    let notes: Vec<Safe> = step.consequences.iter().map(|text| Safe::new(text)).collect();
    list(writer, "note", Role::Text, &notes);
    writer.pair("change", Role::Text, "- before, + after");
    change::lines(writer, &view.difference);
    write_undo(writer, step);
}

fn call_words(step: &Step) -> Safe {
    let call = step.setting.write_call(&step.after);
    safe!("{}:{}", service(call.permission), call.operation)
}

/// The service's prefix of a permission.
fn service(permission: &str) -> &str {
    permission.split(':').next().unwrap_or_default()
}

/// How a step is taken back. A value that cannot be given back exactly is shown beside the one from before.
fn write_undo(writer: &mut Writer<'_>, step: &Step) {
    match &step.inverse {
        None => writer.pair("undo", Role::High, "not possible"),
        Some(value) if value == &step.before => {
            writer.pair("undo", Role::Text, "gives back the value from before, exactly");
        }
        Some(value) => {
            let meaning = "not exactly: - before the plan, + after its undo";
            change::values(writer, "undo", meaning, Role::Medium, &step.before, value);
        }
    }
}

fn risk_words(step: &Step) -> Safe {
    Safe::own(match step.risk {
        StepRisk::Reversible => "reversible: it can be taken back and disturbs nothing known",
        StepRisk::Disruptive => "disruptive: it can disturb what works; you will type the resource's name",
        StepRisk::AccountWide => "account-wide: it touches the whole account; you will type the account's name",
        StepRisk::Irreversible => "irreversible: it cannot be taken back; you will type the account's name",
    })
}

fn risk_role(risk: StepRisk) -> Role {
    match risk {
        StepRisk::Reversible => Role::Text,
        StepRisk::Disruptive => Role::Medium,
        StepRisk::AccountWide => Role::High,
        StepRisk::Irreversible => Role::Critical,
    }
}

fn tone_role(tone: Tone) -> Role {
    match tone {
        Tone::Plain => Role::Text,
        Tone::Good => Role::Pass,
        Tone::Bad => Role::High,
    }
}
