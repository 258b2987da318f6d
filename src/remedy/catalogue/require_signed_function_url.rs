//! `require-signed-function-url`.

use super::common::{known, resource, typed};
use crate::finding::Finding;
use crate::model::Aspect;
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Lets a function URL ask who calls: `AWS_IAM` instead of `NONE`. Callers then have to sign their requests and need
    /// `lambda:InvokeFunctionUrl`. Origins, the mode of invocation and the function's policy stay as they are.
    ///
    /// Browsers, webhooks and whatever else calls without a signature is refused at once. Put API Gateway or CloudFront
    /// in front for those.
    ///
    /// Source: AWS Lambda Developer Guide, "Control access to Lambda function URLs".
    id: "require-signed-function-url",
    title: "Let the function URL ask who calls",
    choices: &[],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    let function = resource.function().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let urls = known(situation.estate, &function.urls, "function URLs")?;
    let url = urls.iter().find(|it| finding.locus == it.arn.as_str());
    let url = url.ok_or_else(|| Refusal::Impossible("the function URL is not there any more".to_owned()))?;
    let summary = format!("Let the URL of function {} ask who calls.", resource.name());
    let aspect = Aspect::UrlAuthentication { function: url.arn.clone() };
    let mut edit = typed(resource, aspect, &"AWS_IAM", summary)?;
    edit.consequences.push(format!("Whoever calls {} without a signature is refused.", url.url));
    edit.disruptive = true;
    Ok(vec![edit])
}
