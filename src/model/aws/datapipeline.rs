//! Data Pipeline: pipelines with their definitions. AWS takes no new customers for it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{Aspects, Fact, Redacted};

/// A pipeline.
///
/// Source: AWS Data Pipeline API Reference, "GetPipelineDefinition".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataPipeline {
    /// Its name.
    pub name: String,
    /// What it is made of: data nodes, activities, databases, resources.
    pub objects: Fact<Vec<PipelineObject>>,
    /// Values of its parameters, by id.
    pub parameters: Fact<BTreeMap<String, Redacted>>,
}

/// A part of a pipeline.
///
/// Source: AWS Data Pipeline Developer Guide, "Pipeline Object Reference".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineObject {
    /// Its id within the pipeline.
    pub id: String,
    /// What it is, such as `S3DataNode`, `CopyActivity`, `RdsDatabase`; empty for the object of defaults.
    pub object_type: String,
    /// Its fields. A field that is there several times has the values with commas between them.
    pub fields: BTreeMap<String, Redacted>,
    /// Fields that name other objects of the pipeline.
    pub references: BTreeMap<String, Vec<String>>,
}

impl PipelineObject {
    /// A field that can be read.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name)?.readable().filter(|value| !value.is_empty())
    }
}

impl DataPipeline {
    /// The role that it works as.
    pub fn role(&self) -> Option<&str> {
        self.objects.known()?.iter().find_map(|object| object.field("role"))
    }

    /// The role, an instance profile, that its machines work as.
    pub fn resource_role(&self) -> Option<&str> {
        self.objects.known()?.iter().find_map(|object| object.field("resourceRole"))
    }
}

impl Aspects for DataPipeline {
    fn name(&self) -> Option<&str> {
        Some(&self.name).filter(|name| !name.is_empty()).map(String::as_str)
    }

    fn roles(&self) -> Vec<&str> {
        [self.role(), self.resource_role()].into_iter().flatten().collect()
    }
}
