//! A plan for people: each step with its difference, its call, its risk and its way back.

use std::fmt::Write as _;

use crate::model::SettingValue;
use crate::remedy::{DiffLine, DiffTag, Plan, Preview, Step, difference, laid_out};
use crate::text::visible;

/// A plan as text. With a preview, what it mends, raises and takes away is added.
pub fn plan_diff(plan: &Plan, preview: Option<&Preview>) -> String {
    let steps = if plan.steps.len() == 1 { "1 step".to_owned() } else { format!("{} steps", plan.steps.len()) };
    let mut text = format!("plan {} ({}, {steps})\n", plan.id, plan.risk().word());
    for (index, step) in plan.steps.iter().enumerate() {
        write_step(&mut text, index, step);
    }
    if let Some(preview) = preview {
        let words = |finding: &crate::finding::Finding| {
            format!("{} {} {}: {}", finding.id, finding.severity(), finding.check.id, visible(&finding.summary))
        };
        list(&mut text, "mends", preview.fixed.iter().map(words));
        list(&mut text, "raises", preview.raised.iter().map(words));
        list(&mut text, "takes away", preview.lost.iter().map(|line| visible(line).into_owned()));
    }
    text
}

// Writing to a string cannot fail.
fn write_step(text: &mut String, index: usize, step: &Step) {
    let (call, setting) = (step.setting.write_call(&step.after), step.setting.to_string());
    let _ = writeln!(text, "\n{}. {}", index + 1, visible(&step.summary));
    let _ = writeln!(text, "   {} in {} ({})", visible(&setting), step.setting.account, step.setting.region);
    let _ = writeln!(text, "   call {}, {}, needs {}", call.operation, step.risk.word(), step.needs.join(", "));
    let _ = writeln!(text, "   undo: {}", way_back(step));
    for line in &step.consequences {
        let _ = writeln!(text, "   note: {}", visible(line));
    }
    for line in difference(&step.before, &step.after) {
        let _ = writeln!(text, "   {}", diff_line(&line));
    }
}

fn way_back(step: &Step) -> String {
    match &step.inverse {
        None => "none; it cannot be taken back".to_owned(),
        Some(inverse) if *inverse == step.before => "gives back what is there now".to_owned(),
        Some(SettingValue(None)) => "removes it again".to_owned(),
        Some(inverse) => {
            let value = laid_out(inverse);
            format!("gives {}", visible(&value.split_whitespace().collect::<Vec<_>>().join(" ")))
        }
    }
}

fn diff_line(line: &DiffLine) -> String {
    let mark = match line.tag {
        DiffTag::Same => ' ',
        DiffTag::Removed => '-',
        DiffTag::Added => '+',
        DiffTag::Folded => return "  …".to_owned(),
    };
    format!("{mark} {}", visible(&line.text()))
}

fn list(text: &mut String, head: &str, lines: impl Iterator<Item = String>) {
    let mut lines = lines.peekable();
    if lines.peek().is_some() {
        let _ = writeln!(text, "\n{head}:");
    }
    for line in lines {
        let _ = writeln!(text, "  {line}");
    }
}
