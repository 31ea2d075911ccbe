//! `tamis dedup`.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use tamis_pipeline::{Cleaner, DedupRequest, Progress, RejectLimit, RunReport};

use crate::args::DedupArgs;
use crate::clean::{STOPPED, ending};
use crate::exit::Exit;
use crate::settings;
use crate::watched::{Ending, Task, watched};

pub(crate) fn run(args: &DedupArgs) -> Exit {
    watched(args, &args.watch)
}

impl Task for DedupArgs {
    type Report = (RunReport, RejectLimit);

    const NAME: &'static str = "dedup";

    fn inputs(&self) -> Vec<String> {
        self.inputs.named()
    }

    fn output(&self) -> String {
        self.output.clone().unwrap_or_default()
    }

    fn run(&self, progress: &Arc<Progress>) -> Result<Self::Report> {
        let mut config = settings::resolve_shared(&self.shared, &self.copies)?;
        config.input.lists = settings::lists(&self.inputs);
        config.without_cleaning();
        let allowed = RejectLimit::parse(&config.limits.max_rejects)?;
        let cleaner = Arc::new(Cleaner::new(config)?);
        let request = DedupRequest {
            inputs: self.inputs.inputs.clone(),
            output: self.output.clone(),
            clusters: self.clusters.clone(),
            index: self.index.clone(),
            duplicates: self.duplicates.clone(),
            rejects: self.rejects.clone(),
            stats: self.stats.clone(),
            force: self.force,
            dry_run: self.dry_run,
        };
        Ok((tamis_pipeline::dedup(&cleaner, &request, progress)?, allowed))
    }

    fn ended(&self, (report, allowed): Self::Report, elapsed: Duration) -> Ending {
        ending(&report, allowed, elapsed)
    }

    fn stopped(&self, _: Option<&Self::Report>) -> String {
        STOPPED.to_owned()
    }
}
