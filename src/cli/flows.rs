//! `tidegate flows`: how data moves, pipeline by pipeline, or around one resource.

use std::sync::Arc;

use color_eyre::eyre::{Result, eyre};

use super::Exit;
use super::answer::{estate, print_with, tell};
use super::arguments::FlowsArguments;
use crate::checks::{Context, exposure_of};
use crate::config::Config;
use crate::flow::{Assumptions, Direction, Excerpt, FlowGraph, NodeId, Pipelines};
use crate::model::Estate;
use crate::policy::access::AccessIndex;
use crate::report::{self, FlowSource};

pub(super) fn flows(config: &Config, asked: &FlowsArguments) -> Result<Exit> {
    let estate = Arc::new(estate(&asked.snapshot)?);
    let graph = FlowGraph::new(&estate);
    let pipelines = Pipelines::new(&estate, &graph, &config.pipelines);
    let excerpt = excerpt(&estate, &graph, &pipelines, asked)?;
    let context = Context::new(&estate, &config.rules, estate.header.finished.unwrap_or(estate.header.started));
    let exposure = |id| exposure_of(&context, id);
    let source =
        FlowSource { estate: &estate, rules: &config.rules, graph: &graph, pipelines: &pipelines, exposure: &exposure };
    let answer = report::flow_answer(&source, &excerpt);
    print_with(|out| report::write_flows(out, &answer, asked.format))?;
    if !estate.gaps().is_empty() {
        tell(&format!("{} reads failed: there may be more hops", estate.gaps().len()));
    }
    Ok(Exit::Done)
}

fn excerpt(estate: &Arc<Estate>, graph: &FlowGraph, pipelines: &Pipelines, asked: &FlowsArguments) -> Result<Excerpt> {
    let node = |name: &Option<String>| name.as_deref().map(|name| find(estate, graph, name)).transpose();
    // Who can become which role is found out only where a way may lead over it.
    let assumptions = || Assumptions::evaluated(&AccessIndex::new(Arc::clone(estate)));
    Ok(match (node(&asked.from)?, node(&asked.to)?, &asked.pipeline) {
        (Some(from), Some(to), _) => Excerpt::between(graph, &assumptions(), from, to),
        (Some(from), None, _) => Excerpt::around(graph, &assumptions(), from, &[Direction::Down], asked.hops),
        (None, Some(to), _) => Excerpt::around(graph, &assumptions(), to, &[Direction::Up], asked.hops),
        (None, None, Some(name)) => {
            let names = || pipelines.all().iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(", ");
            let found = pipelines.named(name);
            let (_, pipeline) = found.ok_or_else(|| eyre!("there is no pipeline {name}; there are: {}", names()))?;
            Excerpt::of_pipeline(graph, pipeline)
        }
        (None, None, None) => Excerpt::whole(graph),
    })
}

/// The node that an ARN or a name means.
fn find(estate: &Estate, graph: &FlowGraph, name: &str) -> Result<NodeId> {
    let is_meant = |id: NodeId| match graph.node(id) {
        Some(crate::flow::Node::Resource(id)) => {
            estate.resource(*id).is_some_and(|it| it.arn.as_str() == name || it.name() == name)
        }
        Some(crate::flow::Node::Outside(outside)) => outside.name == name,
        None => false,
    };
    let found: Vec<NodeId> = graph.nodes().map(|(id, _)| id).filter(|id| is_meant(*id)).collect();
    match *found.as_slice() {
        [only] => Ok(only),
        [] => Err(eyre!("nothing named {name} moves or holds data here; `tidegate inventory` lists names and ARNs")),
        _ => Err(eyre!("{} things are named {name}; give the ARN", found.len())),
    }
}
