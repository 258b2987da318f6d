//! What is known of a request, as it is typed: a line for each key.
//!
//! `aws:SourceVpce = vpce-1` gives a key its value, a comma separates several, `no aws:SourceVpce` says that the request
//! does not have the key. A key that no line names may have any value.

use crate::policy::evaluate::{Context, ContextValue};

/// Reads the lines. Requests come over TLS unless a line says otherwise.
///
/// # Errors
/// When a line is not understood; the message shows how lines are written.
pub fn parse(text: &str) -> Result<Context, String> {
    let mut context = Context::open().with("aws:SecureTransport", "true");
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(key) = line.strip_prefix("no ") {
            context = context.without(key.trim());
            continue;
        }
        let (key, values) = line.split_once('=').filter(|(key, _)| key.contains(':')).ok_or_else(|| {
            format!("context: {line} is not understood; write aws:SourceVpce = vpce-1, or no aws:SourceVpce")
        })?;
        let values: Vec<String> = values.split(',').map(|value| value.trim().to_owned()).collect();
        let value = match <[String; 1]>::try_from(values) {
            Ok([one]) => ContextValue::One(one),
            Err(many) => ContextValue::Many(many),
        };
        context.set(key.trim(), value);
    }
    Ok(context)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::evaluate::Presence;

    #[test]
    fn lines_give_take_away_and_list() {
        let context = parse("aws:SourceVpce = vpce-1\n\nno aws:SourceIp\naws:TagKeys = team, cost\n").unwrap();
        assert_eq!(context.get("aws:sourcevpce"), Presence::One("vpce-1"));
        assert_eq!(context.get("aws:sourceip"), Presence::Absent);
        assert_eq!(context.get("aws:tagkeys"), Presence::Many(&["team".to_owned(), "cost".to_owned()]));
        assert_eq!(context.get("aws:securetransport"), Presence::One("true"));
        assert_eq!(context.get("aws:username"), Presence::Unknown);
    }

    #[test]
    fn tls_can_be_taken_away() {
        let context = parse("aws:SecureTransport = false").unwrap();
        assert_eq!(context.get("aws:securetransport"), Presence::One("false"));
    }

    #[test]
    fn what_is_not_understood_is_said() {
        assert!(parse("vpce-1").unwrap_err().contains("aws:SourceVpce = vpce-1"));
    }
}
