//! Who reaches a bucket: policies, access control lists, blocks, conditions, foreigners.

use super::*;

mod public_policy {
    use super::*;
    const CHECK: &str = "s3-bucket-public-policy";

    #[test]
    fn a_public_statement_is_critical_and_is_its_own_evidence() {
        let finding = only(&open(|it| it.policy = policy(public())), CHECK);
        assert_eq!((finding.locus.as_str(), finding.severity()), ("Open", Severity::Critical));
        assert_eq!(finding.summary, "The bucket policy lets everyone read data (Open)");
        assert!(
            matches!(&finding.evidence[0], Evidence::Statement { label, index: 0, .. } if label == "bucket policy")
        );
    }

    #[test]
    fn either_block_takes_the_grant_away() {
        let by_bucket = open(|it| {
            it.policy = policy(public());
            it.public_access_block =
                Fact::Known(Some(PublicAccessBlock { restrict_public_buckets: true, ..Default::default() }));
        });
        assert_eq!(decision(&by_bucket, CHECK, RAW), Some(Pass));
        let by_account = estate([bucket("raw").bucket_with(|it| {
            it.policy = policy(public());
            it.public_access_block = Fact::Known(None);
        })]);
        assert_eq!(decision(&by_account, CHECK, RAW), Some(Pass));
    }

    #[test]
    fn refusing_new_policies_takes_nothing_away() {
        let estate = open(|it| {
            it.policy = policy(public());
            it.public_access_block =
                Fact::Known(Some(PublicAccessBlock { restrict_public_buckets: false, ..PublicAccessBlock::ALL }));
        });
        assert_eq!(decision(&estate, CHECK, RAW), Some(Fail));
    }

    #[test]
    fn a_hidden_block_leaves_it_undecided_only_where_it_would_decide() {
        let hide_account = |own: Option<PublicAccessBlock>| {
            let raw = bucket("raw").bucket_with(|it| {
                it.policy = policy(public());
                it.public_access_block = Fact::Known(own);
            });
            let account = account(ACCOUNT).account_with(|it| it.public_access_block = unknown());
            decision(&estate_with_gaps([denied("s3:GetAccountPublicAccessBlock", "")], [raw, account]), CHECK, RAW)
        };
        assert_eq!(hide_account(None), Some(Unknown));
        assert_eq!(hide_account(Some(PublicAccessBlock::ALL)), Some(Pass));
    }

    #[test]
    fn a_hidden_block_does_not_matter_to_a_private_policy() {
        let raw = bucket("raw").bucket_with(|it| it.public_access_block = unknown());
        let estate = estate_with_gaps([denied("s3:GetBucketPublicAccessBlock", RAW)], [raw]);
        assert_eq!(decision(&estate, CHECK, RAW), Some(Pass));
    }

    #[test]
    fn a_hidden_or_broken_policy_is_unknown() {
        assert_eq!(hidden(CHECK, |it| it.policy = unknown()), Some(Unknown));
        assert_eq!(decision(&open(|it| it.policy = policy("{broken")), CHECK, RAW), Some(Unknown));
    }

    #[test]
    fn a_narrowed_statement_passes_and_a_loose_condition_is_explained() {
        let narrowed = r#","Condition":{"StringEquals":{"aws:SourceVpce":"vpce-1"}}"#;
        let estate = open(|it| it.policy = policy(allow(r#""*""#, "s3:GetObject", narrowed)));
        assert_eq!(decision(&estate, CHECK, RAW), Some(Pass));
        let loose = r#","Condition":{"StringEqualsIfExists":{"aws:SourceVpce":"vpce-1"}}"#;
        let estate = open(|it| it.policy = policy(allow(r#""*""#, "s3:GetObject", loose)));
        assert!(notes(&only(&estate, CHECK)).contains("StringEqualsIfExists on aws:SourceVpce does not narrow it"));
    }

    #[test]
    fn what_may_be_done_moves_the_impact() {
        let score =
            |action: &str| only(&open(|it| it.policy = policy(allow(r#""*""#, action, ""))), CHECK).risk.score();
        assert!(score("s3:*") > score("s3:GetObject"));
        assert!(score("s3:GetObject") > score("s3:GetBucketLocation"));
    }

    #[test]
    fn data_that_is_meant_to_be_public_weighs_little_until_it_can_be_changed() {
        let severity = |action: &str| {
            let mut estate = open(|it| it.policy = policy(allow(r#""*""#, action, "")));
            let raw = Resource::clone(estate.find(RAW).unwrap().1).tag("classification", "public");
            estate.insert(raw.into());
            only(&estate, CHECK).severity()
        };
        assert_eq!(severity("s3:GetObject"), Severity::Low);
        assert_eq!(severity("s3:PutObject"), Severity::Critical);
    }
}

mod public_acl {
    use super::*;
    const CHECK: &str = "s3-bucket-public-acl";

    fn group(name: &str, permission: &str) -> Fact<Acl> {
        let uri = format!("http://acs.amazonaws.com/groups/global/{name}");
        let grant = AclGrant { grantee: Grantee::Group(uri), permission: permission.to_owned() };
        Fact::Known(Acl { owner: "owner-canonical-id".to_owned(), grants: vec![grant] })
    }

    #[test]
    fn both_groups_open_the_bucket() {
        for who in ["AllUsers", "AuthenticatedUsers"] {
            let estate = open(|it| {
                it.ownership = Fact::Known(Some(ObjectOwnership::ObjectWriter));
                it.acl = group(who, "READ");
            });
            assert_eq!(only(&estate, CHECK).locus, format!("{who}/READ"));
        }
    }

    #[test]
    fn disabled_lists_ignored_lists_and_log_delivery_pass() {
        let disabled = open(|it| it.acl = group("AllUsers", "READ"));
        assert_eq!(decision(&disabled, CHECK, RAW), Some(Pass));
        let ignored = open(|it| {
            it.ownership = Fact::Known(None);
            it.acl = group("AllUsers", "READ");
            it.public_access_block =
                Fact::Known(Some(PublicAccessBlock { ignore_public_acls: true, ..Default::default() }));
        });
        assert_eq!(decision(&ignored, CHECK, RAW), Some(Pass));
        let delivery = open(|it| {
            it.ownership = Fact::Known(None);
            it.acl = group("LogDelivery", "WRITE");
        });
        assert_eq!(decision(&delivery, CHECK, RAW), Some(Pass));
    }

    #[test]
    fn hidden_ownership_or_list_is_unknown_when_it_would_decide() {
        let ownership = |acl: Fact<Acl>| {
            let raw = bucket("raw").bucket_with(|it| {
                it.acl = acl;
                it.ownership = unknown();
                it.public_access_block = Fact::Known(None);
            });
            let account = account(ACCOUNT).account_with(|it| it.public_access_block = Fact::Known(None));
            decision(&estate_with_gaps([denied("s3:GetBucketOwnershipControls", RAW)], [raw, account]), CHECK, RAW)
        };
        assert_eq!(ownership(group("AllUsers", "READ")), Some(Unknown));
        assert_eq!(ownership(group("LogDelivery", "WRITE")), Some(Pass));
        let both = |it: &mut Bucket| {
            it.acl = unknown();
            it.ownership = Fact::Known(None);
        };
        assert_eq!(hidden(CHECK, both), Some(Unknown));
    }
}

mod public_access_blocks {
    use super::*;
    const BUCKET: &str = "s3-bucket-public-access-block";
    const ACCOUNT_CHECK: &str = "s3-account-public-access-block";

    #[test]
    fn account_and_bucket_complete_each_other() {
        let half = PublicAccessBlock { block_public_acls: true, ignore_public_acls: true, ..Default::default() };
        let other =
            PublicAccessBlock { block_public_policy: true, restrict_public_buckets: true, ..Default::default() };
        let both = |own, all| {
            let raw = bucket("raw").bucket_with(|it| it.public_access_block = Fact::Known(own));
            let account = account(ACCOUNT).account_with(|it| it.public_access_block = Fact::Known(all));
            estate([raw, account])
        };
        assert_eq!(decision(&both(Some(half), Some(other)), BUCKET, RAW), Some(Pass));
        let finding = only(&both(Some(half), None), BUCKET);
        assert!(finding.summary.contains("BlockPublicPolicy, RestrictPublicBuckets off"), "{}", finding.summary);
    }

    #[test]
    fn a_hidden_block_is_unknown_unless_the_other_is_complete() {
        let hide = |all| {
            let raw = bucket("raw").bucket_with(|it| it.public_access_block = unknown());
            let account = account(ACCOUNT).account_with(|it| it.public_access_block = Fact::Known(all));
            decision(&estate_with_gaps([denied("s3:GetBucketPublicAccessBlock", RAW)], [raw, account]), BUCKET, RAW)
        };
        assert_eq!(hide(Some(PublicAccessBlock::ALL)), Some(Pass));
        assert_eq!(hide(None), Some(Unknown));
    }

    #[test]
    fn the_account_is_judged_by_itself() {
        let arn = account(ACCOUNT).arn.to_string();
        let of = |block| {
            let account = account(ACCOUNT).account_with(|it| it.public_access_block = block);
            decision(&estate_with_gaps([denied("s3:GetAccountPublicAccessBlock", "")], [account]), ACCOUNT_CHECK, &arn)
        };
        assert_eq!(of(Fact::Known(Some(PublicAccessBlock::ALL))), Some(Pass));
        assert_eq!(of(Fact::Known(Some(PublicAccessBlock::default()))), Some(Fail));
        assert_eq!(of(Fact::Known(None)), Some(Fail));
        assert_eq!(of(unknown()), Some(Unknown));
    }
}

#[test]
fn everyone_kept_out_by_a_condition_alone_is_told_with_the_condition() {
    const CHECK: &str = "s3-bucket-everyone-narrowed";
    let condition = r#","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:111122223333:*"}}"#;
    let estate = spoiled(|it| it.policy = policy(allow(r#""*""#, "s3:PutObject", condition)));
    let finding = only(&estate, CHECK);
    assert_eq!(finding.severity(), Severity::Low);
    assert_eq!(notes(&finding), "narrowed by ArnLike on aws:SourceArn (arn:aws:sns:*:111122223333:*)");
    assert_eq!(decision(&spoiled(|_| {}), CHECK, RAW), Some(Pass));
    assert_eq!(hidden(CHECK, |it| it.policy = unknown()), Some(Unknown));
}

mod foreign_access {
    use super::*;
    const CHECK: &str = "s3-bucket-foreign-access";

    fn grant(account: &str) -> String {
        allow(&format!(r#"{{"AWS":"arn:aws:iam::{account}:root"}}"#), "s3:GetObject", "")
    }

    #[test]
    fn foreign_accounts_fail_and_own_ones_pass() {
        let finding = only(&spoiled(|it| it.policy = policy(grant(FOREIGN))), CHECK);
        assert_eq!(finding.summary, "The bucket policy lets in the whole account 999988887777 (Open)");
        assert_eq!(decision(&spoiled(|it| it.policy = policy(grant(SECOND))), CHECK, RAW), Some(Pass));
    }

    #[test]
    fn a_trusted_account_passes() {
        let estate = spoiled(|it| it.policy = policy(grant(FOREIGN)));
        let rules = tidegate::checks::Rules { trusted_accounts: vec![FOREIGN.to_owned()], ..Default::default() };
        let found = tidegate::checks::analyse(&estate, &rules, samples::now()).findings;
        assert!(found.iter().all(|finding| finding.check.id != CHECK));
    }

    #[test]
    fn hidden_members_of_the_organization_leave_it_undecided() {
        let raw = bucket("raw").bucket_with(|it| it.policy = policy(grant(FOREIGN)));
        let estate = estate_with_gaps([denied("organizations:ListAccounts", "")], [raw]);
        assert_eq!(decision(&estate, CHECK, RAW), Some(Unknown));
    }

    #[test]
    fn a_foreign_organization_is_told_from_the_own_one() {
        let of = |id: &str| {
            let condition = format!(r#","Condition":{{"StringEquals":{{"aws:PrincipalOrgID":"{id}"}}}}"#);
            let mut estate = spoiled(|it| it.policy = policy(allow(r#""*""#, "s3:GetObject", &condition)));
            assert_eq!(decision(&estate, CHECK, RAW), Some(Unknown), "no organization was read");
            estate.push(organization());
            decision(&estate, CHECK, RAW)
        };
        assert_eq!(of(samples::ORGANIZATION), Some(Pass));
        assert_eq!(of("o-other"), Some(Fail));
    }

    #[test]
    fn a_blocked_public_policy_loses_its_foreign_grants_too() {
        let both = format!(
            r#"{{"Statement":[{{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}},{{"Effect":"Allow","Principal":{{"AWS":"{FOREIGN}"}},"Action":"s3:GetObject","Resource":"*"}}]}}"#
        );
        assert_eq!(decision(&spoiled(|it| it.policy = policy(&both)), CHECK, RAW), Some(Pass));
        assert_eq!(only(&open(|it| it.policy = policy(&both)), CHECK).locus, "#1");
    }

    #[test]
    fn a_list_counts_only_while_lists_count() {
        let grant = |it: &mut Bucket| {
            it.acl = Fact::Known(Acl {
                owner: "owner-canonical-id".to_owned(),
                grants: vec![AclGrant {
                    grantee: Grantee::CanonicalUser("stranger".to_owned()),
                    permission: "READ".to_owned(),
                }],
            });
        };
        assert_eq!(decision(&spoiled(grant), CHECK, RAW), Some(Pass));
        let listed = |it: &mut Bucket| {
            grant(it);
            it.ownership = Fact::Known(Some(ObjectOwnership::BucketOwnerPreferred));
        };
        let known = estate([bucket("raw").bucket_with(listed), other("theirs", "second-canonical-id")]);
        assert_eq!(only(&known, CHECK).locus, "acl:stranger/READ");
        assert_eq!(decision(&spoiled(listed), CHECK, RAW), Some(Unknown), "it may be the second account");
    }

    /// A bucket of the second account, which tells that account's canonical id.
    fn other(name: &str, canonical: &str) -> Resource {
        bucket(name).owned_by(SECOND).bucket_with(|it| {
            it.acl = Fact::Known(Acl { owner: canonical.to_owned(), grants: Vec::new() });
        })
    }

    #[test]
    fn the_account_that_delivers_logs_for_aws_is_no_stranger() {
        let to = |id: &str| {
            let grantee = Grantee::CanonicalUser(id.to_owned());
            let raw = bucket("raw").bucket_with(|it| {
                let grants = vec![AclGrant { grantee, permission: "FULL_CONTROL".to_owned() }];
                it.acl = Fact::Known(Acl { owner: "owner-canonical-id".to_owned(), grants });
                it.ownership = Fact::Known(Some(ObjectOwnership::BucketOwnerPreferred));
            });
            decision(&estate([raw, other("theirs", "second-canonical-id")]), CHECK, RAW)
        };
        assert_eq!(to("c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0"), Some(Pass));
        assert_eq!(to("second-canonical-id"), Some(Pass));
        assert_eq!(to("c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d1"), Some(Fail));
    }
}

mod access_points {
    use super::*;
    use crate::samples::access_point;
    use tidegate::model::aws::AccessPoint;
    use tidegate::model::{Kind, Listing, Record, Region};

    const CHECK: &str = "s3-bucket-public-policy";
    const POINT: &str = "arn:aws:s3:eu-west-1:111122223333:accesspoint/door";

    /// A bucket policy that leaves the choice to the access points of an account.
    fn delegating(account: &str) -> String {
        allow(
            r#"{"AWS":"*"}"#,
            "s3:*",
            &format!(r#","Condition":{{"StringEquals":{{"s3:DataAccessPointAccount":"{account}"}}}}"#),
        )
    }

    fn door(policy: Option<String>, change: impl FnOnce(&mut AccessPoint)) -> Resource {
        access_point("door", "raw", policy).access_point_with(change)
    }

    fn with(bucket_policy: String, door: Resource) -> Estate {
        let raw = bucket("raw").bucket_with(|it| {
            it.public_access_block = Fact::Known(None);
            it.policy = policy(bucket_policy);
        });
        let open = account(ACCOUNT).account_with(|it| it.public_access_block = Fact::Known(None));
        estate_with_gaps([denied("s3:GetAccessPointPolicy", POINT)], [raw, door, open])
    }

    #[test]
    fn a_public_access_point_opens_the_bucket_that_leaves_the_choice_to_it() {
        let estate = with(delegating(ACCOUNT), door(Some(public()), |_| {}));
        let finding = only(&estate, CHECK);
        assert_eq!(finding.summary, "The policy of access point door lets everyone read data (Open)");
        assert_eq!(finding.locus, "access-point/door/Open");
        assert!(finding.evidence.iter().any(|piece| matches!(piece, Evidence::Related { .. })));
    }

    #[test]
    fn what_stands_between_keeps_it_closed() {
        let decided = |bucket_policy: String, door| decision(&with(bucket_policy, door), CHECK, RAW);
        let to_us = || delegating(ACCOUNT);
        assert_eq!(decided(delegating(FOREIGN), door(Some(public()), |_| {})), Some(Pass), "another account's points");
        assert_eq!(decided(to_us(), door(Some(public()), |it| it.internet = false)), Some(Pass), "from a network only");
        let blocked = door(Some(public()), |it| it.public_access_block = Fact::Known(PublicAccessBlock::ALL));
        assert_eq!(decided(to_us(), blocked), Some(Pass), "its own block");
        assert_eq!(decided(to_us(), door(None, |_| {})), Some(Pass), "no policy");
        let named = allow(&format!(r#"{{"AWS":"{ACCOUNT}"}}"#), "s3:GetObject", "");
        assert_eq!(decided(named, door(Some(public()), |_| {})), Some(Pass), "the bucket names its callers");
        let organization =
            r#","Condition":{"StringEquals":{"s3:DataAccessPointAccount":"111122223333","aws:PrincipalOrgID":"o-1"}}"#;
        let narrowed = allow(r#""*""#, "s3:*", organization);
        assert_eq!(decided(narrowed, door(Some(public()), |_| {})), Some(Pass), "the bucket narrows further");
    }

    #[test]
    fn a_deny_of_other_ways_does_not_close_this_one() {
        let deny = format!(
            r#"{{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::raw/*","Condition":{{"StringNotLike":{{"s3:DataAccessPointArn":"{POINT}"}}}}}},"#
        );
        let both = delegating(ACCOUNT).replacen("[{", &format!("[{deny}{{"), 1);
        assert_eq!(decision(&with(both, door(Some(public()), |_| {})), CHECK, RAW), Some(Fail));
    }

    #[test]
    fn what_is_hidden_is_not_known() {
        let hidden = with(delegating(ACCOUNT), door(None, |it| it.policy = unknown()));
        assert_eq!(decision(&hidden, CHECK, RAW), Some(Unknown));
        let mut unlisted = with(delegating(ACCOUNT), door(None, |_| {}));
        unlisted.push(Record::Listing(Listing {
            account: AccountId::new(ACCOUNT),
            region: Region::new(samples::REGION),
            kind: Kind::AccessPoint,
            count: unknown(),
        }));
        assert_eq!(decision(&unlisted, CHECK, RAW), Some(Unknown));
    }

    #[test]
    fn an_access_point_may_let_in_foreigners() {
        let foreign = allow(&format!(r#"{{"AWS":"{FOREIGN}"}}"#), "s3:GetObject", "");
        let found = only(&with(delegating(ACCOUNT), door(Some(foreign), |_| {})), "s3-bucket-foreign-access");
        assert!(found.summary.contains(FOREIGN), "{}", found.summary);
        assert_eq!(found.locus, "access-point/door/Open");
    }
}
