//! What counts as a secret, and what does not.

use std::sync::Arc;

use super::*;

fn key() -> Key {
    Key(Some(Arc::new([7; 32])))
}

/// Why a value under a name is a secret; none when it is not.
fn reason(name: &str, text: &str) -> Option<SecretReason> {
    match value(&key(), name, text) {
        Redacted::Secret { reason, .. } => Some(reason),
        Redacted::Plain(kept) => {
            assert_eq!(kept, text);
            None
        }
    }
}

fn remainder(name: &str, text: &str) -> Option<String> {
    match value(&key(), name, text) {
        Redacted::Secret { remainder, .. } => remainder,
        Redacted::Plain(kept) => panic!("{name}={kept} was taken for no secret"),
    }
}

#[test]
fn names_tell_secrets() {
    for name in [
        "DB_PASSWORD",
        "dbPassword",
        "dbpassword",
        "MYSQL_PWD",
        "client_secret",
        "SLACK_TOKEN",
        "API_KEY",
        "apiKey",
        "AWS_SECRET_ACCESS_KEY",
        "warehouse.credentials",
        "SIGNING_KEY",
    ] {
        assert_eq!(reason(name, "Hunter2!"), Some(SecretReason::Name), "{name}");
    }
    assert_eq!(reason("DB_PASSWORD", "12345678"), Some(SecretReason::Name));
    assert_eq!(reason("SECRET_ID", "84f3c2d1-9b7a-4e65-8c3d-2f1e0d9c8b7a"), Some(SecretReason::Name));
}

#[test]
fn names_that_only_speak_of_secrets_tell_none() {
    for (name, value) in [
        ("SECRET_NAME", "prod/warehouse"),
        ("DB_SECRET_ARN", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:warehouse-a1B2c3"),
        ("DB_PASSWORD", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:warehouse-a1B2c3"),
        ("DB_PASSWORD", "{{resolve:secretsmanager:warehouse:SecretString:password}}"),
        ("DB_PASSWORD", "{{resolve:ssm-secure:/prod/db/password:1}}"),
        ("DB_PASSWORD", "/prod/db/password"),
        ("DB_PASSWORD_PARAMETER", "prod-db-password"),
        ("WAREHOUSE_SECRET", "prod/warehouse"),
        ("SECRET_ID", "prod/warehouse"),
        ("API_KEY", "${ApiKey}"),
        ("TaskToken.$", "$$.Task.Token"),
        ("TOKEN_URL", "https://login.example.com/oauth/token"),
        ("TOKEN_TTL_SECONDS", "3600"),
        ("MAX_TOKENS", "4096"),
        ("USE_TOKEN", "yes"),
        ("PARTITION_KEY", "customer_id"),
        ("KMS_KEY_ID", "0f2b9c1e-7d44-4a5e-9a3c-5b6d7e8f9a0b"),
        ("S3_KEY", "landing/orders/2026-11-21/part-00000.parquet"),
        ("DB_PASSWORD", ""),
        ("DB_PASSWORD", "********"),
    ] {
        assert_eq!(reason(name, value), None, "{name}={value}");
    }
}

#[test]
fn shapes_tell_secrets_under_any_name() {
    for (text, wanted) in [
        ("AKIAIOSFODNN7EXAMPLE", SecretReason::AccessKey),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", SecretReason::PrivateKey),
        ("-----BEGIN PRIVATE KEY-----\\nMIIE", SecretReason::PrivateKey),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhYmMifQ.c2lnbmF0dXJl", SecretReason::WebToken),
        (concat!("ghp_", "16C7e42F292c6912E7710c838347Ae178B4a"), SecretReason::ServiceToken),
        (concat!("xoxb-", "123456789012-abcdefGHIJKL"), SecretReason::ServiceToken),
        (concat!("sk_", "live_4eC39HqLyjWDarjtT1zdp7dc"), SecretReason::ServiceToken),
        ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", SecretReason::Random),
        ("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", SecretReason::Random),
        ("q8Zt3LwV0rXk7PbN2mHs", SecretReason::Random),
    ] {
        assert_eq!(reason("SETTING", text), Some(wanted), "{text}");
    }
}

#[test]
fn passwords_in_addresses_are_left_out_and_the_host_stays() {
    let left = remainder("DATABASE_URL", "postgres://loader:hunter2@db.example.com:5432/sales").unwrap();
    let fingerprint = key().fingerprint("hunter2");
    assert_eq!(left, format!("postgres://loader:***{fingerprint}***@db.example.com:5432/sales"));
    assert_eq!(reason("DATABASE_URL", "postgres://loader:hunter2@db/sales"), Some(SecretReason::Address));
    assert_eq!(reason("DATABASE_URL", "postgres://loader@db.example.com:5432/sales"), None);
    assert_eq!(reason("DATABASE_URL", "postgres://loader:${PASSWORD}@db.example.com/sales"), None);
    assert_eq!(reason("URL", "https://api.example.com:8443/v1?user=a@b.example"), None);

    let left =
        remainder("JDBC", "jdbc:postgresql://db.example.com/sales?user=loader&password=hunter2&ssl=true").unwrap();
    assert_eq!(
        left,
        format!("jdbc:postgresql://db.example.com/sales?user=loader&password=***{fingerprint}***&ssl=true")
    );
    let left = remainder("ODBC", "Server=db.example.com;Uid=loader;Pwd=hunter2;").unwrap();
    assert_eq!(left, format!("Server=db.example.com;Uid=loader;Pwd=***{fingerprint}***;"));
}

#[test]
fn long_names_and_plain_words_are_no_secrets() {
    for text in [
        "a-long-sentence-of-plain-words-that-goes-on-for-quite-some-time",
        "ThisIsTheNameOfAVeryLongWorkflowThatSomeoneWrote",
        "arn:aws:iam::111122223333:role/aws-reserved/AWSReservedSSO_AdministratorAccess_0123456789abcdef",
        "arn:aws:kms:eu-west-1:111122223333:key/0f2b9c1e-7d44-4a5e-9a3c-5b6d7e8f9a0b",
        "DataLakeStack-RawBucket0C3EE094-1TI237XVJJQW4",
        "datalakestack-rawbucket0c3ee094-1ti237xvjjqw4",
        "https://sqs.eu-west-1.amazonaws.com/111122223333/orders-to-be-worked-off",
        "s3://raw-payments/in/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b/part.csv",
        "111122223333.dkr.ecr.eu-west-1.amazonaws.com/loader@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "vpce-0a1b2c3d4e5f67890-abcdefgh.execute-api.eu-west-1.vpce.amazonaws.com",
        "0f2b9c1e-7d44-4a5e-9a3c-5b6d7e8f9a0b",
        "2026-11-21T10:00:00.000000Z",
        "The token is read from Secrets Manager when the job begins.",
    ] {
        assert_eq!(reason("SETTING", text), None, "{text}");
    }
    assert_eq!(reason("RULE", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-secret:hunter2-a1B2c3"), None);
    assert_eq!(reason("COMMIT_SHA", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"), None);
    assert_eq!(reason("COGNITO_CLIENT_ID", "3n4b5urk1ft4fl3mg5e62d9ado"), None);
}

#[test]
fn equal_secrets_have_equal_fingerprints_under_one_key_only() {
    let of = |key: &Key, name: &str, text: &str| match value(key, name, text) {
        Redacted::Secret { fingerprint, .. } => fingerprint,
        Redacted::Plain(_) => String::new(),
    };
    let (one, other) = (Key::random(), Key::random());
    let alone = of(&one, "DB_PASSWORD", "hunter2");
    assert_eq!(alone.len(), 16);
    assert_eq!(alone, of(&one, "DATABASE_URL", "postgres://loader:hunter2@db/sales"));
    assert_ne!(alone, of(&one, "DB_PASSWORD", "hunter3"));
    assert_ne!(alone, of(&other, "DB_PASSWORD", "hunter2"));
    // As computed by the module hmac of Python.
    assert_eq!(key().fingerprint("hunter2"), "326eb4f6783e519f");
}

#[test]
fn documents_keep_their_structure_without_their_secrets() {
    let definition = r#"{"States":{"Load":{"Parameters":{"password":"hunter2","pin_token":4711,"SecretId":"prod/db","Url":"https://a:b@h/x","TaskToken.$":"$$.Task.Token"}}}}"#;
    let safe = text(&key(), definition);
    let places: Vec<&str> = safe.secrets.iter().map(|it| it.place.as_str()).collect();
    assert_eq!(
        places,
        ["States.Load.Parameters.password", "States.Load.Parameters.pin_token", "States.Load.Parameters.Url"]
    );
    let kept: Value = serde_json::from_str(&safe.text).unwrap();
    let parameters = &kept["States"]["Load"]["Parameters"];
    assert_eq!(parameters["password"], format!("***{}***", key().fingerprint("hunter2")));
    assert_eq!(parameters["SecretId"], "prod/db");
    assert_eq!(parameters["TaskToken.$"], "$$.Task.Token");
    assert!(!safe.text.contains("hunter2") && !safe.text.contains("4711") && !safe.text.contains(":b@"));
}

#[test]
fn documents_without_secrets_stay_as_they_are() {
    let definition = "{ \"StartAt\": \"Load\",\n  \"States\": {} }";
    assert_eq!(text(&key(), definition), RedactedText { text: definition.to_owned(), secrets: Vec::new() });
}

#[test]
fn scripts_lose_their_secrets() {
    let script =
        "#!/bin/sh\nexport DB_PASSWORD=hunter2\nload --api-token abcdef --to s3://raw/in\necho the password is read";
    let safe = text(&key(), script);
    assert_eq!(safe.secrets.len(), 2);
    assert!(!safe.text.contains("hunter2") && !safe.text.contains("abcdef"));
    assert!(safe.text.contains("--to s3://raw/in\necho the password is read"));
}

#[test]
fn json_in_a_value_is_looked_into() {
    let text = r#"{"host":"db.example.com","password":"hunter2"}"#;
    let left = remainder("CONNECTION", text).unwrap();
    assert!(left.contains(r#""host":"db.example.com""#) && !left.contains("hunter2"));
    assert_eq!(reason("CONNECTION", r#"{"host":"db.example.com"}"#), None);
}
