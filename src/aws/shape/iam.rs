//! IAM: documents as IAM sends them, and the state of access keys.

use aws_sdk_iam::types::StatusType;

use super::Misshapen;
use crate::model::Document;
use crate::model::aws::AccessKeyStatus;

/// A policy document that IAM sent: percent-encoded in answers of IAM, plain at some other implementations.
///
/// # Errors
/// When the text is not UTF-8 once decoded.
pub fn document(text: &str) -> Result<Document, Misshapen> {
    // An encoded document cannot begin with a brace: it would be written %7B.
    if text.trim_start().starts_with('{') {
        return Ok(Document::new(text));
    }
    let decoded = String::from_utf8(percent_decoded(text.as_bytes()))
        .map_err(|_| Misshapen("the policy document is not UTF-8".to_owned()))?;
    Ok(Document::new(decoded))
}

fn percent_decoded(text: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&first, tail)) = rest.split_first() {
        if let (b'%', Some(byte)) = (first, tail.get(..2).and_then(hex_byte)) {
            decoded.push(byte);
            rest = tail.get(2..).unwrap_or_default();
        } else {
            decoded.push(first);
            rest = tail;
        }
    }
    decoded
}

fn hex_byte(digits: &[u8]) -> Option<u8> {
    let mut byte = [0];
    hex::decode_to_slice(digits, &mut byte).ok()?;
    let [byte] = byte;
    Some(byte)
}

/// Whether an access key can be used.
///
/// # Errors
/// When the status is neither active nor inactive.
pub fn key_status(status: &StatusType) -> Result<AccessKeyStatus, Misshapen> {
    match status {
        StatusType::Active => Ok(AccessKeyStatus::Active),
        StatusType::Inactive => Ok(AccessKeyStatus::Inactive),
        other => Err(Misshapen::unknown("access key status", other.as_str())),
    }
}

/// The status as the API takes it.
pub fn key_status_for(status: AccessKeyStatus) -> StatusType {
    match status {
        AccessKeyStatus::Active => StatusType::Active,
        AccessKeyStatus::Inactive => StatusType::Inactive,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoded_document_is_decoded_byte_for_byte() {
        let document = document("%7B%22Sid%22%3A%20%22a%2Bb+c%22%2C%22x%22%3A%22%C3%A9%25%22%7D").unwrap();
        assert_eq!(document.text(), r#"{"Sid": "a+b+c","x":"é%"}"#);
    }

    #[test]
    fn a_plain_document_keeps_its_percent_signs() {
        let text = "\n {\"Sid\":\"%41\"}";
        assert_eq!(document(text).unwrap().text(), text);
    }

    #[test]
    fn a_stray_percent_sign_is_kept() {
        assert_eq!(document("%7B%zz%7D%").unwrap().text(), "{%zz}%");
    }

    #[test]
    fn bytes_that_are_not_utf8_are_refused() {
        assert!(document("%7B%FF%7D").is_err());
    }

    #[test]
    fn key_status_survives_both_ways() {
        for status in [AccessKeyStatus::Active, AccessKeyStatus::Inactive] {
            assert_eq!(key_status(&key_status_for(status)), Ok(status));
        }
        assert!(key_status(&StatusType::from("Expired")).is_err());
    }
}
