//! `iam-user-dormant`.

use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::model::aws::User;
use crate::model::{Domain, Fact, Kind, Resource, ResourceId, Timestamp};

define_check! {
    /// Users who left, and accounts of forgotten programs, keep their rights until someone takes them away. Attackers
    /// look for them, because nobody notices their use.
    ///
    /// Applies to users with a console password or an active access key. Fails when neither was used for 90 days
    /// (`dormant_days` in the rules) and the user is older than that.
    ///
    /// By hand: deactivate the keys and remove the password; delete the user when nobody asks for it.
    ///
    /// Source: IAM User Guide, "Find unused AWS credentials".
    id: "iam-user-dormant",
    title: "Users are in use",
    kind: Kind::User,
    domain: Domain::Identity,
    threat: Threat::Insider,
    likelihood: 2,
    impact: 3,
    mappings: &[
        Mapping::cis("1.12"), Mapping::soc2("CC6.2"), Mapping::pci("8.2.6"), Mapping::hipaa("164.308(a)(3)(ii)(C)"),
    ],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(user) = resource.user() else { return Outcome::NotApplicable };
    let uses = Uses::of(user);
    if !uses.possible {
        // What could not be read decides whether the check applies at all, so not even a young user passes.
        return if uses.unknown.is_empty() { Outcome::NotApplicable } else { Outcome::Unknown(uses.unknown) };
    }
    let limit = context.rules.dormant_days;
    let Some(latest) = uses.latest.max(user.created) else {
        return Outcome::concluded(Vec::new(), vec![Reason::Note("neither its age nor its use is known".to_owned())]);
    };
    if context.days_since(latest) <= limit {
        return Outcome::Pass;
    }
    if !uses.unknown.is_empty() {
        return Outcome::Unknown(uses.unknown);
    }
    let value = uses.latest.map_or_else(|| "never".to_owned(), |date| date.to_string());
    Outcome::fault(Fault::new(format!("No credential was used for more than {limit} days")).setting("last use", value))
}

/// What is known of the use of a user's credentials.
struct Uses {
    latest: Option<Timestamp>,
    unknown: Vec<Reason>,
    /// Whether there is a credential to use.
    possible: bool,
}

impl Uses {
    fn of(user: &User) -> Self {
        let mut uses = Self { latest: None, unknown: Vec::new(), possible: false };
        match &user.password_enabled {
            Fact::Known(true) => uses.add(&user.password_last_used.as_ref().map(|date| **date)),
            Fact::Unknown(gap) => uses.gap(*gap),
            Fact::Known(false) | Fact::NotApplicable => {}
        }
        match &user.access_keys {
            Fact::Known(keys) => {
                for key in keys.iter().filter(|key| super::is_active(key)) {
                    uses.add(&key.last_used.as_ref().map(|used| used.as_ref().map(|used| used.date)));
                }
            }
            Fact::Unknown(gap) => uses.gap(*gap),
            Fact::NotApplicable => {}
        }
        uses
    }

    fn add(&mut self, used: &Fact<Option<Timestamp>>) {
        self.possible = true;
        match used {
            Fact::Known(date) => self.latest = self.latest.max(*date),
            Fact::Unknown(gap) => self.gap(*gap),
            Fact::NotApplicable => {}
        }
    }

    fn gap(&mut self, gap: crate::model::GapId) {
        self.unknown.push(Reason::Gap(gap));
    }
}
