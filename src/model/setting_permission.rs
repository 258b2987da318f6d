//! Statements of a function's policy, each a setting of its own: the service changes one statement at a time.

use serde_json::{Map, Value};

use super::aws::{Function, FunctionPermission};
use super::setting_access::json;
use super::{Document, Fact, Setting, SettingError, SettingValue};

/// The value in an estate.
pub(super) fn read(
    function: &Function,
    statement: &str,
    setting: &Setting,
) -> Result<Fact<SettingValue>, SettingError> {
    let held = function.policy.map(|policy| policy.as_ref().and_then(|it| permission_in(it.text(), statement)));
    match held {
        Fact::Known(None) => Err(SettingError::NoSetting(setting.to_string())),
        Fact::Known(Some(permission)) => json(&Fact::Known(permission), setting),
        Fact::Unknown(gap) => Ok(Fact::Unknown(gap)),
        Fact::NotApplicable => Ok(Fact::NotApplicable),
    }
}

/// Gives the statement these conditions; none where there is no such statement.
pub(super) fn set(function: &mut Function, statement: &str, wanted: &FunctionPermission) -> Option<()> {
    let policy = function.policy.known_mut()?.as_mut()?;
    let mut document: Value = serde_json::from_str(policy.text()).ok()?;
    wanted.give_to(statement_of(&mut document, statement)?);
    *policy = Document::new(document.to_string());
    Some(())
}

/// The permission that a statement of a policy is; none where there is no such statement, or where it says more than a
/// permission does.
pub fn permission_in(policy: &str, statement: &str) -> Option<FunctionPermission> {
    let mut document: Value = serde_json::from_str(policy).ok()?;
    FunctionPermission::of(&Value::Object(statement_of(&mut document, statement)?.clone()))
}

fn statement_of<'a>(document: &'a mut Value, id: &str) -> Option<&'a mut Map<String, Value>> {
    let statements = document.get_mut("Statement")?.as_array_mut()?;
    let found = statements.iter_mut().find(|it| it.get("Sid").and_then(Value::as_str) == Some(id));
    found.and_then(Value::as_object_mut)
}
