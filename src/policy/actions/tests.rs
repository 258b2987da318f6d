//! Facts of the shipped table, checked against the Service Authorization Reference, and its agreement with itself.

use super::*;

fn id(name: &str) -> ActionId {
    ActionTable::aws().find(name).unwrap_or_else(|| panic!("{name} is not in the table"))
}

fn types(name: &str) -> Vec<(&'static str, bool)> {
    ActionTable::aws().resource_types(id(name)).map(|it| (it.kind.name(), it.required)).collect()
}

fn keys(name: &str) -> Vec<&'static str> {
    ActionTable::aws().condition_keys(id(name)).into_iter().map(ConditionKey::name).collect()
}

#[test]
fn the_table_says_what_it_is() {
    let table = ActionTable::aws();
    assert!(table.date().parse::<jiff::civil::Date>().is_ok(), "{}", table.date());
    assert!(table.source().contains("(MIT)"), "{}", table.source());
    assert_eq!(table.service("S3").map(Service::name), Some("Amazon S3"));
    assert_eq!(table.services().iter().map(|it| it.actions().len()).sum::<usize>(), table.len());
    let notice = include_str!("../../../data/NOTICE.md");
    let pinned = include_str!("../../../scripts/actions/sources.py");
    let version = |name: &str| {
        let line = pinned.lines().find(|it| it.starts_with(name)).unwrap();
        line.split('"').nth(1).unwrap().to_owned()
    };
    for version in [version("MAIN_VERSION"), version("DEPENDENT_VERSION")] {
        assert!(notice.contains(&version) && table.source().contains(&version), "{version}");
    }
    assert!(notice.contains(table.date()));
}

/// Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3".
#[test]
fn s3_is_as_the_reference_has_it() {
    let table = ActionTable::aws();
    assert_eq!(table.name(id("S3:getobject")), "s3:GetObject");
    assert_eq!(table.access_level(id("s3:GetObject")), AccessLevel::Read);
    assert!(types("s3:GetObject").iter().any(|it| it.0 == "object"));
    assert!(keys("s3:GetObject").contains(&"s3:ExistingObjectTag/<key>"));
    assert_eq!(table.access_level(id("s3:ListAllMyBuckets")), AccessLevel::List);
    assert!(table.takes_no_resource(id("s3:ListAllMyBuckets")));
    assert!(!table.takes_no_resource(id("s3:ListBucket")));
    assert!(types("s3:PutBucketVersioning").contains(&("bucket", true)));
    assert!(types("s3:ListBucket").contains(&("bucket", false)), "a bucket or an access point");
    assert!(keys("s3:ListBucket").contains(&"s3:prefix"));
    assert_eq!(table.access_level(id("s3:PutBucketPolicy")), AccessLevel::PermissionsManagement);
    assert_eq!(table.access_level(id("s3:PutBucketTagging")), AccessLevel::Tagging);
    let bucket = table.types_of(table.service("s3").unwrap()).iter().find(|it| it.name() == "bucket").unwrap();
    assert_eq!(bucket.arn(), "arn:${Partition}:s3:::${BucketName}");
    assert_eq!(bucket.pattern(), "arn:*:s3:::*");
}

/// The same pages for IAM, KMS, SQS, Lambda and EC2.
#[test]
fn other_services_are_as_the_reference_has_them() {
    let table = ActionTable::aws();
    assert_eq!(table.access_level(id("iam:PassRole")), AccessLevel::Write);
    assert_eq!(types("iam:PassRole"), [("role", true)]);
    assert!(keys("iam:PassRole").contains(&"iam:PassedToService"));
    assert_eq!(table.access_level(id("kms:Decrypt")), AccessLevel::Write);
    assert_eq!(types("kms:Decrypt"), [("key", true)]);
    assert!(keys("kms:Decrypt").contains(&"kms:ViaService"));
    assert_eq!(table.access_level(id("sqs:ReceiveMessage")), AccessLevel::Read);
    assert_eq!(types("sqs:ReceiveMessage"), [("queue", true)]);
    let needed = |name| table.dependent_actions(id(name)).iter().map(|it| table.name(*it)).collect::<Vec<_>>();
    assert!(needed("lambda:CreateFunction").contains(&"iam:PassRole"));
    assert!(needed("sqs:ReceiveMessage").is_empty());
    assert!(types("ec2:RunInstances").contains(&("subnet", true)));
    assert!(types("ec2:RunInstances").contains(&("key-pair", false)));
}

#[test]
fn names_are_in_order_and_found_in_any_case() {
    let table = ActionTable::aws();
    let names: Vec<String> = table.iter().map(|it| table.name(it).to_ascii_lowercase()).collect();
    assert!(names.is_sorted());
    for (id, name) in table.iter().zip(&names) {
        assert_eq!(table.find(name), Some(id));
        assert_eq!(table.find(&name.to_ascii_uppercase()), Some(id));
        let service = table.service_of(id).unwrap();
        assert!(name.starts_with(&format!("{}:", service.prefix())), "{name}");
    }
    for unknown in ["", "s3", "s3:", "s3:GetObjec", "s3:GetObject ", "s3:Get*", "zz:Top", "S3GetObject"] {
        assert_eq!(table.find(unknown), None, "{unknown}");
    }
}

#[test]
fn patterns_cover_what_text_covers() {
    let table = ActionTable::aws();
    let patterns = [
        "*",
        "*:*",
        "s3:*",
        "S3:get*",
        "s3:Get*Version",
        "s3:?etObject",
        "s3*:Get*",
        "s*t",
        "?3:GetObject",
        "*:Get*",
        "",
        "s3:GetObject",
        "s3",
        "s3:",
        "kms:*DataKey*",
        "none:*",
        "*Object",
        "iam:PassRole",
        "ec2:Describe*",
        "é*",
        "s3:é?",
    ];
    for pattern in patterns {
        let set = table.matching(pattern);
        for id in table.iter() {
            let name = table.name(id);
            assert_eq!(set.contains(id), glob::action_matches(pattern, name), "{pattern} {name}");
        }
    }
    assert_eq!(table.matching("*"), table.all());
    let either = table.matching_any(["s3:GetObject", "s3:Put*"]);
    assert_eq!(either.len(), 1 + table.matching("s3:put*").len());
}

#[test]
fn sets_do_what_sets_do() {
    let table = ActionTable::aws();
    let (reads, all_s3) = (table.matching("s3:Get*"), table.matching("s3:*"));
    assert!(reads.is_subset(&all_s3) && reads.intersects(&all_s3) && !reads.intersects(&table.matching("kms:*")));
    let mut rest = all_s3.clone();
    rest.subtract(&reads);
    assert_eq!(rest.len() + reads.len(), all_s3.len());
    rest.intersect_with(&reads);
    assert!(rest.is_empty());
    let listed: ActionSet = reads.iter().collect();
    assert_eq!(listed, reads, "with less room");
    assert_ne!(listed, all_s3);
    assert_eq!(ActionSet::default(), table.none());
    assert_eq!(std::collections::HashSet::from([listed, reads]).len(), 1);
}

#[test]
fn an_action_takes_the_resources_of_its_types() {
    let table = ActionTable::aws();
    let takes = |name: &str, arn: &str| table.takes(id(name), arn);
    assert!(takes("s3:GetObject", "arn:aws:s3:::raw/2026/01.csv"));
    assert!(!takes("s3:GetObject", "arn:aws:s3:::raw"));
    assert!(takes("s3:ListBucket", "arn:aws:s3:::raw"));
    assert!(!takes("s3:ListBucket", "arn:aws:s3:::raw/2026/01.csv"));
    assert!(takes("dynamodb:Query", "arn:aws:dynamodb:eu-west-1:111122223333:table/a/index/b"));
    assert!(!takes("dynamodb:PutItem", "arn:aws:dynamodb:eu-west-1:111122223333:table/a/index/b"));
    assert!(takes("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:111122223333:function:f:1"));
    assert!(takes("sqs:SendMessage", "arn:aws-cn:sqs:cn-north-1:111122223333:a"));
    assert!(!takes("sqs:SendMessage", "arn:aws:sns:eu-west-1:111122223333:a"));
    assert!(!takes("s3:ListAllMyBuckets", "arn:aws:s3:::raw"));
    for (prefix, arn) in [("s3", "arn:aws:s3:::raw"), ("s3", "arn:aws:s3:::raw/a"), ("kms", "arn:aws:s3:::raw")] {
        let service = table.service(prefix).unwrap();
        let taking = table.taking(service, arn);
        assert!(service.actions().all(|it| taking.contains(it) == table.takes(it, arn)), "{arn}");
        assert_eq!(taking.is_empty(), prefix == "kms");
    }
}

#[test]
fn keys_with_placeholders_stand_for_many() {
    let table = ActionTable::aws();
    assert_eq!(table.find_key("AWS:resourcetag/team").map(ConditionKey::name), Some("aws:ResourceTag/${TagKey}"));
    assert_eq!(table.find_key("s3:ExistingObjectTag/a").map(ConditionKey::name), Some("s3:ExistingObjectTag/<key>"));
    assert_eq!(table.find_key("aws:Nothing"), None);
    assert!(table.find_key("aws:TagKeys").is_some_and(ConditionKey::is_multivalued));
    assert!(table.find_key("aws:SourceIp").is_some_and(|it| it.is_global() && it.kind() == "IPAddress"));
    assert!(table.knows_key(id("s3:GetObject"), "s3:existingobjecttag/class"));
    assert!(table.knows_key(id("s3:GetObject"), "aws:SourceVpce"));
    assert!(!table.knows_key(id("s3:GetObject"), "kms:ViaService"));
}

/// What [`ActionTable::find_key`] gives, by looking at every key.
fn among_all<'t>(table: &'t ActionTable, name: &str) -> Option<&'t ConditionKey> {
    let all = table.all_condition_keys();
    all.iter().find(|it| it.name().eq_ignore_ascii_case(name)).or_else(|| all.iter().find(|it| it.is(name)))
}

#[test]
fn keys_are_found_by_their_names_as_by_looking_at_all() {
    let table = ActionTable::aws();
    let filled = |name: &str| name.replace(['$', '{', '}', '<', '>'], "").to_ascii_uppercase();
    let own = table.all_condition_keys().iter().flat_map(|it| [it.name().to_owned(), filled(it.name())]);
    let made_up =
        ["", "aws:", "é", "aws:é", "aws:ResourceTag", "aws:resourcetag/", "kms:EncryptionContext:a", "s3:none"];
    for name in own.chain(made_up.map(str::to_owned)) {
        let (found, wanted) = (table.find_key(&name), among_all(table, &name));
        assert_eq!(found.map(ConditionKey::name), wanted.map(ConditionKey::name), "{name}");
    }
}

/// Organizations User Guide, "Resource control policies": the first five services stay, and the list only grows.
#[test]
fn resource_control_policies_cover_a_list_of_services() {
    let table = ActionTable::aws();
    for prefix in ["s3", "STS", "kms", "sqs", "secretsmanager", "dynamodb", "ecr", "logs"] {
        assert!(table.resource_control_covers(prefix), "{prefix}");
    }
    let unknown: Vec<_> = table.covered_by_resource_control().iter().filter(|it| table.service(it).is_none()).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    assert!(!table.resource_control_covers("iam"));
    assert!(!table.resource_control_covers("ec2"));
}
