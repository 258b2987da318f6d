//! Benches of flows: the graph of a large estate, reach through it, pictures, and the list of a large pipeline.
//!
//! `cargo bench --no-default-features --bench flows` runs them all; `-- reach` those whose name begins so. Every name
//! tells the size of the work.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench fails loudly")]

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use crossterm::event::KeyCode;
use tidegate::flow::layout::{BoxSize, Picture, lay_out};
use tidegate::flow::{Assumptions, Direction, Excerpt, FlowGraph, NodeId, PipelineRules, Pipelines, Reach};
use tidegate::model::Kind;
use tidegate::policy::access::AccessIndex;
use tidegate::simulated::generate::flowing;
use tidegate::ui::Model;
use tidegate::ui::capture::buffer;
use tidegate::ui::flows::lineage::lineage;

mod shared;

use shared::{analysed, console, press, press_key};

/// The second is ten times the first: the time should grow about as much.
const SIZES: [usize; 2] = [10_000, 100_000];
/// The largest pipeline of an estate of this size, with all log groups that end in it, has more than 5,000 nodes.
const LISTED: usize = 100_000;

fn graph(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("graph");
    group.sample_size(10);
    for size in SIZES {
        let estate = flowing(size);
        let graph = FlowGraph::new(&estate);
        let (nodes, hops) = (graph.nodes().len(), graph.hops().len());
        group.throughput(Throughput::Elements(size as u64));
        group.bench_function(format!("{size}_resources_{nodes}_nodes_{hops}_hops"), |bencher| {
            bencher.iter(|| FlowGraph::new(black_box(&estate)));
        });
        group.bench_function(format!("pipelines_of_{nodes}_nodes"), |bencher| {
            bencher.iter(|| Pipelines::new(&estate, black_box(&graph), &PipelineRules::default()));
        });
    }
}

/// The node with the most hops.
fn hub(graph: &FlowGraph) -> NodeId {
    let hops = |node: NodeId| graph.out_of(node).len() + FlowGraph::into(graph, node).len();
    graph.nodes().map(|(id, _)| id).max_by_key(|id| hops(*id)).unwrap()
}

/// The node that reaches most, of the busiest one and about a thousand others.
fn farthest(graph: &FlowGraph, assumptions: &Assumptions, way: Direction) -> (NodeId, usize) {
    let reached = |node| Reach::new(graph, assumptions, node, way, None).nodes().len();
    let some = graph.nodes().map(|(id, _)| id).step_by(graph.nodes().len() / 1_000 + 1);
    some.chain([hub(graph)]).map(|node| (node, reached(node))).max_by_key(|(_, count)| *count).unwrap()
}

/// What screen 3 waits for besides the graph: the policies of all roles, and who may assume which.
fn assumptions(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("assumptions");
    group.sample_size(10);
    for size in SIZES {
        let estate = Arc::new(flowing(size));
        group.bench_function(format!("index_of_access_of_{size}_resources"), |bencher| {
            bencher.iter(|| AccessIndex::new(black_box(Arc::clone(&estate))));
        });
        let roles = estate.of_kind(Kind::Role).len();
        group.bench_function(format!("index_and_assumptions_of_{roles}_roles"), |bencher| {
            bencher.iter(|| Assumptions::evaluated(&AccessIndex::new(black_box(Arc::clone(&estate)))));
        });
    }
}

fn reach(criterion: &mut Criterion) {
    let estate = Arc::new(flowing(100_000));
    let graph = FlowGraph::new(&estate);
    let assumptions = Assumptions::evaluated(&AccessIndex::new(Arc::clone(&estate)));
    let hub = hub(&graph);
    let hops = graph.out_of(hub).len() + FlowGraph::into(&graph, hub).len();
    let mut group = criterion.benchmark_group("reach");
    group.sample_size(20);
    for (way, word) in [(Direction::Down, "down"), (Direction::Up, "up")] {
        group.bench_function(format!("{word}_from_the_hub_of_{hops}_hops_in_100000_resources"), |bencher| {
            bencher.iter(|| Reach::new(&graph, &assumptions, black_box(hub), way, None));
        });
        let (far, reached) = farthest(&graph, &assumptions, way);
        group.bench_function(format!("{word}_from_the_farthest_to_{reached}_nodes_in_100000_resources"), |bencher| {
            bencher.iter(|| Reach::new(&graph, &assumptions, black_box(far), way, None));
        });
        group.bench_function(format!("around_{word}_to_{reached}_nodes_in_100000_resources"), |bencher| {
            bencher.iter(|| Excerpt::around(&graph, &assumptions, black_box(far), &[way], None));
        });
    }
}

/// 60 boxes in stages of six, each fed by two of the stage before, with some lines past a stage and some back.
fn picture(framed: bool) -> Picture {
    let boxes = (0..60).map(|at| BoxSize {
        width: 18 + at % 12,
        least: 16 + at % 4,
        height: 3 + at % 2,
        frame: None,
        hint: at / 6,
    });
    let ahead = (0..54).flat_map(|at| [(at, at / 6 * 6 + 6 + at % 6), (at, at / 6 * 6 + 6 + (at * 5 + 1) % 6)]);
    let past = (0..48).step_by(4).map(|at| (at, at + 12));
    let back = (12..60).step_by(12).map(|at| (at, at - 7));
    let lines: Vec<(usize, usize)> = ahead.chain(past).chain(back).collect();
    let frame = |at: usize| u16::try_from(at % 6).ok().filter(|_| framed);
    let boxes = boxes.enumerate().map(|(at, size)| BoxSize { frame: frame(at), ..size }).collect();
    let loose = (0..lines.len()).step_by(5).collect();
    Picture { boxes, lines, loose, ..Picture::default() }
}

fn layout(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("layout");
    for (picture, word) in [(picture(false), ""), (picture(true), "_in_6_frames")] {
        group.bench_function(format!("{}_boxes_{}_lines{word}", picture.boxes.len(), picture.lines.len()), |bencher| {
            bencher.iter(|| lay_out(black_box(&picture), 200));
        });
    }
}

/// The largest pipeline as a list on screen 3.
fn list(criterion: &mut Criterion) {
    let analysis = analysed(flowing(LISTED));
    let flows = &analysis.flows;
    let largest = flows.pipelines.all().first().unwrap();
    let excerpt = Excerpt::of_pipeline(&flows.graph, largest);
    let rows = lineage(&flows.graph, &excerpt);
    assert!(rows.len() >= 5_000, "{} rows", rows.len());
    let hub = hub(&flows.graph);
    let at = rows.iter().position(|row| row.node == hub).unwrap();

    let mut model: Model = console(&analysis);
    press(&mut model, "3");
    press_key(&mut model, KeyCode::Enter);
    let mut group = criterion.benchmark_group("list");
    group.bench_function(format!("frame_of_{}_nodes", rows.len()), |bencher| {
        bencher.iter(|| buffer(black_box(&model)));
    });
    group.bench_function(format!("one_row_down_and_frame_of_{}_nodes", rows.len()), |bencher| {
        bencher.iter(|| {
            press_key(&mut model, KeyCode::Down);
            buffer(black_box(&model))
        });
    });
    press_key(&mut model, KeyCode::Home);
    (0..at).for_each(|_| press_key(&mut model, KeyCode::Down));
    group.bench_function(format!("frame_of_{}_nodes_at_the_hub_of_{}_hops", rows.len(), rows[at].into), |bencher| {
        bencher.iter(|| buffer(black_box(&model)));
    });
    group.bench_function(format!("lineage_of_{}_nodes", rows.len()), |bencher| {
        bencher.iter(|| lineage(&flows.graph, black_box(&excerpt)));
    });
}

criterion_group!(benches, graph, assumptions, reach, layout, list);
criterion_main!(benches);
