//! The threads and clients that ask other machines.

use std::collections::HashMap;
use std::future::Future;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use futures_util::TryStreamExt;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};
use object_store::gcp::{GoogleCloudStorageBuilder, GoogleConfigKey};
use object_store::path::Path as ObjectPath;
use object_store::{ClientConfigKey, ObjectMeta, ObjectStore, ObjectStoreExt, RetryConfig};
use tamis_core::ConfigError;
use tokio::runtime::Runtime;
use tokio::sync::mpsc;

use super::failure::{Failure, Kind};
use super::origin::Origin;
use super::ranges::{Fetcher, RemoteRead, State, deadline, wait};
use super::{Known, Object, web};
use crate::RemoteConfig;
use crate::address::Address;

/// How a program names itself to web servers.
const USER_AGENT: &str = concat!("tamis/", env!("CARGO_PKG_VERSION"));

/// Object stores and web servers. Costs nothing before the first of them is asked.
#[derive(Debug)]
pub(crate) struct Remotes {
    config: RemoteConfig,
    engine: OnceLock<Result<Arc<Engine>, String>>,
}

impl Remotes {
    pub(crate) fn new(config: RemoteConfig) -> Result<Self, ConfigError> {
        if config.timeout_seconds == 0 {
            return Err(ConfigError::new("input.remote.timeout_seconds", "give at least one second"));
        }
        Ok(Remotes { config, engine: OnceLock::new() })
    }

    /// What is known of a single file; `None` if there is none.
    pub(crate) fn look(&self, address: &Address<'_>) -> io::Result<Option<Known>> {
        let engine = self.engine()?;
        match engine.origin(address)? {
            Origin::Web { client, url } => engine.patiently(address, async || web::look(&client, &url).await),
            Origin::Store { store, path } => match engine.block_on(store.head(&path)) {
                Ok(meta) => Ok(Some(known(&meta))),
                Err(object_store::Error::NotFound { .. }) => Ok(None),
                Err(error) => Err(Failure::of_store(&error).into_error(0)),
            },
        }
    }

    /// Tells of every object below a prefix, in no order.
    pub(crate) fn list(&self, address: &Address<'_>, each: &mut dyn FnMut(Object)) -> io::Result<()> {
        let engine = self.engine()?;
        let Origin::Store { store, path } = engine.origin(address)? else {
            return Err(io::Error::new(
                io::ErrorKind::Unsupported,
                "a web server cannot be asked for a list",
            ));
        };
        let listed = engine.block_on(async {
            let mut objects = store.list(Some(&path));
            while let Some(meta) = objects.try_next().await? {
                let key = meta.location.as_ref();
                let below = if path.as_ref().is_empty() {
                    Some(key)
                } else {
                    key.strip_prefix(path.as_ref()).and_then(|below| below.strip_prefix('/'))
                };
                // The prefix itself may be an object, which some programs make as a folder.
                if let Some(below) = below.filter(|below| !below.is_empty()) {
                    each(Object { below: below.to_owned(), known: known(&meta) });
                }
            }
            Ok(())
        });
        listed.map_err(|error: object_store::Error| Failure::of_store(&error).into_error(0))
    }

    /// The bytes of a file. Fails at once if the first of them cannot be had.
    pub(crate) fn open(&self, address: &Address<'_>) -> io::Result<Box<dyn Read + Send>> {
        let engine = self.engine()?;
        let fetcher = Fetcher {
            origin: engine.origin(address)?,
            name: address.url.to_owned(),
            retries: engine.config.retries,
            timeout: engine.timeout(),
            state: State::default(),
        };
        let (sender, pieces) = mpsc::channel(1);
        let task = engine.runtime()?.spawn(fetcher.run(sender)).abort_handle();
        Ok(Box::new(RemoteRead::open(pieces, task, engine)?))
    }

    fn engine(&self) -> io::Result<Arc<Engine>> {
        let engine = self.engine.get_or_init(|| Engine::start(&self.config).map(Arc::new));
        engine.as_ref().map(Arc::clone).map_err(|message| io::Error::other(message.clone()))
    }
}

fn known(meta: &ObjectMeta) -> Known {
    let modified = meta.last_modified.timestamp_nanos_opt().and_then(|time| u64::try_from(time).ok());
    Known { bytes: meta.size, modified: modified.unwrap_or_default() }
}

/// One thread that drives all requests, beside those that look up names, and the clients that were used so far.
pub(super) struct Engine {
    config: RemoteConfig,
    runtime: Option<Runtime>,
    /// Why there is none, on a machine without certificates, matters only to those who need it.
    web: Result<reqwest::Client, String>,
    /// By scheme and bucket.
    stores: Mutex<HashMap<String, Arc<dyn ObjectStore>>>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("config", &self.config).finish_non_exhaustive()
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // Does not wait for a name server that does not answer.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Engine {
    fn start(config: &RemoteConfig) -> Result<Self, String> {
        // There is one for the whole process; where somebody has chosen another, that one stays.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("tamis-remote")
            .enable_all()
            .build()
            .map_err(|error| {
                format!("the thread that reads from other machines cannot be started: {error}")
            })?;
        let timeout = Duration::from_secs(config.timeout_seconds);
        let web = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .connect_timeout(timeout)
            .read_timeout(timeout)
            .build()
            .map_err(|error| format!("web servers cannot be asked: {}", Failure::of_web(error).message));
        Ok(Engine { config: config.clone(), runtime: Some(runtime), web, stores: Mutex::default() })
    }

    fn timeout(&self) -> Duration {
        Duration::from_secs(self.config.timeout_seconds)
    }

    fn runtime(&self) -> io::Result<&Runtime> {
        // It is taken by `drop` alone.
        self.runtime
            .as_ref()
            .ok_or_else(|| io::Error::other("the thread that reads from other machines has ended"))
    }

    fn block_on<T>(
        &self,
        work: impl Future<Output = Result<T, object_store::Error>>,
    ) -> Result<T, object_store::Error> {
        match self.runtime() {
            Ok(runtime) => runtime.block_on(work),
            Err(source) => Err(object_store::Error::Generic { store: "remote", source: Box::new(source) }),
        }
    }

    /// Does something until it goes well or cannot.
    fn patiently<T>(
        &self,
        address: &Address<'_>,
        work: impl AsyncFn() -> Result<T, Failure>,
    ) -> io::Result<T> {
        self.runtime()?.block_on(async {
            let mut attempt = 0;
            loop {
                match work().await {
                    Ok(done) => return Ok(done),
                    Err(failure) if failure.kind == Kind::Passing && attempt < self.config.retries => {
                        attempt += 1;
                        tokio::time::sleep(wait(address.url, attempt)).await;
                    }
                    Err(failure) => return Err(failure.into_error(0)),
                }
            }
        })
    }

    fn origin(&self, address: &Address<'_>) -> io::Result<Origin> {
        let invalid = |message: String| io::Error::new(io::ErrorKind::InvalidInput, message);
        if address.is_web() {
            let url = reqwest::Url::parse(address.url).map_err(|error| invalid(error.to_string()))?;
            let client = self.web.clone().map_err(io::Error::other)?;
            return Ok(Origin::Web { client, url });
        }
        let path = ObjectPath::parse(address.key).map_err(|error| invalid(error.to_string()))?;
        let name = format!("{}://{}", address.scheme.to_ascii_lowercase(), address.authority);
        let mut stores = self.stores.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = stores.get(&name) {
            return Ok(Origin::Store { store: Arc::clone(store), path });
        }
        let store = self.store(address).map_err(|error| Failure::of_store(&error).into_error(0))?;
        stores.insert(name, Arc::clone(&store));
        Ok(Origin::Store { store, path })
    }

    /// A client of the store, with what the environment says of it.
    fn store(&self, address: &Address<'_>) -> Result<Arc<dyn ObjectStore>, object_store::Error> {
        let retry = RetryConfig {
            max_retries: usize::try_from(self.config.retries).unwrap_or(usize::MAX),
            ..RetryConfig::default()
        };
        let (quiet, whole) = (seconds(self.timeout()), seconds(deadline(self.timeout())));
        let clocks = [
            (ClientConfigKey::ConnectTimeout, quiet.clone()),
            (ClientConfigKey::ReadTimeout, quiet),
            (ClientConfigKey::Timeout, whole),
        ];
        let bucket = address.authority;
        Ok(if address.scheme.eq_ignore_ascii_case("s3") {
            let builder = AmazonS3Builder::from_env().with_bucket_name(bucket).with_retry(retry);
            let set = |builder: AmazonS3Builder, (key, value)| {
                builder.with_config(AmazonS3ConfigKey::Client(key), value)
            };
            Arc::new(clocks.into_iter().fold(builder, set).build()?)
        } else if address.scheme.eq_ignore_ascii_case("gs") {
            let builder = GoogleCloudStorageBuilder::from_env().with_bucket_name(bucket).with_retry(retry);
            let set = |builder: GoogleCloudStorageBuilder, (key, value)| {
                builder.with_config(GoogleConfigKey::Client(key), value)
            };
            Arc::new(clocks.into_iter().fold(builder, set).build()?)
        } else {
            let builder = MicrosoftAzureBuilder::from_env().with_container_name(bucket).with_retry(retry);
            let set = |builder: MicrosoftAzureBuilder, (key, value)| {
                builder.with_config(AzureConfigKey::Client(key), value)
            };
            Arc::new(clocks.into_iter().fold(builder, set).build()?)
        })
    }
}

/// A duration as settings of stores are written.
fn seconds(duration: Duration) -> String {
    format!("{} seconds", duration.as_secs())
}
