//! `tamis merge`.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use tamis_pipeline::{MergeRequest, Progress, RejectLimit, RunReport};

use crate::args::MergeArgs;
use crate::clean::{STOPPED, ending};
use crate::exit::Exit;
use crate::settings;
use crate::watched::{Ending, Task, watched};

pub(crate) fn run(args: &MergeArgs) -> Exit {
    watched(args, &args.watch)
}

impl Task for MergeArgs {
    type Report = (RunReport, RejectLimit);

    const NAME: &'static str = "merge";

    fn inputs(&self) -> Vec<String> {
        self.shards.iter().map(|shard| shard.display().to_string()).collect()
    }

    fn output(&self) -> String {
        self.output.clone()
    }

    fn run(&self, progress: &Arc<Progress>) -> Result<Self::Report> {
        let config = settings::resolve_merge(self)?;
        let allowed = RejectLimit::parse(&config.limits.max_rejects)?;
        let request = MergeRequest {
            shards: self.shards.clone(),
            output: self.output.clone(),
            dedup: self.dedup,
            stats: self.stats.clone(),
            force: self.force,
        };
        Ok((tamis_pipeline::merge(&config, &request, progress)?, allowed))
    }

    fn ended(&self, (report, allowed): Self::Report, elapsed: Duration) -> Ending {
        ending(&report, allowed, elapsed)
    }

    fn stopped(&self, _: Option<&Self::Report>) -> String {
        STOPPED.to_owned()
    }
}
