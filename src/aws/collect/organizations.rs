//! The organization as the account may see it: its tree, its accounts, and its service and resource control policies.

use aws_sdk_organizations::types::{Account, OrganizationalUnit as SdkUnit, PolicySummary, PolicyType};
use futures::future::join;

use crate::model::aws::{MemberAccount, Organization, OrganizationPolicy, OrganizationPolicyKind, OrganizationalUnit};
use crate::model::{AccountId, Arn, Detail, Document, Fact, GapId, Kind, Record, Region, Resource};

use super::super::call::{Api, Caller};
use super::super::run::{Run, Whole};
use super::side_by_side;

const ORGANIZATION: Api = Api::new("organizations:DescribeOrganization");
const ROOTS: Api = Api::new("organizations:ListRoots");
const UNITS: Api = Api::new("organizations:ListOrganizationalUnitsForParent");
const ACCOUNTS: Api = Api::new("organizations:ListAccountsForParent");
const POLICIES: Api = Api::new("organizations:ListPolicies");
const POLICY: Api = Api::new("organizations:DescribePolicy");
const TARGETS: Api = Api::new("organizations:ListTargetsForPolicy");
/// Calls in flight; Organizations allows few a second.
const AT_ONCE: usize = 3;

/// Reads the organization. An account outside any organization leaves no gap; an organization that another profile of
/// the run has read whole, or that an earlier, partial scan holds whole, is not read again.
pub async fn collect(caller: &Caller, run: &Run) {
    let client = caller.session.organizations();
    let absent = ["AWSOrganizationsNotInUseException"];
    let request = || client.describe_organization().send();
    let seen = match caller.call_optional(ORGANIZATION, "", &absent, request).await {
        Ok(Some(answer)) => answer.organization,
        Ok(None) => None,
        Err(gap) => return listed(caller, Err(gap), Err(gap)),
    };
    let Some(seen) = seen else { return listed(caller, Ok(0), Ok(0)) };
    let owner = AccountId::new(seen.master_account_id().unwrap_or_default());
    if let Some(held) = caller.sink.holds_organization(&owner) {
        return listed(caller, Ok(held.units as usize), Ok(held.policies as usize));
    }
    let mut whole = run.organization(&caller.session.account, &owner).await;
    if let Some(found) = *whole {
        return listed(caller, Ok(found.units), Ok(found.policies));
    }
    let (tree, policies) = join(tree(caller, &owner), policies(caller, &owner)).await;
    if let (Ok(_), Ok(units), Ok(policies)) = (&tree.accounts, tree.units, policies) {
        *whole = Some(Whole { units, policies });
    }
    caller.sink.put(Record::Organization(Organization {
        id: seen.id().unwrap_or_default().to_owned(),
        management_account: owner,
        feature_set: seen.feature_set().map(|set| set.as_str().to_owned()).unwrap_or_default(),
        accounts: tree.accounts.into(),
    }));
    listed(caller, tree.units, policies);
}

fn listed(caller: &Caller, units: Result<usize, GapId>, policies: Result<usize, GapId>) {
    caller.listed(Kind::OrganizationalUnit, units);
    caller.listed(Kind::OrganizationPolicy, policies);
}

fn resource(owner: &AccountId, arn: &str, detail: Detail) -> Resource {
    let (account, region) = (owner.clone(), Region::global());
    Resource { arn: Arn::new(arn), account, region, tags: Fact::NotApplicable, detail }
}

/// What was found below the roots.
struct Tree {
    accounts: Result<Vec<MemberAccount>, GapId>,
    units: Result<usize, GapId>,
}

/// Walks down from the roots, one level after the other.
async fn tree(caller: &Caller, owner: &AccountId) -> Tree {
    let client = caller.session.organizations();
    let mut level = Vec::new();
    let request = |token: Option<String>| client.list_roots().set_next_token(token).send();
    let roots = caller.pages(ROOTS, "", request, |page| {
        level.extend(page.roots().iter().filter_map(|root| {
            caller.put(unit(owner, root.arn()?, root.id()?, root.name(), None));
            root.id().map(str::to_owned)
        }));
        page.next_token
    });
    if let Err(gap) = roots.await {
        return Tree { accounts: Err(gap), units: Err(gap) };
    }
    let mut tree = Tree { accounts: Ok(Vec::new()), units: Ok(level.len()) };
    while !level.is_empty() {
        caller.planned(level.len() * 2);
        let calls = level.iter().map(|parent| join(units_of(caller, parent), accounts_of(caller, parent)));
        let below = side_by_side(AT_ONCE, calls).await;
        let mut next = Vec::new();
        for (parent, (units, accounts)) in level.iter().zip(below) {
            tree.take_accounts(accounts);
            tree.take_units(caller, owner, parent, units, &mut next);
        }
        level = next;
    }
    tree
}

impl Tree {
    fn take_accounts(&mut self, found: Result<Vec<MemberAccount>, GapId>) {
        match (&mut self.accounts, found) {
            (Ok(all), Ok(found)) => all.extend(found),
            (Ok(_), Err(gap)) => self.accounts = Err(gap),
            (Err(_), _) => {}
        }
    }

    fn take_units(
        &mut self,
        caller: &Caller,
        owner: &AccountId,
        parent: &str,
        found: Result<Vec<SdkUnit>, GapId>,
        next: &mut Vec<String>,
    ) {
        match found {
            Ok(found) => {
                for it in &found {
                    let (Some(arn), Some(id)) = (it.arn(), it.id()) else { continue };
                    caller.put(unit(owner, arn, id, it.name(), Some(parent)));
                    next.push(id.to_owned());
                }
                self.units = self.units.map(|count| count + found.len());
            }
            // Accounts below a unit that could not be listed are missing too.
            Err(gap) => {
                self.units = self.units.and(Err(gap));
                self.take_accounts(Err(gap));
            }
        }
    }
}

fn unit(owner: &AccountId, arn: &str, id: &str, name: Option<&str>, parent: Option<&str>) -> Resource {
    let unit = OrganizationalUnit {
        id: id.to_owned(),
        name: name.unwrap_or(id).to_owned(),
        parent: parent.map(str::to_owned),
    };
    resource(owner, arn, Detail::OrganizationalUnit(Box::new(unit)))
}

async fn units_of(caller: &Caller, parent: &str) -> Result<Vec<SdkUnit>, GapId> {
    let client = caller.session.organizations();
    let mut units = Vec::new();
    let request = |token: Option<String>| {
        client.list_organizational_units_for_parent().parent_id(parent).set_next_token(token).send()
    };
    caller
        .pages(UNITS, parent, request, |page| {
            units.extend(page.organizational_units.unwrap_or_default());
            page.next_token
        })
        .await?;
    Ok(units)
}

async fn accounts_of(caller: &Caller, parent: &str) -> Result<Vec<MemberAccount>, GapId> {
    let client = caller.session.organizations();
    let mut accounts = Vec::new();
    let request =
        |token: Option<String>| client.list_accounts_for_parent().parent_id(parent).set_next_token(token).send();
    caller
        .pages(ACCOUNTS, parent, request, |page| {
            accounts.extend(page.accounts().iter().map(|account| member(account, parent)));
            page.next_token
        })
        .await?;
    Ok(accounts)
}

fn member(account: &Account, parent: &str) -> MemberAccount {
    MemberAccount {
        id: AccountId::new(account.id().unwrap_or_default()),
        name: account.name().unwrap_or_default().to_owned(),
        status: status(account),
        parent: Some(parent.to_owned()),
    }
}

/// AWS is replacing `Status` by `State`; whichever is sent.
fn status(account: &Account) -> String {
    let state = account.state().map(|state| state.as_str().to_owned());
    state.or_else(|| account.status().map(|status| status.as_str().to_owned())).unwrap_or_default()
}

async fn policies(caller: &Caller, owner: &AccountId) -> Result<usize, GapId> {
    let kinds = [
        (PolicyType::ServiceControlPolicy, OrganizationPolicyKind::ServiceControl),
        (PolicyType::ResourceControlPolicy, OrganizationPolicyKind::ResourceControl),
    ];
    let mut count = Ok(0);
    for (filter, kind) in kinds {
        let found = list(caller, filter).await;
        if let Ok(found) = &found {
            let fresh = found.iter().filter(|it| it.arn().is_some_and(|arn| !caller.sink.holds_resource(arn)));
            caller.planned(fresh.clone().count() * 2);
            side_by_side(AT_ONCE, fresh.map(|it| policy(caller, owner, kind, it))).await;
        }
        count = count.and_then(|count| found.map(|found| count + found.len()));
    }
    count
}

async fn list(caller: &Caller, filter: PolicyType) -> Result<Vec<PolicySummary>, GapId> {
    let client = caller.session.organizations();
    let mut found = Vec::new();
    let request = |token: Option<String>| client.list_policies().filter(filter.clone()).set_next_token(token).send();
    caller
        .pages(POLICIES, filter.as_str(), request, |page| {
            found.extend(page.policies.unwrap_or_default());
            page.next_token
        })
        .await?;
    Ok(found)
}

async fn policy(caller: &Caller, owner: &AccountId, kind: OrganizationPolicyKind, summary: &PolicySummary) {
    let (arn, id) = (summary.arn().unwrap_or_default(), summary.id().unwrap_or_default());
    let (document, targets) = join(content(caller, id, arn), targets(caller, id, arn)).await;
    let policy = OrganizationPolicy {
        id: id.to_owned(),
        name: summary.name().unwrap_or(id).to_owned(),
        policy_kind: kind,
        aws_managed: summary.aws_managed(),
        document: document.into(),
        targets: targets.into(),
    };
    caller.put(resource(owner, arn, Detail::OrganizationPolicy(Box::new(policy))));
}

async fn content(caller: &Caller, id: &str, arn: &str) -> Result<Document, GapId> {
    let client = caller.session.organizations();
    let answer = caller.call(POLICY, arn, || client.describe_policy().policy_id(id).send()).await?;
    match answer.policy().and_then(|policy| policy.content()) {
        Some(text) => Ok(Document::new(text)),
        None => Err(caller.malformed(POLICY, arn, "the answer lacks the document")),
    }
}

async fn targets(caller: &Caller, id: &str, arn: &str) -> Result<Vec<String>, GapId> {
    let client = caller.session.organizations();
    let mut targets = Vec::new();
    let request = |token: Option<String>| client.list_targets_for_policy().policy_id(id).set_next_token(token).send();
    caller
        .pages(TARGETS, arn, request, |page| {
            targets.extend(page.targets().iter().filter_map(|target| target.target_id().map(str::to_owned)));
            page.next_token
        })
        .await?;
    Ok(targets)
}
