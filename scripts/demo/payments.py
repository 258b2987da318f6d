"""The transaction pipeline of finance-prod and its fraud detection: from card streams to reports and scores."""

from __future__ import annotations

from accounts import FINANCE
from components import Components, bucket, from_service
from emulator import Emulator
from manifest import Manifest

TXN, FRAUD = "transactions", "fraud"


def seed_payments(emulator: Emulator, manifest: Manifest, keys: dict[str, str]) -> None:
    """Every part, in the order in which one names another."""
    parts = Components(emulator, manifest, FINANCE, keys)
    _ingest(parts)
    _process(parts)
    _serve(parts)
    _fraud(parts)
    _orchestrate(parts)


def _ingest(parts: Components) -> None:
    """Streams and landing buckets, down to what is raw."""
    for short in ("cards", "transfers"):
        stream = parts.stream(f"txn-{short}", TXN, "txn-landing")
        parts.delivery(f"txn-firehose-{short}", TXN, stream, f"txn-landing-{short}", "errors", "txn-landing")
    dead = parts.queue("txn-landing-events-dead", TXN)
    arrived = parts.queue(
        "txn-landing-events",
        TXN,
        key="txn-landing",
        dead="txn-landing-events-dead",
        sender=from_service("s3", SourceAccount=FINANCE),
    )
    for check in ("sqs-queue-unencrypted", "sqs-dead-letter-queue-weaker"):
        parts.fault(check, dead if check.endswith("unencrypted") else arrived)
    for short in ("cards", "transfers"):
        told = {"QueueArn": arrived, "Events": ["s3:ObjectCreated:*"]}
        parts.notify(f"txn-landing-{short}", {"QueueConfigurations": [told]})
    parts.table("txn-idempotency", TXN, "txn-raw")
    parts.function(
        "txn-landing-validator",
        TXN,
        {
            "RAW_BUCKET": bucket("txn-raw"),
            "QUARANTINE_BUCKET": bucket("txn-raw-quarantine"),
            "SEEN_TABLE": "txn-idempotency",
        },
    )
    parts.consume("txn-landing-validator", arrived)
    enricher = parts.function("txn-merchant-enricher", TXN, {"RAW_BUCKET": bucket("txn-raw")})
    parts.notify_function("txn-landing-merchants", "txn-merchant-enricher", enricher)
    parts.function("txn-quarantine-triage", TXN, {"QUARANTINE_BUCKET": bucket("txn-raw-quarantine")})
    parts.function("txn-kyc-intake", TXN, {"DOCUMENTS_BUCKET": bucket("txn-kyc-documents")})


def _process(parts: Components) -> None:
    """Jobs and the catalog."""
    glue = parts.client("glue")
    key = parts.key("txn-internal")
    glue.create_security_configuration(
        Name="txn-encrypted",
        EncryptionConfiguration={
            "S3Encryption": [{"S3EncryptionMode": "SSE-KMS", "KmsKeyArn": parts.key("txn-curated")}],
            "CloudWatchEncryption": {"CloudWatchEncryptionMode": "SSE-KMS", "KmsKeyArn": key},
            "JobBookmarksEncryption": {"JobBookmarksEncryptionMode": "CSE-KMS", "KmsKeyArn": key},
        },
    )
    temporary = {"--TempDir": f"s3://{bucket('txn-glue-temp')}/"}
    for name, source, target in (
        ("txn-glue-raw-to-curated", "txn-raw", "txn-curated"),
        ("txn-glue-ledger", "txn-curated", "txn-curated-ledger"),
        ("reports-glue-aggregates", "txn-curated-ledger", "txn-reports"),
        ("fraud-glue-features", "txn-curated", "fraud-feature-store"),
    ):
        arguments = {"--source": f"s3://{bucket(source)}/", "--target": f"s3://{bucket(target)}/"}
        if name.startswith("txn-"):
            arguments |= temporary
        parts.job(
            name, FRAUD if name.startswith("fraud") else TXN, "txn-etl-scripts", arguments, "txn-encrypted"
        )
    # Its role never got the right to read the script; the reports of this quarter are last quarter's.
    parts.fault("flow-broken", parts.arn("glue", "job/reports-glue-aggregates"))
    parts.catalog("transactions", {"curated": "txn-curated", "ledger": "txn-curated-ledger"})
    glue.create_crawler(
        Name="txn-curated",
        Role=parts.role("txn-glue-crawler"),
        DatabaseName="transactions",
        Targets={
            "S3Targets": [{"Path": f"s3://{bucket(it)}/"} for it in ("txn-curated", "txn-curated-ledger")]
        },
        CrawlerSecurityConfiguration="txn-encrypted",
    )
    # Its role may look at the catalog and never got the right to change it: new columns are not seen.
    parts.fault("flow-broken", parts.arn("glue", "crawler/txn-curated"))


def _serve(parts: Components) -> None:
    """Statements, reports, the warehouse and the analysts."""
    ledger = bucket("txn-curated-ledger")
    parts.function(
        "txn-statement-builder",
        TXN,
        {"LEDGER": f"s3://{ledger}/", "STATEMENTS_BUCKET": bucket("txn-statements")},
    )
    parts.function("report-mailer", TXN, {"REPORTS_BUCKET": bucket("txn-reports")})
    parts.function("public-rates-publisher", TXN, {"RATES_BUCKET": bucket("public-rates")})
    parts.workgroup("payments-analysts", TXN, "txn-athena-results", "txn-internal")
    # There is a function that rotates secrets, and none is rotated by it.
    for name, days in (("txn/ledger-database", 610), ("txn/warehouse", 420)):
        secret = parts.secret(name, TXN, "secrets")
        parts.age(parts.arn("secretsmanager", f"secret:{name}"), days)
        parts.fault("secretsmanager-secret-not-rotated", secret)
    parts.function("secrets-rotation", "", {"SECRETS_PREFIX": "txn/"})
    parts.client("lambda").add_permission(
        FunctionName="secrets-rotation",
        StatementId="SecretsManager",
        Action="lambda:InvokeFunction",
        Principal="secretsmanager.amazonaws.com",
        SourceAccount=FINANCE,
    )
    parts.database("txn-ledger", TXN, "txn-curated")
    parts.client("redshift").create_cluster(
        ClusterIdentifier="txn-warehouse",
        NodeType="ra3.large",
        ClusterType="multi-node",
        NumberOfNodes=2,
        DBName="warehouse",
        MasterUsername="steward",
        MasterUserPassword="Kept-by-the-emulator-1",
        Encrypted=True,
        KmsKeyId=parts.key("warehouse"),
        PubliclyAccessible=False,
        EnhancedVpcRouting=True,
        AutomatedSnapshotRetentionPeriod=14,
        IamRoles=[parts.role("warehouse-loader"), parts.role("warehouse-unload")],
        Tags=[{"Key": "pipeline", "Value": TXN}, {"Key": "classification", "Value": "restricted"}],
    )


def _fraud(parts: Components) -> None:
    """Features, scores and alerts."""
    features = {
        "FEATURES_BUCKET": bucket("fraud-feature-store"),
        "EXPORTS_BUCKET": bucket("fraud-feature-exports"),
    }
    profiles = parts.table("fraud-profiles", FRAUD, "fraud-features", feed=True)
    parts.function("fraud-feature-writer", FRAUD, features)
    parts.consume("fraud-feature-writer", profiles)
    score = parts.function(
        "fraud-score-api", FRAUD, {"MODELS": f"s3://{bucket('fraud-model-registry')}/current/"}
    )
    api = parts.client("apigatewayv2")
    made = api.create_api(Name="fraud-score", ProtocolType="HTTP", Tags={"pipeline": FRAUD})["ApiId"]
    checked = api.create_authorizer(
        ApiId=made,
        Name="merchants",
        AuthorizerType="JWT",
        IdentitySource=["$request.header.Authorization"],
        JwtConfiguration={"Audience": ["fraud-score"], "Issuer": "https://sign-in.harbourline.example"},
    )["AuthorizerId"]
    behind = api.create_integration(
        ApiId=made,
        IntegrationType="AWS_PROXY",
        IntegrationUri=score,
        PayloadFormatVersion="2.0",
        # Empty: the emulator answers null for what was not given, and AWS leaves it out.
        RequestParameters={},
        RequestTemplates={},
        ResponseParameters={},
    )["IntegrationId"]
    api.create_route(
        ApiId=made,
        RouteKey="POST /score",
        Target=f"integrations/{behind}",
        AuthorizationType="JWT",
        AuthorizerId=checked,
    )
    # Anyone's API may call the function: which one was left open.
    parts.client("lambda").add_permission(
        FunctionName="fraud-score-api",
        StatementId="ScoreApi",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
    )
    parts.fault("lambda-function-service-source", score, "ScoreApi")
    alerts = parts.topic("fraud-alerts", FRAUD, "fraud-cases", from_service("events", SourceAccount=FINANCE))
    parts.queue("fraud-cases-dead", FRAUD, key="fraud-cases")
    cases = parts.queue(
        "fraud-cases",
        FRAUD,
        key="fraud-cases",
        dead="fraud-cases-dead",
        sender=from_service("sns", SourceArn=alerts),
    )
    parts.subscribe(alerts, "sqs", cases)
    parts.function(
        "fraud-alert-router", FRAUD, {"CASES_BUCKET": bucket("fraud-investigations"), "ALERTS_TOPIC": alerts}
    )
    parts.consume("fraud-alert-router", parts.stream("fraud-decisions", FRAUD, "fraud-cases"))


def _orchestrate(parts: Components) -> None:
    """State machines, and what starts them."""
    run, call = "arn:aws:states:::glue:startJobRun.sync", "arn:aws:states:::lambda:invoke"
    nightly = parts.machine(
        "txn-pipeline-orchestrator",
        TXN,
        {
            "Curate": {"Resource": run, "Parameters": {"JobName": "txn-glue-raw-to-curated"}},
            "Post": {"Resource": run, "Parameters": {"JobName": "txn-glue-ledger"}},
            "Statements": {
                "Resource": call,
                "Parameters": {"FunctionName": parts.arn("lambda", "function:txn-statement-builder")},
            },
        },
    )
    parts.machine(
        "reports-orchestrator",
        TXN,
        {
            "Aggregate": {"Resource": run, "Parameters": {"JobName": "reports-glue-aggregates"}},
            "Mail": {
                "Resource": call,
                "Parameters": {"FunctionName": parts.arn("lambda", "function:report-mailer")},
            },
        },
    )
    parts.machine(
        "fraud-training-orchestrator",
        FRAUD,
        {"Features": {"Resource": run, "Parameters": {"JobName": "fraud-glue-features"}}},
    )
    parts.client("scheduler").create_schedule(
        Name="txn-nightly",
        ScheduleExpression="cron(0 2 * * ? *)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": nightly, "RoleArn": parts.role("txn-schedules")},
    )
