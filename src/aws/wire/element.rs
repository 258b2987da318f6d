//! An XML answer as a tree of names and texts: all that the Query protocol says with XML.

use thiserror::Error;

/// One element of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Element {
    name: String,
    text: String,
    children: Vec<Element>,
}

/// The answer is not XML.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the answer is not XML: {0}")]
pub struct NotXml(String);

impl Element {
    /// The first element of a document. A document with definitions of its own is refused: answers have none.
    ///
    /// # Errors
    /// When the bytes are not well-formed XML in UTF-8.
    pub fn parse(bytes: &[u8]) -> Result<Self, NotXml> {
        let text = std::str::from_utf8(bytes).map_err(|wrong| NotXml(wrong.to_string()))?;
        let document = roxmltree::Document::parse(text).map_err(|wrong| NotXml(wrong.to_string()))?;
        Ok(Self::of(document.root_element()))
    }

    fn of(node: roxmltree::Node<'_, '_>) -> Self {
        let children: Vec<Self> = node.children().filter(roxmltree::Node::is_element).map(Self::of).collect();
        // Between elements there is only layout; in the others each character may be part of a document.
        let text = if children.is_empty() { node.text().unwrap_or_default().to_owned() } else { String::new() };
        Self { name: node.tag_name().name().to_owned(), text, children }
    }

    /// Its name, without a namespace.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its text, to the letter; empty where it holds elements.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The first child with a name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The children with a name.
    pub fn children(&self, name: &str) -> impl Iterator<Item = &Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The element that these names lead to, each the first child of the one before.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// The text of the first child with a name; none when it is empty.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(Self::text).filter(|text| !text.is_empty())
    }

    /// The items of a list: all children of the child with this name, whether the service names each of them `item`,
    /// `member` or after what they are. A list that is not there is empty.
    pub fn items(&self, list: &str) -> impl Iterator<Item = &Self> {
        self.child(list).into_iter().flat_map(|list| &list.children)
    }

    /// The texts of a list's items.
    pub fn texts(&self, list: &str) -> impl Iterator<Item = &str> {
        self.items(list).map(Self::text)
    }

    /// The pairs of a map, whose entries each hold a `key` and a `value`.
    pub fn entries(&self, map: &str) -> impl Iterator<Item = (&str, &str)> {
        self.items(map).filter_map(|entry| Some((entry.child("key")?.text(), entry.child("value")?.text())))
    }

    /// The first element with a name, at any depth.
    pub fn descendant(&self, name: &str) -> Option<&Self> {
        self.children.iter().find_map(|child| if child.name == name { Some(child) } else { child.descendant(name) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_texts_are_read_whatever_the_namespace() {
        let root = Element::parse(
            b"<?xml version=\"1.0\"?><R xmlns=\"urn:x\"><list><item><a>1 &amp; 2</a></item><item/></list><b/></R>",
        );
        let root = root.unwrap();
        let texts: Vec<_> = root.items("list").map(|item| item.text_of("a")).collect();
        assert_eq!(texts, [Some("1 & 2"), None]);
        assert_eq!((root.text_of("b"), root.items("none").count()), (None, 0));
    }

    #[test]
    fn lists_of_any_name_maps_and_paths_are_read() {
        let root = Element::parse(
            b"<R>\n <Nets>\n  <Net><Id>a</Id></Net>\n  <Net><Id>b</Id></Net>\n </Nets>\
            <Attributes><entry><key>Policy</key><value> {&quot;a&quot;:\n1} </value></entry></Attributes>\
            <Tag/><Tag/><Ids><member>x</member></Ids></R>",
        );
        let root = root.unwrap();
        let ids: Vec<_> = root.items("Nets").filter_map(|net| net.text_of("Id")).collect();
        assert_eq!(ids, ["a", "b"]);
        assert_eq!(root.entries("Attributes").collect::<Vec<_>>(), [("Policy", " {\"a\":\n1} ")]);
        assert_eq!(root.at(&["Nets", "Net", "Id"]).map(Element::text), Some("a"));
        assert_eq!(root.at(&["Nets", "None"]), None);
        assert_eq!((root.children("Tag").count(), root.texts("Ids").collect::<Vec<_>>()), (2, vec!["x"]));
        assert_eq!((root.name(), root.child("Nets").map(Element::text)), ("R", Some("")));
    }

    #[test]
    fn what_is_not_xml_and_what_defines_entities_is_refused() {
        for wrong in [&b"{}"[..], b"<a><b></a>", b"\xFF", b"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"] {
            assert!(Element::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
