"""Pipelines of jobs and warehouses: Glue, Athena, EMR, Redshift, RDS. One function a pipeline."""

from __future__ import annotations

import makers as make
from planted import Pipeline, arn


def catalogue(pipe: Pipeline) -> None:
    """Bucket -> crawler -> tables; job with a connection to a database outside; triggers of a workflow."""
    raw, scripts = make.bucket(pipe, "raw"), make.bucket(pipe, "scripts")
    scratch = make.bucket(pipe, "scratch")
    glue = pipe.client("glue")
    as_role = make.role(pipe, "glue-role", "glue.amazonaws.com")
    name = pipe.named
    glue.create_database(DatabaseInput={"Name": name("db"), "LocationUri": make.path(raw, "tables/")})
    database = arn("glue", f"database/{name('db')}")
    pipe.refers(database, raw, "declared")
    glue.create_crawler(
        Name=name("crawler"),
        Role=as_role,
        DatabaseName=name("db"),
        Targets={"S3Targets": [{"Path": make.path(raw, "tables/products/")}]},
    )
    crawler = arn("glue", f"crawler/{name('crawler')}")
    pipe.reads(raw, crawler)
    pipe.writes(crawler, database)
    glue.create_table(
        DatabaseName=name("db"),
        TableInput={
            "Name": name("products"),
            "StorageDescriptor": {"Columns": [], "Location": make.path(raw, "tables/products/")},
            "Parameters": {"UPDATED_BY_CRAWLER": name("crawler")},
        },
    )
    table = arn("glue", f"table/{name('db')}/{name('products')}")
    pipe.refers(table, raw, "declared")
    pipe.writes(crawler, table)
    glue.create_connection(
        ConnectionInput={
            "Name": name("supplier"),
            "ConnectionType": "JDBC",
            "ConnectionProperties": {
                "JDBC_CONNECTION_URL": "jdbc:postgresql://db.supplier.example.com:5432/items",
                "USERNAME": "reader",
                "PASSWORD": "none",
                "JDBC_ENFORCE_SSL": "true",
            },
        }
    )
    connection = arn("glue", f"connection/{name('supplier')}")
    pipe.refers(connection, "db.supplier.example.com", "declared")
    glue.create_workflow(Name=name("workflow"))
    workflow = arn("glue", f"workflow/{name('workflow')}")
    glue.create_job(
        Name=name("job"),
        Role=as_role,
        Command={"Name": "glueetl", "ScriptLocation": make.path(scripts, "job.py")},
        DefaultArguments={
            "--TempDir": make.path(scratch, "temp/"),
            "--source": make.path(raw, "tables/"),
            "--job-language": "python",
        },
        Connections={"Connections": [name("supplier")]},
    )
    job = arn("glue", f"job/{name('job')}")
    pipe.reads(scripts, job)
    pipe.writes(job, scratch)
    pipe.refers(job, raw)
    pipe.refers(job, connection, "declared")
    glue.create_trigger(
        Name=name("nightly"),
        WorkflowName=name("workflow"),
        Type="SCHEDULED",
        Schedule="cron(0 2 * * ? *)",
        Actions=[{"CrawlerName": name("crawler")}],
    )
    nightly = arn("glue", f"trigger/{name('nightly')}")
    pipe.invokes(workflow, nightly)
    pipe.invokes(nightly, crawler)
    glue.create_trigger(
        Name=name("crawled"),
        WorkflowName=name("workflow"),
        Type="CONDITIONAL",
        Predicate={
            "Logical": "ANY",
            "Conditions": [
                {"LogicalOperator": "EQUALS", "CrawlerName": name("crawler"), "CrawlState": "SUCCEEDED"}
            ]
        },
        Actions=[{"JobName": name("job")}],
    )
    crawled = arn("glue", f"trigger/{name('crawled')}")
    pipe.invokes(workflow, crawled)
    pipe.invokes(crawler, crawled)
    pipe.invokes(crawled, job)


def reports(pipe: Pipeline) -> None:
    """Athena's work group -> bucket; a state machine and a function that use it."""
    results = make.bucket(pipe, "results")
    athena = pipe.client("athena")
    athena.create_work_group(
        Name=pipe.named("queries"),
        Configuration={
            "ResultConfiguration": {"OutputLocation": make.path(results, "daily/")},
            "EnforceWorkGroupConfiguration": True,
        },
    )
    queries = arn("athena", f"workgroup/{pipe.named('queries')}")
    pipe.writes(queries, results)
    made = make.machine(
        pipe,
        "daily",
        {
            "Ask": {
                "Type": "Task",
                "Resource": "arn:aws:states:::athena:startQueryExecution.sync",
                "Parameters": {"QueryString": "SELECT 1", "WorkGroup": pipe.named("queries")},
            }
        },
    )
    pipe.invokes(made, queries)
    sender = make.function(pipe, "sender", {"RESULTS": (make.path(results), results)})
    timed = make.rule(pipe, "morning", [{"Arn": sender}], every="cron(0 6 * * ? *)")
    pipe.invokes(timed, sender)


def features(pipe: Pipeline) -> None:
    """EMR: a cluster with bootstrap actions, steps and logs."""
    code, logs, data = (make.bucket(pipe, it) for it in ("code", "logs", "data"))
    emr = pipe.client("emr")
    made = emr.run_job_flow(
        Name=pipe.named("cluster"),
        ReleaseLabel="emr-7.5.0",
        LogUri=make.path(logs, "emr/"),
        Instances={
            "MasterInstanceType": "m5.xlarge",
            "SlaveInstanceType": "m5.xlarge",
            "InstanceCount": 2,
            "KeepJobFlowAliveWhenNoSteps": True,
        },
        BootstrapActions=[
            {
                "Name": "libraries",
                "ScriptBootstrapAction": {"Path": make.path(code, "bootstrap.sh"), "Args": ["--quiet"]},
            }
        ],
        Steps=[
            {
                "Name": "build",
                "ActionOnFailure": "CONTINUE",
                "HadoopJarStep": {
                    "Jar": "command-runner.jar",
                    "Args": ["spark-submit", "--input", make.path(data, "raw/")],
                },
            }
        ],
        JobFlowRole=make.role(pipe, "machines-role", "ec2.amazonaws.com"),
        ServiceRole=make.role(pipe, "service-role", "elasticmapreduce.amazonaws.com"),
    )
    cluster = made["ClusterArn"]
    pipe.writes(cluster, logs)
    pipe.reads(code, cluster)
    pipe.refers(cluster, data)


def warehouse(pipe: Pipeline) -> None:
    """Delivery stream -> bucket and cluster; the cluster's role names a bucket; logs; a snapshot."""
    landing, unload = make.bucket(pipe, "landing"), make.bucket(pipe, "unload")
    logs = make.bucket(pipe, "logs")
    redshift = pipe.client("redshift")
    as_role = make.role(pipe, "unload-role", "redshift.amazonaws.com", f"{unload}/*")
    name = pipe.named("cluster")
    made = redshift.create_cluster(
        ClusterIdentifier=name,
        NodeType="ra3.xlplus",
        ClusterType="single-node",
        DBName="sales",
        MasterUsername="admin",
        MasterUserPassword="Not-4-Secret",
        IamRoles=[as_role],
    )["Cluster"]
    cluster = arn("redshift", f"cluster:{name}")
    pipe.exchanges(cluster, unload)
    redshift.enable_logging(ClusterIdentifier=name, BucketName=pipe.named("logs"), S3KeyPrefix="audit/")
    pipe.writes(cluster, logs)
    redshift.create_cluster_snapshot(SnapshotIdentifier=pipe.named("kept"), ClusterIdentifier=name)
    # Ours, and the automated one that every cluster has, whose name is that of the minute.
    for own in redshift.describe_cluster_snapshots(ClusterIdentifier=name)["Snapshots"]:
        pipe.copies(cluster, arn("redshift", f"snapshot:{name}/{own['SnapshotIdentifier']}"))
    address = made["Endpoint"]
    writer = make.role(pipe, "delivery-role", "firehose.amazonaws.com")
    delivery = make.delivery_stream(
        pipe,
        "delivery",
        DeliveryStreamType="DirectPut",
        RedshiftDestinationConfiguration={
            "RoleARN": writer,
            "ClusterJDBCURL": f"jdbc:redshift://{address['Address']}:{address['Port']}/sales",
            "CopyCommand": {"DataTableName": "sales"},
            "Username": "loader",
            "Password": "Not-4-Secret",
            "S3Configuration": {"RoleARN": writer, "BucketARN": landing},
        },
    )
    pipe.writes(delivery, landing)
    pipe.writes(delivery, cluster)


def members(pipe: Pipeline) -> None:
    """RDS: a database with a replica, a snapshot that is exported to a bucket, events to a topic, and logs."""
    rds = pipe.client("rds")
    name = pipe.named("db")
    rds.create_db_instance(
        DBInstanceIdentifier=name,
        Engine="postgres",
        DBInstanceClass="db.t4g.medium",
        AllocatedStorage=20,
        MasterUsername="keeper",
        MasterUserPassword="Not-4-Secret",
        EnableCloudwatchLogsExports=["postgresql"],
        BackupRetentionPeriod=1,
    )
    database = arn("rds", f"db:{name}")
    logs = make.group(pipe, f"/aws/rds/instance/{name}/postgresql")
    pipe.writes(database, logs)
    rds.create_db_instance_read_replica(
        DBInstanceIdentifier=pipe.named("replica"),
        SourceDBInstanceIdentifier=name,
        EnableCloudwatchLogsExports=["postgresql"],
    )
    replica = arn("rds", f"db:{pipe.named('replica')}")
    pipe.copies(database, replica)
    pipe.writes(replica, arn("logs", f"log-group:/aws/rds/instance/{pipe.named('replica')}/postgresql"))
    kept = rds.create_db_snapshot(
        DBSnapshotIdentifier=pipe.named("kept"), DBInstanceIdentifier=name
    )["DBSnapshot"]["DBSnapshotArn"]
    pipe.copies(database, kept)
    exports = make.bucket(pipe, "exports")
    task = rds.start_export_task(
        ExportTaskIdentifier=pipe.named("export"),
        SourceArn=kept,
        S3BucketName=pipe.named("exports"),
        IamRoleArn=make.role(pipe, "export-role", "export.rds.amazonaws.com"),
        KmsKeyId=pipe.client("kms").create_key()["KeyMetadata"]["KeyId"],
    )
    assert task["Status"]
    export = arn("rds", f"export-task:{pipe.named('export')}")
    pipe.reads(kept, export)
    pipe.writes(export, exports)
    notices = make.topic(pipe, "notices")
    rds.create_event_subscription(
        SubscriptionName=pipe.named("events"),
        SnsTopicArn=notices,
        SourceType="db-instance",
        SourceIds=[name],
        Enabled=True,
    )
    address = rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]["Endpoint"]
    url = f"postgresql://{address['Address']}:{address['Port']}/members"
    named = {"DATABASE_URL": (url, database), "NOTICES": (notices, notices)}
    make.function(pipe, "watch", named)
    pipe.writes(arn("rds", f"es:{pipe.named('events')}"), notices)


PIPELINES = (catalogue, reports, features, warehouse, members)
