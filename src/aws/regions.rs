//! Which regions are read: those asked for, else all that are enabled, as Account Management or EC2 names them.

use aws_sdk_account::types::RegionOptStatus::{Enabled, EnabledByDefault};

use crate::model::{Failure, GapId, Region};

use super::call::{Api, Caller};
use super::error::Refusal;
use super::session::Options;
use super::wire::services::EC2;

/// Either of the two is enough; the gap names both.
const LIST_REGIONS: Api = Api::needs("account:ListRegions", "account:ListRegions or ec2:DescribeRegions");

/// The regions to read: those asked for, else all that are enabled; the gap when that is not known.
///
/// # Errors
/// The gap that was recorded, when neither service answers.
pub async fn enabled(caller: &Caller, options: &Options) -> Result<Vec<Region>, GapId> {
    if !options.regions.is_empty() {
        return Ok(options.regions.clone());
    }
    let mut regions = match of_account(caller).await {
        Ok(regions) => regions,
        Err(first) => of_ec2(caller).await.map_err(|second| caller.gap(LIST_REGIONS, "", both(first, second)))?,
    };
    regions.sort();
    Ok(regions)
}

async fn of_account(caller: &Caller) -> Result<Vec<Region>, Refusal> {
    let client = caller.session.account_management();
    let mut regions = Vec::new();
    let request = |token: Option<String>| {
        let request = client.list_regions().max_results(50).set_next_token(token);
        request.region_opt_status_contains(Enabled).region_opt_status_contains(EnabledByDefault).send()
    };
    let read = caller.try_pages(request, |page| {
        let names = page.regions().iter().filter_map(aws_sdk_account::types::Region::region_name);
        regions.extend(names.map(Region::from));
        page.next_token
    });
    read.await?;
    Ok(regions)
}

/// EC2 tells of enabled regions only, unless asked for all, and all at once.
///
/// Source: Amazon EC2 API Reference, "DescribeRegions".
async fn of_ec2(caller: &Caller) -> Result<Vec<Region>, Refusal> {
    let client = caller.session.wire(EC2, &caller.session.home);
    let answer = caller.of_service("ec2").try_call(|| Box::pin(client.query("DescribeRegions", &[]))).await?;
    let regions: Vec<Region> =
        answer.items("regionInfo").filter_map(|it| it.text_of("regionName")).map(Region::from).collect();
    if regions.is_empty() {
        let message = "the answer of EC2 names no region".to_owned();
        return Err(Refusal { reason: Failure::Malformed, code: String::new(), message });
    }
    Ok(regions)
}

/// What both services said. To be denied by either is what a person can mend.
fn both(account: Refusal, ec2: Refusal) -> Refusal {
    let reason = if ec2.reason == Failure::Denied { Failure::Denied } else { account.reason };
    let said = |refusal: &Refusal| match refusal.message.as_str() {
        "" => refusal.reason.to_string(),
        message => message.to_owned(),
    };
    let message = format!("account:ListRegions: {}; ec2:DescribeRegions: {}", said(&account), said(&ec2));
    Refusal { reason, code: account.code, message }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::canned::{Canned, Notes, caller, json_error};
    use super::*;

    const DENIED: &str = "<Response><Errors><Error><Code>UnauthorizedOperation</Code>\
        <Message>You are not authorized</Message></Error></Errors><RequestID>r</RequestID></Response>";
    const TWO: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
        <DescribeRegionsResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>r</requestId><regionInfo>\
        <item><regionName>us-east-1</regionName><regionEndpoint>ec2.us-east-1.amazonaws.com</regionEndpoint></item>\
        <item><regionName>eu-west-1</regionName><optInStatus>opt-in-not-required</optInStatus></item>\
        </regionInfo></DescribeRegionsResponse>";

    async fn read(ec2: (u16, &'static str)) -> (Result<Vec<Region>, GapId>, Arc<Notes>, Canned) {
        let canned = Canned::new(move |asked| {
            if asked.body.starts_with("Action=") {
                return (ec2.0, ec2.1.to_owned());
            }
            json_error(403, "AccessDeniedException")
        });
        let notes = Arc::new(Notes::default());
        let caller = caller(&canned, &notes, "account", Region::global()).await;
        (enabled(&caller, &Options::default()).await, notes, canned)
    }

    #[tokio::test]
    async fn ec2_names_the_regions_where_account_management_may_not_be_asked() {
        let (regions, notes, canned) = read((200, TWO)).await;
        assert_eq!(regions.unwrap(), [Region::from("eu-west-1"), Region::from("us-east-1")]);
        assert!(notes.gaps().is_empty());
        let asked = canned.asked().pop().unwrap();
        assert_eq!(asked.body, "Action=DescribeRegions&Version=2016-11-15");
        assert_eq!((asked.method.as_str(), asked.uri.as_str()), ("POST", "https://ec2.eu-west-1.amazonaws.com/"));
    }

    #[tokio::test]
    async fn without_either_one_gap_names_both_permissions() {
        let (regions, notes, _) = read((403, DENIED)).await;
        assert_eq!(regions, Err(GapId(0)));
        let gap = notes.gaps().remove(0);
        assert_eq!((gap.api.as_str(), gap.reason), ("account:ListRegions", Failure::Denied));
        assert_eq!(gap.permission, "account:ListRegions or ec2:DescribeRegions");
        assert!(gap.message.ends_with("ec2:DescribeRegions: You are not authorized"), "{}", gap.message);
    }

    #[tokio::test]
    async fn an_answer_without_regions_does_not_count() {
        let (regions, notes, _) = read((200, "<DescribeRegionsResponse/>")).await;
        assert_eq!((regions, notes.gaps().len()), (Err(GapId(0)), 1));
    }

    #[tokio::test]
    async fn regions_that_were_asked_for_are_not_listed() {
        let canned = Canned::new(|_| json_error(403, "AccessDeniedException"));
        let notes = Arc::new(Notes::default());
        let caller = caller(&canned, &notes, "account", Region::global()).await;
        let options = Options { regions: vec![Region::from("eu-west-3")], ..Options::default() };
        assert_eq!(enabled(&caller, &options).await.unwrap(), options.regions);
        assert!(canned.asked().is_empty());
    }
}
