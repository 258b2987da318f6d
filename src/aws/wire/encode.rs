//! Texts as forms, queries and paths hold them. Nothing is sent here.

/// A form of the protocol Query.
pub(super) fn form(action: &str, version: &str, parameters: &[(&str, &str)]) -> String {
    let head = pairs(&[("Action", action), ("Version", version)]);
    if parameters.is_empty() { head } else { format!("{head}&{}", pairs(parameters)) }
}

/// Names and values, in their order.
pub(super) fn pairs(pairs: &[(&str, &str)]) -> String {
    let written = pairs.iter().map(|(name, value)| format!("{}={}", label(name), label(value)));
    written.collect::<Vec<_>>().join("&")
}

/// A text as one part of a path: everything but unreserved characters percent-encoded, a slash too.
pub fn label(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    let one = |byte: u8| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(one).collect()
}

/// A text as the rest of a path, whose slashes part it further.
pub fn greedy_label(text: &str) -> String {
    text.split('/').map(label).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_percent_encoded() {
        assert_eq!(
            form("A", "1", &[("Filter.1.Value.1", "a b&c=é")]),
            "Action=A&Version=1&Filter.1.Value.1=a%20b%26c%3D%C3%A9"
        );
        assert_eq!(form("A", "1", &[]), "Action=A&Version=1");
    }

    #[test]
    fn labels_keep_slashes_only_when_greedy() {
        assert_eq!(label("a/b:c"), "a%2Fb%3Ac");
        assert_eq!(greedy_label("a/b:c"), "a/b%3Ac");
    }
}
