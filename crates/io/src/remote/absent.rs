//! What stands for other machines in a build without the feature `cloud`. Discovery turns every URL away before.

use std::io::{self, Read};

use tamis_core::ConfigError;

use super::{Known, Object};
use crate::RemoteConfig;
use crate::address::Address;

/// No machine but this one.
#[derive(Debug)]
pub(crate) struct Remotes;

#[expect(clippy::unused_self, reason = "the same shape as with the feature")]
impl Remotes {
    #[expect(clippy::unnecessary_wraps, reason = "the same shape as with the feature")]
    pub(crate) fn new(_: RemoteConfig) -> Result<Self, ConfigError> {
        Ok(Remotes)
    }

    pub(crate) fn look(&self, _: &Address<'_>) -> io::Result<Option<Known>> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(crate) fn list(&self, _: &Address<'_>, _: &mut dyn FnMut(Object)) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(crate) fn open(&self, _: &Address<'_>) -> io::Result<Box<dyn Read + Send>> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
