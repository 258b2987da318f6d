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
        Self {
            name: node.tag_name().name().to_owned(),
            text: node.text().unwrap_or_default().trim().to_owned(),
            children: node.children().filter(roxmltree::Node::is_element).map(Self::of).collect(),
        }
    }

    /// The first child with a name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first child with a name; none when it is empty.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.as_str()).filter(|text| !text.is_empty())
    }

    /// The items of a list: the children `item` of the child with a name. A list that is not there is empty.
    pub fn items(&self, list: &str) -> impl Iterator<Item = &Self> {
        let items = self.child(list).into_iter().flat_map(|list| &list.children);
        items.filter(|child| child.name == "item")
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
    fn what_is_not_xml_and_what_defines_entities_is_refused() {
        for wrong in [&b"{}"[..], b"<a><b></a>", b"\xFF", b"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"] {
            assert!(Element::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
