//! Parses each line of a file by one VRL program (Vector's language) and makes JSON of what it answers, as Vector's sinks do.
//! Arguments: the program's file and the file of lines. Prints how many lines there were and how many were parsed.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use vrl::compiler::state::RuntimeState;
use vrl::compiler::{compile, Context, TargetValue, TimeZone};
use vrl::value::{KeyString, Secrets, Value};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let source = std::fs::read_to_string(&arguments[1]).expect("the program's file");
    let program = compile(&source, &vrl::stdlib::all()).expect("a valid program").program;
    let file = std::fs::File::open(&arguments[2]).expect("the file of lines");
    let mut sink = std::io::sink();
    let mut json: Vec<u8> = Vec::with_capacity(64 * 1024);
    let mut state = RuntimeState::default();
    let timezone = TimeZone::parse("UTC").expect("UTC");
    let (mut lines, mut parsed) = (0u64, 0u64);
    let mut reader = BufReader::with_capacity(64 * 1024, file);
    let mut line: Vec<u8> = Vec::new();
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line).expect("a readable file") == 0 {
            break;
        }
        if line.last() == Some(&b'\n') {
            line.pop();
        }
        lines += 1;
        let mut fields: BTreeMap<KeyString, Value> = BTreeMap::new();
        fields.insert("message".into(), Value::from(line.as_slice()));
        let mut target = TargetValue {
            value: Value::Object(fields),
            metadata: Value::Object(BTreeMap::new()),
            secrets: Secrets::new(),
        };
        state.clear();
        let mut context = Context::new(&mut target, &mut state, &timezone);
        if let Ok(value) = program.resolve(&mut context) {
            parsed += 1;
            json.clear();
            serde_json::to_writer(&mut json, &value).expect("JSON");
            sink.write_all(&json).expect("a sink");
        }
    }
    println!("{{\"lines\":{lines},\"parsed\":{parsed}}}");
}
