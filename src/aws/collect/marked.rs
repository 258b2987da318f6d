//! Listings of services with the protocol Query that page by `Marker`: RDS and Redshift.

use super::ask::{Ask, Pages};
use crate::aws::call::Api;
use crate::aws::wire::{Client, Element};
use crate::model::{AtRest, Tags};

/// Every item of a listing. `list` is the element that holds the items; the operation is the one that `api` names.
pub(super) async fn listing(
    ask: &Ask,
    client: &Client,
    api: Api,
    list: &str,
    parameters: &[(&str, &str)],
) -> Pages<Element> {
    let action = api.name.split_once(':').map_or(api.name, |(_, action)| action);
    let page = |marker: Option<String>| async move {
        let mut all = parameters.to_vec();
        all.push(("MaxRecords", "100"));
        if let Some(marker) = &marker {
            all.push(("Marker", marker));
        }
        client.query(action, &all).await
    };
    let items = |page: Element| {
        let next = page.text_of("Marker").map(str::to_owned);
        (page.items(list).cloned().collect(), next)
    };
    ask.pages(api, page, items).await
}

/// A text of an element, if it is there and not empty.
pub(super) fn text(element: &Element, name: &str) -> Option<String> {
    element.text_of(name).map(str::to_owned)
}

/// A text that is empty where it is not there.
pub(super) fn word(element: &Element, name: &str) -> String {
    element.text_of(name).unwrap_or_default().to_owned()
}

/// Whether an element says `true`.
pub(super) fn is(element: &Element, name: &str) -> bool {
    element.text_of(name) == Some("true")
}

/// The texts of a list.
pub(super) fn texts(element: &Element, list: &str) -> Vec<String> {
    element.texts(list).map(str::to_owned).collect()
}

/// One text of each item of a list.
pub(super) fn texts_of(element: &Element, list: &str, name: &str) -> Vec<String> {
    element.items(list).filter_map(|item| text(item, name)).collect()
}

/// A host with its port.
pub(super) fn endpoint(element: &Element, host: &str, port: Option<&str>) -> Option<String> {
    let host = element.text_of(host)?;
    Some(port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// Tags as these services list them.
pub(super) fn tags(element: &Element, list: &str) -> Tags {
    let pair = |tag: &Element| Some((text(tag, "Key")?, word(tag, "Value")));
    element.items(list).filter_map(pair).collect()
}

/// How storage is encrypted, from the flag and the key.
pub(super) fn encryption(element: &Element, flag: &str) -> AtRest {
    if !is(element, flag) {
        return AtRest::Absent;
    }
    AtRest::of(element.text_of("KmsKeyId"), Some("a key that AWS owns"))
}
