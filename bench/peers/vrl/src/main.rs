//! Parses each line of a file by one VRL program (Vector's language) and makes JSON of what it answers, as Vector's sinks do.
//! Arguments: the program's file and the file of lines. Writes the JSON of each line that was parsed to its output, as a user has it.
//! A program that asks for metadata gets `%path` and `%offset` of its line, as from Vector's file source, and when the file was
//! `%modified`, for lines without a time; they are not made for others.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::time::SystemTime;
use vrl::compiler::state::RuntimeState;
use vrl::compiler::{compile, Context, TargetValue, TimeZone};
use vrl::path::PathPrefix;
use vrl::value::{KeyString, Secrets, Value};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let source = std::fs::read_to_string(&arguments[1]).expect("the program's file");
    let program = compile(&source, &vrl::stdlib::all()).expect("a valid program").program;
    let file = std::fs::File::open(&arguments[2]).expect("the file of lines");
    let modified = file.metadata().and_then(|about| about.modified()).expect("a time of the file");
    let mut output = BufWriter::with_capacity(64 * 1024, std::io::stdout().lock());
    let mut state = RuntimeState::default();
    let timezone = TimeZone::parse("UTC").expect("UTC");
    let mut reader = BufReader::with_capacity(64 * 1024, file);
    let mut line: Vec<u8> = Vec::new();
    let wants_origin = program.info().target_queries.iter().any(|query| query.prefix == PathPrefix::Metadata);
    let mut next_offset = 0;
    loop {
        line.clear();
        let offset = next_offset;
        let bytes = reader.read_until(b'\n', &mut line).expect("a readable file");
        if bytes == 0 {
            break;
        }
        next_offset += bytes;
        if line.last() == Some(&b'\n') {
            line.pop();
        }
        let mut fields: BTreeMap<KeyString, Value> = BTreeMap::new();
        fields.insert("message".into(), Value::from(line.as_slice()));
        let mut target = TargetValue {
            value: Value::Object(fields),
            metadata: Value::Object(if wants_origin { origin(&arguments[2], offset, modified) } else { BTreeMap::new() }),
            secrets: Secrets::new(),
        };
        state.clear();
        let mut context = Context::new(&mut target, &mut state, &timezone);
        if let Ok(value) = program.resolve(&mut context) {
            serde_json::to_writer(&mut output, &value).expect("JSON");
            output.write_all(b"\n").expect("an output");
        }
    }
    output.flush().expect("an output");
}

fn origin(path: &str, offset: usize, modified: SystemTime) -> BTreeMap<KeyString, Value> {
    BTreeMap::from([
        ("path".into(), Value::from(path)),
        ("offset".into(), Value::from(offset as i64)),
        ("modified".into(), Value::Timestamp(modified.into())),
    ])
}
