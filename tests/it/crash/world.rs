//! A cloud and a journal in files, so that they outlive the process that uses them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::FutureExt;
use futures::future::BoxFuture;
use tidegate::journal::{Event, Row};
use tidegate::model::aws::{KeyRotation, PublicAccessBlock};
use tidegate::model::{AccountId, Aspect, Estate, Fact, Resource, Setting, SettingValue, Timestamp};
use tidegate::operations::{FixedClock, Patience, Ports};
use tidegate::ports::{CloudError, Hold, Keep, KeepError, Mutate};
use tidegate::remedy::{Change, Plan, step_of};
use tidegate::simulated::{Pace, SimulatedCloud};
use tidegate::store::{JournalStore, State, open, snapshot};

use crate::samples::{self, Tweak};

/// Counts the places where the program can be killed, and kills it at one of them.
#[derive(Clone)]
pub struct Boundaries {
    passed: Arc<AtomicUsize>,
    fatal: Option<usize>,
}

impl Boundaries {
    pub fn none() -> Self {
        Self { passed: Arc::default(), fatal: None }
    }

    pub fn fatal(place: usize) -> Self {
        Self { passed: Arc::default(), fatal: Some(place) }
    }

    fn pass(&self) {
        if Some(self.passed.fetch_add(1, Ordering::SeqCst)) == self.fatal {
            // As a kill would: no destructor runs, nothing is flushed.
            std::process::abort();
        }
    }
}

/// A directory with a cloud and a journal.
pub struct World {
    pub home: PathBuf,
}

impl World {
    /// A cloud with four things to mend.
    pub fn create(home: &Path) -> Self {
        let world = Self { home: home.to_path_buf() };
        snapshot::save(&world.cloud_file(), &estate()).unwrap();
        world
    }

    pub fn copy_to(&self, home: &Path) -> Self {
        for file in std::fs::read_dir(&self.home).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), home.join(file.file_name())).unwrap();
        }
        Self { home: home.to_path_buf() }
    }

    fn cloud_file(&self) -> PathBuf {
        self.home.join("cloud.jsonl.zst")
    }

    pub fn journal(&self) -> JournalStore {
        State::open(&self.home.join("state.db")).unwrap().journal()
    }

    pub fn ports(&self, boundaries: &Boundaries) -> Ports {
        let file = self.cloud_file();
        let cloud = SimulatedCloud::new(open(&file).unwrap(), Pace::NONE);
        Ports {
            cloud: Arc::new(FileCloud { cloud, file, boundaries: boundaries.clone() }),
            journal: Arc::new(FragileJournal { journal: self.journal(), boundaries: boundaries.clone() }),
            clock: Arc::new(FixedClock(samples::now())),
        }
    }

    /// The value that the cloud really holds.
    pub fn value(&self, setting: &Setting) -> SettingValue {
        let estate = open(&self.cloud_file()).unwrap();
        let Ok(Fact::Known(value)) = estate.setting(setting) else { panic!("no value for {setting}") };
        value
    }

    pub fn values(&self, plan: &Plan) -> Vec<SettingValue> {
        plan.steps.iter().map(|step| self.value(&step.setting)).collect()
    }
}

pub fn befores(plan: &Plan) -> Vec<SettingValue> {
    plan.steps.iter().map(|step| step.before.clone()).collect()
}

pub fn afters(plan: &Plan) -> Vec<SettingValue> {
    plan.steps.iter().map(|step| step.after.clone()).collect()
}

pub fn patience() -> Patience {
    Patience::none()
}

fn resources() -> [Resource; 3] {
    let raw = samples::bucket("raw").bucket_with(|it| {
        it.public_access_block = Fact::Known(None);
        it.policy = Fact::Known(Some(samples::document(OLD_POLICY)));
    });
    let key = samples::key("k1").key_with(|it| {
        it.rotation = Fact::Known(KeyRotation { enabled: false, period_days: None });
    });
    [raw, key, samples::trail("main").trail_with(|it| it.log_file_validation = false)]
}

pub fn estate() -> Estate {
    samples::estate(resources())
}

/// Odd white space, to see that an undo gives back every byte.
const OLD_POLICY: &str = "{ \"Version\":\"2012-10-17\",  \"Statement\":[{\"Sid\":\"Read\",\"Effect\":\"Allow\",\
    \"Principal\":{\"AWS\":\"111122223333\"},\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::raw/*\"}] }\n";

/// A plan of four steps on three resources.
pub fn plan() -> Plan {
    let [raw, key, trail] = resources();
    let secure = r#"{"Sid":"Secure","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::raw/*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}"#;
    let policy = OLD_POLICY.replace("}] }", &format!("}},{secure}] }}"));
    let rotation = |enabled| SettingValue::json(&KeyRotation { enabled, period_days: None }).unwrap();
    let steps = [
        (
            &raw,
            Aspect::BucketPublicAccessBlock,
            SettingValue::NONE,
            SettingValue::json(&PublicAccessBlock::ALL).unwrap(),
        ),
        (&raw, Aspect::BucketPolicy, SettingValue::text(OLD_POLICY), SettingValue::text(policy)),
        (&key, Aspect::KeyRotation, rotation(false), rotation(true)),
        (&trail, Aspect::TrailLogValidation, SettingValue::text("false"), SettingValue::text("true")),
    ];
    let steps = steps.map(|(resource, aspect, before, after)| {
        let (account, region) = (resource.account.clone(), resource.region.clone());
        let setting = Setting { account, region, resource: resource.arn.clone(), aspect };
        let (summary, remedy, consequences) = (format!("Mend the {setting}."), "test".to_owned(), Vec::new());
        step_of(Change { setting, remedy, summary, consequences, before, after, disruptive: false })
    });
    Plan::new(samples::now(), Vec::new(), None, steps.into())
}

/// A simulated cloud whose state is in a file, and in which every call is two boundaries.
struct FileCloud {
    cloud: SimulatedCloud,
    file: PathBuf,
    boundaries: Boundaries,
}

impl FileCloud {
    fn save(&self) {
        let beside = self.file.with_extension("new");
        let _ = std::fs::remove_file(&beside);
        snapshot::save(&beside, &self.cloud.estate()).unwrap();
        std::fs::rename(&beside, &self.file).unwrap();
    }
}

impl Mutate for FileCloud {
    fn caller<'a>(&'a self, account: &'a AccountId) -> BoxFuture<'a, Result<String, CloudError>> {
        self.cloud.caller(account)
    }

    fn read<'a>(&'a self, setting: &'a Setting) -> BoxFuture<'a, Result<SettingValue, CloudError>> {
        async move {
            self.boundaries.pass();
            let value = self.cloud.read(setting).await;
            self.boundaries.pass();
            value
        }
        .boxed()
    }

    fn write<'a>(
        &'a self,
        setting: &'a Setting,
        before: &'a SettingValue,
        after: &'a SettingValue,
    ) -> BoxFuture<'a, Result<(), CloudError>> {
        async move {
            self.boundaries.pass();
            let answer = self.cloud.write(setting, before, after).await;
            self.save();
            // The cloud has changed, and the program never hears of it.
            self.boundaries.pass();
            answer
        }
        .boxed()
    }
}

/// The real journal, in which every row is two boundaries.
struct FragileJournal {
    journal: JournalStore,
    boundaries: Boundaries,
}

impl Keep for FragileJournal {
    fn append(&self, at: Timestamp, entry: &str, event: Event) -> Result<Row, KeepError> {
        self.boundaries.pass();
        let row = self.journal.append(at, entry, event);
        self.boundaries.pass();
        row
    }

    fn rows(&self) -> Result<Vec<Row>, KeepError> {
        self.journal.rows()
    }

    fn hold(&self) -> Result<Hold, KeepError> {
        self.journal.hold()
    }
}
