//! `tamis filter`.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use tamis_pipeline::{Cleaner, Progress, RejectLimit, RunReport, RunRequest};

use crate::args::FilterArgs;
use crate::clean::{ending, request, stopped};
use crate::exit::Exit;
use crate::settings;
use crate::watched::{Ending, Task, watched};

pub(crate) fn run(args: &FilterArgs) -> Exit {
    watched(args, &args.watch)
}

impl Task for FilterArgs {
    type Report = (RunReport, RejectLimit);

    const NAME: &'static str = "filter";

    fn inputs(&self) -> Vec<String> {
        self.inputs.named()
    }

    fn output(&self) -> String {
        self.output.clone()
    }

    fn run(&self, progress: &Arc<Progress>) -> Result<Self::Report> {
        let mut config = settings::resolve_filters(&self.shared, &self.filters)?;
        config.input.lists = settings::lists(&self.inputs);
        // All visible text is judged, as it is.
        config.stages.strip = false;
        config.stages.dedup = false;
        let allowed = RejectLimit::parse(&config.limits.max_rejects)?;
        let cleaner = Arc::new(Cleaner::new(config)?);
        let request = RunRequest { filters_only: true, ..request(&self.inputs, &self.output, &self.written) };
        Ok((tamis_pipeline::run(&cleaner, &request, progress)?, allowed))
    }

    fn ended(&self, (report, allowed): Self::Report, elapsed: Duration) -> Ending {
        ending(&report, allowed, elapsed)
    }

    fn stopped(&self, report: Option<&Self::Report>) -> String {
        stopped(report.map(|(report, _)| report))
    }
}
