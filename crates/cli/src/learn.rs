//! `tamis learn` and `tamis boilerplate`: tables of lines that recur.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;
use tamis_pipeline::{Cleaner, LearnReport, LearnRequest, Progress, RejectLimit, read_table};

use crate::args::{BoilerplateCommand, LearnArgs, ShowArgs};
use crate::escape::{json_safe, line_safe};
use crate::exit::Exit;
use crate::settings;
use crate::watched::{Ending, Task, fields, rounded, watched};

pub(crate) fn run(args: &LearnArgs) -> Exit {
    watched(args, &args.watch)
}

impl Task for LearnArgs {
    type Report = (LearnReport, RejectLimit);

    const NAME: &'static str = "learn";

    fn inputs(&self) -> Vec<String> {
        self.inputs.named()
    }

    fn output(&self) -> String {
        self.output.display().to_string()
    }

    fn run(&self, progress: &Arc<Progress>) -> Result<Self::Report> {
        let mut config = settings::resolve(&self.settings)?;
        config.input.lists = settings::lists(&self.inputs);
        // What is counted stands before the judge, which would only have to be set up.
        config.stages.strip = false;
        let allowed = RejectLimit::parse(&config.limits.max_rejects)?;
        let cleaner = Arc::new(Cleaner::new(config)?);
        let request = LearnRequest { inputs: self.inputs.inputs.clone(), output: self.output.clone() };
        Ok((tamis_pipeline::learn(&cleaner, &request, progress)?, allowed))
    }

    fn ended(&self, (report, allowed): Self::Report, elapsed: Duration) -> Ending {
        let LearnReport { records, rejected, stories, sources, lines } = report;
        let message = format!(
            "{lines} lines recur in {sources} sources, of {stories} distinct stories in {records} records; \
             written to {}",
            self.output.display()
        );
        let rate = rounded(records as f64 / elapsed.as_secs_f64().max(0.001));
        let mut ending = Ending {
            exit: Exit::Done,
            summary: format!("  {message}"),
            message,
            warnings: Vec::new(),
            complaint: None,
            fields: fields(json!({
                "records": records,
                "rejected": rejected,
                "stories": stories,
                "sources": sources,
                "lines": lines,
                "rate": rate,
            })),
        };
        if records > 0 && rejected == records {
            let complaint = "nothing could be read; every record was rejected, and nothing was written";
            (ending.exit, ending.complaint) = (Exit::Io, Some(complaint.to_owned()));
            ending.summary.clear();
        } else if allowed.is_exceeded_by(rejected, records) {
            let complaint = format!("{rejected} of {records} records were rejected");
            (ending.exit, ending.complaint) = (Exit::Rejects, Some(complaint));
        }
        ending
    }

    fn stopped(&self, _: Option<&Self::Report>) -> String {
        "stopped by a signal; nothing was written".to_owned()
    }
}

pub(crate) fn boilerplate(command: &BoilerplateCommand) -> Result<Exit> {
    match command {
        BoilerplateCommand::Show(args) => show(args),
    }
}

/// One line of the table a line, by source, those of most stories first.
fn show(args: &ShowArgs) -> Result<Exit> {
    let table = read_table(&args.file, args.host.as_deref(), args.min_stories)?;
    let mut out = Vec::new();
    if args.json {
        for line in &table.found {
            let (source, stories, of, text) = (&line.source, line.stories, line.of, &line.text);
            let row = json!({"source": source, "stories": stories, "of": of, "text": text});
            writeln!(out, "{}", json_safe(&row.to_string()))?;
        }
    } else {
        let (lines, sources, stories) = (table.lines, table.sources, table.stories);
        writeln!(out, "# {lines} lines recur in {sources} sources, of {stories} distinct stories")?;
        let mut source = None;
        for line in &table.found {
            if source != Some(&line.source) {
                let name = if line.source.is_empty() { "(no source)" } else { &line.source };
                writeln!(out, "\n{}: {} stories", line_safe(name), line.of)?;
                source = Some(&line.source);
            }
            writeln!(out, "{:>8}  {}", line.stories, line_safe(&line.text))?;
        }
    }
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(&out).and_then(|()| stdout.flush()).context("standard output")?;
    Ok(Exit::Done)
}
