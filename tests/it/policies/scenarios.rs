//! Every row of every scenario file gives the verdict written in it.

use std::fs;
use std::path::Path;

use super::scenario;

#[test]
fn every_row_of_every_scenario_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/policies/scenarios");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut rows, mut wrong) = (0, String::new());
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let (more, what) = scenario::run(&name, &fs::read_to_string(&file).unwrap());
        rows += more;
        wrong += &what;
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(rows >= 300, "{rows} rows are too few");
}
