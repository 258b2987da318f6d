//! Finds names of things in free text: ARNs, S3 paths, addresses, connection strings.

use std::sync::LazyLock;

use regex::Regex;

/// Everything in a text that names a place where data is: ARNs, `s3://` paths, and addresses with a scheme, as they
/// stand in the text. What surrounds them, such as quotes, commas and brackets, is left out.
pub fn references(text: &str) -> impl Iterator<Item = &str> {
    let found = NAMES.as_ref().map(|names| names.find_iter(text)).into_iter().flatten();
    found.map(|it| it.as_str().trim_end_matches(['.', ':', '/', '?', '\\']))
}

// The features that this needs of `regex` are in Cargo.toml: without them nothing would be found, and only the product
// would lack them. tests/it/architecture holds patterns to the manifest.
//
// A name ends at white space, quotes, brackets and separators of lists. `${` begins what is filled in later.
static NAMES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let end = r#"[^\s"'`<>,;|()\[\]{}$\\]"#;
    let arn = format!(r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:[0-9]*:{end}+");
    let path = format!(r"\bs3[an]?://{end}+");
    let connection = format!(r"\bjdbc:[a-z0-9:]+://{end}+");
    let address = format!(r"\b[a-z][a-z0-9+.-]*://{end}+");
    Regex::new(&format!("{arn}|{path}|{connection}|{address}")).ok()
});

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<&str> {
        references(text).collect()
    }

    #[test]
    fn names_are_cut_out_of_what_surrounds_them() {
        assert_eq!(
            all(
                r#"{"to": "arn:aws:sqs:eu-west-1:111122223333:orders", "from":'s3://raw/in/'} (https://api.example.com/v1)"#
            ),
            ["arn:aws:sqs:eu-west-1:111122223333:orders", "s3://raw/in", "https://api.example.com/v1"]
        );
        assert_eq!(
            all("jdbc:postgresql://db.example.com:5432/sales;ssl=true"),
            ["jdbc:postgresql://db.example.com:5432/sales"]
        );
        assert_eq!(all("arn:aws:s3:::raw,arn:aws:s3:::curated/*."), ["arn:aws:s3:::raw", "arn:aws:s3:::curated/*"]);
    }

    #[test]
    fn the_pattern_compiles() {
        assert!(NAMES.is_some());
    }

    #[test]
    fn words_and_placeholders_name_nothing() {
        assert_eq!(all("eu-west-1 raw-bucket arn:aws s3:GetObject 12:30 a//b"), Vec::<&str>::new());
        assert_eq!(all("s3://${BUCKET}/x"), Vec::<&str>::new());
    }
}
