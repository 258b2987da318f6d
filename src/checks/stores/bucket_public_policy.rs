//! `s3-bucket-public-policy`.

use crate::checks::outsiders::Gate;
use crate::checks::statements::{Source, covers_any, impact, likelihood};
use crate::checks::{Context, Fault, Outcome, Reason, Threat};
use crate::model::{Classification, Domain, Fact, Kind, Resource, ResourceId};
use crate::policy::{Opening, PrincipalClause};

use super::access_points::{Way, ways};
use super::{granting_policy, unless_blocked};

define_check! {
    /// A bucket policy that lets in everyone hands the data to whoever finds the bucket's name; names are guessed and
    /// listed by machines all day.
    ///
    /// Fails for each statement that allows everyone (`*`, or `NotPrincipal`) and that no condition keeps to fixed
    /// callers: an organization, account, network, source or identity. `IfExists`, negated operators, `ForAllValues`
    /// and wildcard values keep nobody out. Passes where nobody from outside gets through with anything that the statement
    /// allows, because a Deny of the policy or a resource control policy takes all of it away; a Deny of a part does not.
    /// Where resource control policies could not be read, the finding stands and says so.
    ///
    /// A bucket policy that leaves the choice to access points (by a condition on `s3:DataAccessPointAccount` or
    /// `s3:DataAccessPointArn`) is as open as their policies: each that lets in everyone from the internet, and has no
    /// block of its own, fails too.
    ///
    /// Passes when `RestrictPublicBuckets` is on for the account or the bucket: S3 then ignores the grant. Is unknown
    /// when nothing known blocks it and one of the two blocks could not be read.
    ///
    /// Sources: Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage", "Managing public access to
    /// access points for general purpose buckets"; AWS Organizations User Guide, "Resource control policies (RCPs)".
    id: "s3-bucket-public-policy",
    title: "Bucket policies do not let in everyone",
    kind: Kind::Bucket,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 5,
    impact: 4,
    remedies: &[
        "enable-bucket-public-access-block",
        "remove-bucket-policy-statement",
        "narrow-bucket-policy-statement",
        "enable-account-public-access-block",
    ],
    mappings: super::NOT_PUBLIC,
    evaluate: evaluate,
}

const CHANGES: [&str; 5] =
    ["s3:PutObject", "s3:DeleteObject", "s3:PutBucketPolicy", "s3:PutObjectAcl", "s3:DeleteObjectVersion"];
const READS: [&str; 4] = ["s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket", "s3:ListBucketVersions"];

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let Some(bucket) = resource.bucket() else { return Outcome::NotApplicable };
    let source = match granting_policy(context, bucket) {
        Ok(source) => source,
        Err(outcome) => return outcome,
    };
    let exposure = context.exposure(source.policy);
    let (ways, mut reasons) = ways(context, resource, &bucket.name, source.policy);
    let open: Vec<&Way<'_>> = ways.iter().filter(|way| is_open(way, &mut reasons)).collect();
    if exposure.public.is_empty() && open.is_empty() && reasons.is_empty() {
        return Outcome::Pass;
    }
    let meant = context.classification(resource) == Classification::Public;
    unless_blocked(
        context,
        resource,
        bucket,
        |block| block.restrict_public_buckets,
        || {
            let mut faults = Vec::new();
            let gate = Gate::of(context, id, resource);
            for opening in &exposure.public {
                let passage = gate.everyone(source.document, opening.index);
                passage.conclude(|| fault("bucket policy", source, opening, meant), &mut faults, &mut reasons);
            }
            for way in open {
                let policy = format!("policy of access point {}", way.point.name);
                let gate = way.gate(context, id, resource);
                for opening in &way.exposure.public {
                    let passage = gate.everyone(way.source.document, opening.index);
                    let fault = || way.fault(fault(&policy, way.source, opening, meant));
                    passage.conclude(fault, &mut faults, &mut reasons);
                }
            }
            Outcome::concluded(faults, reasons)
        },
    )
}

/// Whether an access point takes everyone whom its policy lets in. Its own block restricts it as a bucket's does.
fn is_open(way: &Way<'_>, reasons: &mut Vec<Reason>) -> bool {
    if way.exposure.public.is_empty() || !way.point.internet {
        return false;
    }
    match &way.point.public_access_block {
        Fact::Known(block) => !block.restrict_public_buckets,
        Fact::NotApplicable => true,
        Fact::Unknown(gap) => {
            reasons.push(Reason::Gap(*gap));
            false
        }
    }
}

fn fault(policy: &str, source: Source<'_>, opening: &Opening<'_>, meant: bool) -> Fault {
    let changes = covers_any(opening.statement, &CHANGES);
    let reads = covers_any(opening.statement, &READS);
    let fault = source.public_fault(opening, summary(policy, &source.name(opening.index), opening, changes, reads));
    match (changes, reads) {
        (true, _) => fault.factor(impact(1, "everyone may change or delete data")),
        (false, true) if meant => fault.factor(likelihood(-4, "classified as public: reading is meant")),
        (false, true) => fault,
        (false, false) => fault.factor(impact(-2, "the allowed actions neither read nor change objects")),
    }
}

fn summary(policy: &str, name: &str, opening: &Opening<'_>, changes: bool, reads: bool) -> String {
    let may = match (reads, changes) {
        (true, true) => "read and change data",
        (true, false) => "read data",
        (false, true) => "change data",
        (false, false) => "use some actions",
    };
    let anyone = match opening.statement.principal {
        PrincipalClause::Not(_) => "everyone but those it names",
        _ => "everyone",
    };
    format!("The {policy} lets {anyone} {may} ({name})")
}
