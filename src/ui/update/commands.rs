//! What commands do that are not a screen's own.

use super::{ask_to_quit, begin, open, perform, refresh, start_scan};
use crate::model::AccountId;
use crate::remedy::{Choices, StepRisk};
use crate::ui::access::Asked;
use crate::ui::command::{Id, command};
use crate::ui::desk::Desk;
use crate::ui::effect::{Effect, ExportForm, Wanted};
use crate::ui::model::{Kind, Model};
use crate::ui::overlay::{Builder, Confirm, FilterLine, Help, Palette};
use crate::ui::place::Place;
use crate::ui::screen::{Act, Tone};
use crate::ui::text::{Safe, safe};
use crate::ui::theme::{BUILT_IN, Theme};

/// Runs a command, or says why it cannot run.
pub(super) fn run(model: &mut Model, id: Id, effects: &mut Vec<Effect>) {
    if let Some(Err(why)) = command(id).map(|command| (command.possible)(model)) {
        model.notice = Some((Tone::Bad, safe!("not possible: {why}")));
        return;
    }
    if run_moving(model, id) || run_going(model, id) {
        return;
    }
    match id {
        Id::Filter => {
            let text = model.history.here().screen.page().filter().unwrap_or_default();
            model.overlays.push(FilterLine::new(text).into());
        }
        Id::Ask => ask(model),
        Id::Palette => model.overlays.push(Palette::new(model).into()),
        Id::Help => model.overlays.push(Help::new(model).into()),
        Id::Arm => ask_to_arm(model),
        Id::Apply => ask_to_apply(model),
        Id::ExportCli => export(model, ExportForm::Cli, effects),
        Id::ExportTerraform => export(model, ExportForm::Terraform, effects),
        Id::ExportPlan => export(model, ExportForm::Json, effects),
        Id::Discard => {
            model.desk.plan = None;
            refresh(model);
        }
        Id::Undo => undo(model, effects),
        Id::Verify => effects.push(Effect::Verify(model.ticket(Kind::Verify))),
        Id::Scan => start_scan(model, effects),
        Id::NextTheme => next_theme(model),
        Id::Cancel => cancel(model, effects),
        Id::Suspend => effects.push(Effect::Suspend),
        Id::Redraw => effects.push(Effect::Redraw),
        Id::Quit if model.desk.job.is_some() => ask_to_quit(model),
        Id::Quit => perform(model, vec![Act::Quit], effects),
        own => {
            let acts = model.history.here_mut().screen.page_mut().run(own, &model.desk);
            perform(model, acts, effects);
        }
    }
}

/// A request to build, with what the screen is about filled in.
fn ask(model: &mut Model) {
    let mut asked = Asked::default();
    match model.place() {
        Place::Who(arn) => asked.resource.clone_from(arn),
        Place::What(principal) => asked.principal.clone_from(principal),
        Place::Why(shown) => asked = Asked { through: Vec::new(), ..shown.clone() },
        _ => {}
    }
    model.overlays.push(Builder::new(&asked, &model.desk).into());
}

fn run_moving(model: &mut Model, id: Id) -> bool {
    let body = model.desk.regions().body;
    let page = model.history.here_mut().screen.page_mut();
    let len = page.len(&model.desk);
    let height = isize::try_from(page.list(&model.desk, body).height).unwrap_or(1);
    let by = match id {
        Id::Down => 1,
        Id::Up => -1,
        Id::PageDown => (height - 1).max(1),
        Id::PageUp => -(height - 1).max(1),
        Id::First => isize::MIN,
        Id::Last => isize::MAX,
        _ => return false,
    };
    page.cursor_mut().step(by, len);
    true
}

fn run_going(model: &mut Model, id: Id) -> bool {
    match id {
        Id::GoOverview => open(model, Place::Overview),
        Id::GoInventory => open(model, Place::Inventory),
        Id::GoFlows => open(model, Place::Flows),
        Id::GoAccess => open(model, Place::Access),
        Id::GoFindings => open(model, Place::Findings),
        Id::GoPlan => open(model, Place::Plan),
        Id::GoJournal => open(model, Place::Journal),
        Id::ShowScan => open(model, Place::Scan),
        Id::NextTab => open(model, neighbour(model.place(), 1)),
        Id::PreviousTab => open(model, neighbour(model.place(), Place::TABS.len() - 1)),
        Id::Back => step(model, -1),
        Id::Forward => step(model, 1),
        Id::Escape => escape(model),
        _ => return false,
    }
    true
}

fn neighbour(place: &Place, by: usize) -> Place {
    let at = Place::TABS.iter().position(|(_, _, tab)| *tab == place.tab()).unwrap_or(0);
    Place::TABS.get((at + by) % Place::TABS.len()).map_or(Place::Overview, |(_, _, tab)| tab.clone())
}

fn step(model: &mut Model, by: isize) {
    model.history.step(by);
    refresh(model);
}

fn escape(model: &mut Model) {
    let cleared = model.history.here_mut().screen.page_mut().clear(&model.desk);
    if cleared {
        super::set_filter(model, "");
    } else if model.place().is_below_a_tab() {
        if model.history.can_go_back() { step(model, -1) } else { open(model, model.place().tab()) }
    }
}

fn next_theme(model: &mut Model) {
    let at = BUILT_IN.iter().position(|(name, _)| *name == model.desk.ink.theme.name).unwrap_or(0);
    let Some((name, _)) = BUILT_IN.get((at + 1) % BUILT_IN.len()) else { return };
    if let Ok(mut theme) = Theme::built_in(name, model.depth) {
        (*name).clone_into(&mut theme.name);
        model.desk.ink.theme = theme;
        model.notice = Some((Tone::Plain, safe!("theme {name}")));
        refresh(model);
    }
}

fn cancel(model: &mut Model, effects: &mut Vec<Effect>) {
    match &mut model.desk.job {
        Some(job) if !job.cancelling => {
            job.cancelling = true;
            effects.push(Effect::Cancel(job.ticket));
        }
        _ => ask_to_quit(model),
    }
}

/// Asks for a plan that mends findings.
pub(super) fn build_plan(model: &mut Model, wanted: Vec<Wanted>, choices: Choices, effects: &mut Vec<Effect>) {
    let Some(analysis) = model.desk.analysis.clone() else { return };
    if model.desk.job.is_some() {
        model.notice = Some((Tone::Bad, Safe::own("wait for the job under way, or cancel it with ctrl-c")));
        return;
    }
    let ticket = model.ticket(Kind::Plan);
    effects.push(Effect::BuildPlan { ticket, analysis, wanted, choices });
}

/// Asks for a plan that takes an entry of the journal back.
pub(super) fn build_undo(model: &mut Model, entry: String, effects: &mut Vec<Effect>) {
    let Some(analysis) = model.desk.analysis.clone() else { return };
    let ticket = model.ticket(Kind::Plan);
    effects.push(Effect::BuildUndo { ticket, analysis, entry });
}

/// The screen says which entry; elsewhere it is the latest.
fn undo(model: &mut Model, effects: &mut Vec<Effect>) {
    let acts = model.history.here_mut().screen.page_mut().run(Id::Undo, &model.desk);
    if acts.is_empty() {
        let latest = model.desk.journal.entries.first().map(|entry| entry.id.clone());
        latest.into_iter().for_each(|entry| build_undo(model, entry, effects));
    } else {
        perform(model, acts, effects);
    }
}

/// Carries the confirmed plan out.
pub(super) fn carry_out(model: &mut Model, why: String, effects: &mut Vec<Effect>) {
    let (Some(draft), Some(analysis)) = (&model.desk.plan, model.desk.analysis.clone()) else { return };
    let plan = std::sync::Arc::clone(&draft.plan);
    let ticket = begin(model, Kind::Apply, safe!("Carrying out plan {}", plan.id.short()));
    effects.push(Effect::Apply { ticket, plan, analysis, why });
}

fn export(model: &mut Model, form: ExportForm, effects: &mut Vec<Effect>) {
    let Some(plan) = model.desk.plan.as_ref().map(|draft| std::sync::Arc::clone(&draft.plan)) else { return };
    let ticket = model.ticket(Kind::Export);
    effects.push(Effect::Export { ticket, plan, form });
}

/// The accounts that arming is about: those of the plan, else all of the estate.
fn accounts_at_hand(desk: &Desk) -> Vec<AccountId> {
    match (&desk.plan, &desk.analysis) {
        (Some(draft), _) => draft.accounts().cloned().collect(),
        (None, Some(analysis)) => analysis.estate().accounts().iter().map(|account| account.id.clone()).collect(),
        (None, None) => Vec::new(),
    }
}

fn ask_to_arm(model: &mut Model) {
    let accounts = accounts_at_hand(&model.desk);
    if !model.desk.armed.is_empty() && accounts.iter().all(|account| model.desk.armed.contains(account)) {
        model.desk.armed.clear();
        refresh(model);
        model.notice = Some((Tone::Good, Safe::own("read-only again: no change can be made")));
        return;
    }
    let mut lines = vec![Safe::own("Until you quit or press W again, confirmed plans may change:"), Safe::own("")];
    lines.extend(accounts.iter().map(|id| {
        let name = model.desk.account_name(id);
        if name.as_str() == id.as_str() { safe!("  account {id}") } else { safe!("  {name} ({id})") }
    }));
    lines.push(Safe::own(""));
    lines.push(Safe::own("Every change is still shown and confirmed first."));
    model.overlays.push(Confirm::simple("Arm writing?", lines, vec![Act::Arm(accounts)]).into());
}

/// Allows changes in accounts for this run.
pub(super) fn arm(model: &mut Model, accounts: Vec<AccountId>) {
    model.desk.armed.extend(accounts);
    refresh(model);
    model.notice = Some((Tone::Plain, Safe::own("writing is armed; W makes it read-only again")));
}

/// The confirmation grows with the risk of the plan.
fn ask_to_apply(model: &mut Model) {
    let Some(draft) = &model.desk.plan else { return };
    let plan = &draft.plan;
    let risk = plan.risk();
    let mut lines: Vec<Safe> = plan.steps.iter().map(|step| safe!("{}: {}", step.risk.word(), step.summary)).collect();
    lines.push(Safe::own(""));
    let riskiest = plan.steps.iter().filter(|step| step.risk == risk);
    let word = match risk {
        StepRisk::Reversible => None,
        StepRisk::Disruptive => riskiest.map(|step| step.setting.resource.short_name().to_owned()).next(),
        StepRisk::AccountWide | StepRisk::Irreversible => {
            riskiest.map(|step| alias(&model.desk, &step.setting.account)).next()
        }
    };
    lines.push(match risk {
        StepRisk::Reversible => Safe::own("This can be taken back with z."),
        StepRisk::Disruptive => Safe::own("This can disturb what works. Type the resource's name to go on."),
        StepRisk::AccountWide => Safe::own("This touches the whole account. Type the account's alias to go on."),
        StepRisk::Irreversible => Safe::own("This cannot be taken back. Type the account's alias to go on."),
    });
    let title = safe!("Carry out {} {}?", plan.steps.len(), if plan.steps.len() == 1 { "change" } else { "changes" });
    let why = if plan.undoes.is_some() { "undo" } else { "fix" };
    model.overlays.push(Confirm::typed(title, lines, word, vec![Act::CarryOut(why.to_owned())]).into());
}

/// The alias of an account, else its number.
fn alias(desk: &Desk, account: &AccountId) -> String {
    let settings = desk.analysis.as_ref().and_then(|it| it.estate().account_resource(account));
    settings.map_or_else(|| account.to_string(), |(_, resource)| resource.name().to_owned())
}
