//! How requests to AWS name their operation, which permission it needs, and how each service refuses it.
//!
//! Written from AWS's references, not from the product: it is what the product's own names are held against.

use super::furnished;

/// A request as it came.
pub struct Request {
    /// Such as `GET`.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Vec<u8>,
}

/// An answer as it goes.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Vec<u8>,
}

/// An operation of a service.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Operation {
    /// Such as `s3:GetBucketEncryption`.
    pub api: String,
    /// Such as `s3:GetEncryptionConfiguration`.
    pub permission: String,
}

/// The reads of a bucket by the parameter that names them, and their permissions.
///
/// Source: Amazon S3 API Reference; Service Authorization Reference, "Actions defined by Amazon S3".
const BUCKET_READS: &[(&str, &str, &str)] = &[
    ("acl", "GetBucketAcl", "GetBucketAcl"),
    ("encryption", "GetBucketEncryption", "GetEncryptionConfiguration"),
    ("lifecycle", "GetBucketLifecycleConfiguration", "GetLifecycleConfiguration"),
    ("location", "GetBucketLocation", "GetBucketLocation"),
    ("logging", "GetBucketLogging", "GetBucketLogging"),
    ("notification", "GetBucketNotificationConfiguration", "GetBucketNotification"),
    ("object-lock", "GetObjectLockConfiguration", "GetBucketObjectLockConfiguration"),
    ("ownershipControls", "GetBucketOwnershipControls", "GetBucketOwnershipControls"),
    ("policy", "GetBucketPolicy", "GetBucketPolicy"),
    ("policyStatus", "GetBucketPolicyStatus", "GetBucketPolicyStatus"),
    ("publicAccessBlock", "GetPublicAccessBlock", "GetBucketPublicAccessBlock"),
    ("replication", "GetBucketReplication", "GetReplicationConfiguration"),
    ("tagging", "GetBucketTagging", "GetBucketTagging"),
    ("versioning", "GetBucketVersioning", "GetBucketVersioning"),
];

/// Reads of S3 Control.
const S3_CONTROL: [&str; 5] = [
    "s3:GetAccountPublicAccessBlock",
    "s3:ListAccessPoints",
    "s3:GetAccessPoint",
    "s3:GetAccessPointPolicy",
    "s3:ListTagsForResource",
];

impl Request {
    /// The operation that it asks for, when it is one that a scan may know.
    pub fn operation(&self) -> Option<Operation> {
        let service = self.signed_for(3)?;
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        let same = |name: &str| Some(Operation::of(service, name, name));
        match service {
            "iam" | "sts" | "ec2" => same(self.action()?),
            "kms" | "cloudtrail" | "organizations" => same(self.header("x-amz-target")?.rsplit('.').next()?),
            "account" => match (self.method.as_str(), path) {
                ("POST", "/listRegions") => same("ListRegions"),
                _ => None,
            },
            "access-analyzer" => match (self.method.as_str(), path) {
                ("GET", "/analyzer") => same("ListAnalyzers"),
                ("POST", "/findingv2") => Some(Operation::of(service, "ListFindingsV2", "ListFindings")),
                _ => None,
            },
            "s3" if self.method == "GET" => self.storage_read(path, query),
            _ => None,
        }
    }

    fn storage_read(&self, path: &str, query: &str) -> Option<Operation> {
        let bucket = path.trim_matches('/');
        if path == "/v20180820/configuration/publicAccessBlock" {
            return Some(Operation::of("s3", "GetPublicAccessBlock", "GetAccountPublicAccessBlock"));
        }
        if let Some(point) = path.strip_prefix("/v20180820/accesspoint") {
            let name = match point {
                "" => "ListAccessPoints",
                point if point.ends_with("/policy") => "GetAccessPointPolicy",
                _ => "GetAccessPoint",
            };
            return Some(Operation::of("s3", name, name));
        }
        if path.starts_with("/v20180820/tags/") {
            return Some(Operation::of("s3", "ListTagsForResource", "ListTagsForResource"));
        }
        if bucket.is_empty() {
            return Some(Operation::of("s3", "ListBuckets", "ListAllMyBuckets"));
        }
        let names: Vec<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
        let read = BUCKET_READS.iter().find(|(parameter, ..)| names.contains(parameter));
        let (_, name, permission) = read.filter(|_| !bucket.contains('/'))?;
        Some(Operation::of("s3", name, permission))
    }

    /// The operation of a query protocol.
    fn action(&self) -> Option<&str> {
        let body = std::str::from_utf8(&self.body).ok()?;
        body.split('&').find_map(|pair| pair.strip_prefix("Action="))
    }

    /// Whether it is for a service whose operations are all named here.
    pub fn is_of_a_known_service(&self) -> bool {
        self.signed_for(3).is_none_or(|service| furnished::SERVICES.contains(&service))
    }

    /// The access key that it is signed with.
    pub fn access_key(&self) -> Option<&str> {
        self.signed_for(0)
    }

    /// A part of the scope that it is signed for: key, date, region, service.
    fn signed_for(&self, part: usize) -> Option<&str> {
        let (_, scope) = self.header("authorization")?.split_once("Credential=")?;
        scope.split(',').next()?.split('/').nth(part)
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(held, _)| held == name).map(|(_, value)| value.as_str())
    }
}

impl Operation {
    fn of(service: &str, name: &str, permission: &str) -> Self {
        Self { api: format!("{service}:{name}"), permission: format!("{service}:{permission}") }
    }

    /// How its service refuses it for want of the permission.
    pub fn denied(&self) -> Answer {
        let message = format!("User: test is not authorized to perform: {}", self.permission);
        match self.service() {
            "iam" | "sts" | "s3" => self.refused(403, "AccessDenied", &message),
            "ec2" => self.refused(403, "UnauthorizedOperation", &message),
            "account" | "access-analyzer" => self.refused(403, "AccessDeniedException", &message),
            _ => self.refused(400, "AccessDeniedException", &message),
        }
    }

    /// How its service refuses it when too much is asked.
    pub fn throttled(&self) -> Answer {
        match self.service() {
            "iam" | "sts" => self.refused(400, "Throttling", "Rate exceeded"),
            "ec2" => self.refused(503, "RequestLimitExceeded", "Request limit exceeded."),
            "s3" => self.refused(503, "SlowDown", "Please reduce your request rate."),
            "account" => self.refused(429, "TooManyRequestsException", "Rate exceeded"),
            "access-analyzer" => self.refused(429, "ThrottlingException", "Rate exceeded"),
            "organizations" => self.refused(400, "TooManyRequestsException", "Rate exceeded"),
            _ => self.refused(400, "ThrottlingException", "Rate exceeded"),
        }
    }

    fn service(&self) -> &str {
        self.api.split(':').next().unwrap_or_default()
    }

    /// An error in the form of its service's protocol.
    fn refused(&self, status: u16, code: &str, message: &str) -> Answer {
        let error = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>");
        match self.service() {
            // S3 Control wraps what S3 does not.
            "s3" if !S3_CONTROL.contains(&self.permission.as_str()) => xml(status, error),
            "iam" | "sts" | "s3" => {
                xml(status, format!("<ErrorResponse>{error}<RequestId>0</RequestId></ErrorResponse>"))
            }
            "ec2" => xml(status, format!("<Response><Errors>{error}</Errors><RequestID>0</RequestID></Response>")),
            "account" | "access-analyzer" => {
                let mut answer = json(status, format!(r#"{{"message":"{message}"}}"#));
                answer.headers.push(("x-amzn-errortype".to_owned(), code.to_owned()));
                answer
            }
            _ => json(status, format!(r#"{{"__type":"{code}","Message":"{message}"}}"#)),
        }
    }

    /// What AWS documents as the answer, where the emulator has none, a wrong one, or one of too many regions.
    pub fn answer_in_place_of_the_emulator(&self, account: &str) -> Option<Answer> {
        let analyzer = format!("arn:aws:access-analyzer:eu-west-1:{account}:analyzer/account");
        match self.permission.as_str() {
            "account:ListRegions" => Some(json(
                200,
                r#"{"Regions":[{"RegionName":"eu-west-1","RegionOptStatus":"ENABLED_BY_DEFAULT"}]}"#.to_owned(),
            )),
            "ec2:DescribeRegions" => Some(xml(
                200,
                "<DescribeRegionsResponse><requestId>0</requestId><regionInfo><item><regionName>eu-west-1</regionName>\
                 <optInStatus>opt-in-not-required</optInStatus></item></regionInfo></DescribeRegionsResponse>"
                    .to_owned(),
            )),
            "s3:GetAccountPublicAccessBlock" => Some(xml(
                200,
                "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls>\
                 <IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>false</BlockPublicPolicy>\
                 <RestrictPublicBuckets>false</RestrictPublicBuckets></PublicAccessBlockConfiguration>"
                    .to_owned(),
            )),
            "s3:ListAccessPoints" => Some(xml(
                200,
                "<ListAccessPointsResult><AccessPointList><AccessPoint><Name>door</Name>\
                 <NetworkOrigin>VPC</NetworkOrigin><VpcConfiguration><VpcId>vpc-1</VpcId></VpcConfiguration>\
                 <Bucket>load-bucket-0000</Bucket></AccessPoint></AccessPointList></ListAccessPointsResult>"
                    .to_owned(),
            )),
            "s3:GetAccessPoint" => Some(xml(
                200,
                "<GetAccessPointResult><Name>door</Name><PublicAccessBlockConfiguration>\
                 <RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>\
                 </GetAccessPointResult>"
                    .to_owned(),
            )),
            "s3:GetAccessPointPolicy" => Some(xml(
                200,
                "<GetAccessPointPolicyResult><Policy>{}</Policy></GetAccessPointPolicyResult>".to_owned(),
            )),
            "s3:ListTagsForResource" => {
                Some(xml(200, "<ListTagsForResourceResult><Tags></Tags></ListTagsForResourceResult>".to_owned()))
            }
            "s3:GetBucketPolicyStatus" => {
                Some(xml(200, "<PolicyStatus><IsPublic>false</IsPublic></PolicyStatus>".to_owned()))
            }
            "access-analyzer:ListAnalyzers" => Some(json(
                200,
                format!(
                    r#"{{"analyzers":[{{"arn":"{analyzer}","name":"account","type":"ACCOUNT","status":"ACTIVE",
                        "createdAt":"2025-01-01T00:00:00Z","tags":{{}}}}]}}"#
                ),
            )),
            "access-analyzer:ListFindings" => Some(json(
                200,
                r#"{"findings":[{"id":"f-1","analyzedAt":"2025-01-01T00:00:00Z","createdAt":"2025-01-01T00:00:00Z",
                    "updatedAt":"2025-01-01T00:00:00Z","resource":"arn:aws:s3:::load-bucket-0000",
                    "resourceType":"AWS::S3::Bucket","resourceOwnerAccount":"111122223333","status":"ACTIVE",
                    "findingType":"ExternalAccess"}]}"#
                    .to_owned(),
            )),
            _ => None,
        }
    }

    /// The emulator's answer, without the region of the first bucket: older endpoints name none, and then the
    /// region must be asked for.
    pub fn adjusted(&self, mut answer: Answer) -> Answer {
        if self.permission == "s3:ListAllMyBuckets" {
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            let (open, close) = ("<BucketRegion>", "</BucketRegion>");
            if let (Some(start), Some(end)) = (text.find(open), text.find(close)) {
                answer.body = format!("{}{}", &text[..start], &text[end + close.len()..]).into_bytes();
            }
        }
        answer
    }
}

fn xml(status: u16, body: String) -> Answer {
    Answer::of(status, "text/xml", body)
}

fn json(status: u16, body: String) -> Answer {
    Answer::of(status, "application/json", body)
}

impl Answer {
    fn of(status: u16, kind: &str, body: String) -> Self {
        Self { status, headers: vec![("content-type".to_owned(), kind.to_owned())], body: body.into_bytes() }
    }
}
