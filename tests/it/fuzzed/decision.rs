//! A random request and its policies: the evaluator, the fast evaluator and the naive one agree, and what a verdict
//! depends on is so.

use tidegate::policy::evaluate::{Decision, Quick, Truth, decide, explain};

use super::drawn::{VALUES, draw, holds};
use super::tape::Tape;

pub fn check(data: &[u8]) {
    let mut tape = Tape::new(data);
    let drawn = draw(&mut tape);
    let decision = drawn.decision();
    let allowed = decision == Decision::Allow;
    assert_eq!(allowed, drawn.naively(), "{decision} {drawn:#?}");
    let quick: Quick = drawn.ask(true, decide);
    assert_eq!((quick.is_yes(), quick.is_no()), (allowed, !allowed), "{drawn:#?}");

    let verdict = drawn.ask(false, explain);
    let mut complete = drawn.clone();
    for (key, values) in VALUES {
        if tape.happens(2) && !complete.context.contains_key(key) {
            complete.context.insert(key.to_owned(), vec![(*tape.one_of(values)).to_owned()]);
        }
    }
    let context = complete.request(true).context().clone();
    assert_eq!(verdict.condition.value(&|atom| holds(atom, &context)), complete.allowed(), "{complete:#?}");
}
