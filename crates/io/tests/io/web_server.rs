//! A web server on this machine that can misbehave, a folder of the path for each way.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What a path does, told by its first folder.
const WAYS: &str = "ok cut busy denied hang whole whole-cut changes chunked no-head unsized weak";

/// One request as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    /// First and last byte.
    pub(crate) range: Option<(usize, usize)>,
    pub(crate) if_match: Option<String>,
}

/// Ends when the test does.
pub(crate) struct WebServer {
    address: String,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    files: Mutex<HashMap<String, Vec<u8>>>,
    asked: Mutex<Vec<Asked>>,
    /// Connections that are never answered.
    held: Mutex<Vec<TcpStream>>,
}

impl WebServer {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let state = Arc::<State>::default();
        let served = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&served);
                std::thread::spawn(move || answer(stream, &state));
            }
        });
        WebServer { address, state }
    }

    /// Serves a file under `/WAY/NAME`, and tells its URL.
    pub(crate) fn serve(&self, path: &str, bytes: impl Into<Vec<u8>>) -> String {
        let way = path.split('/').next().unwrap();
        assert!(WAYS.split(' ').any(|known| known == way), "{way}");
        self.state.files.lock().unwrap().insert(format!("/{path}"), bytes.into());
        self.url(path)
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.address)
    }

    /// The requests for a path with this method, in order.
    pub(crate) fn asked(&self, method: &str, path: &str) -> Vec<Asked> {
        let asked = self.state.asked.lock().unwrap();
        asked.iter().filter(|one| one.method == method && one.path == format!("/{path}")).cloned().collect()
    }
}

fn read_request(stream: &TcpStream) -> Option<Asked> {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
    let first = lines.next()?;
    let mut words = first.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut asked = Asked { method, path, range: None, if_match: None };
    for line in lines.take_while(|line| !line.is_empty()) {
        let (name, value) = line.split_once(": ")?;
        match name.to_ascii_lowercase().as_str() {
            "range" => {
                let (first, last) = value.strip_prefix("bytes=")?.split_once('-')?;
                asked.range = Some((first.parse().ok()?, last.parse().ok()?));
            }
            "if-match" => asked.if_match = Some(value.to_owned()),
            _ => {}
        }
    }
    Some(asked)
}

fn answer(mut stream: TcpStream, state: &State) {
    let Some(asked) = read_request(&stream) else { return };
    let before = {
        let mut all = state.asked.lock().unwrap();
        let same = |one: &&Asked| one.path == asked.path && one.method == asked.method;
        let before = all.iter().filter(same).count();
        all.push(asked.clone());
        before
    };
    let way = asked.path.split('/').nth(1).unwrap_or_default().to_owned();
    let file = state.files.lock().unwrap().get(asked.path.split('?').next().unwrap()).cloned();
    if way == "hang" && asked.method == "GET" {
        state.held.lock().unwrap().push(stream);
        return;
    }
    let refused = match (way.as_str(), &file) {
        (_, None) => Some("404 Not Found"),
        ("denied", _) => Some("403 Forbidden"),
        ("busy", _) if before < 2 => Some("503 Service Unavailable"),
        ("no-head", _) if asked.method == "HEAD" => Some("405 Method Not Allowed"),
        _ => None,
    };
    let etag = if way == "changes" && before > 0 { "\"b\"" } else { "\"a\"" };
    let etag = if way == "weak" { "W/\"a\"" } else { etag };
    let refused = refused.or_else(|| {
        asked.if_match.as_ref().filter(|wanted| *wanted != etag).map(|_| "412 Precondition Failed")
    });
    if let Some(status) = refused {
        let _ = write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return;
    }
    let file = file.unwrap_or_default();
    let knows_ranges = !matches!(way.as_str(), "whole" | "whole-cut" | "chunked");
    let mut head =
        format!("Connection: close\r\nETag: {etag}\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
    let (status, body) = match asked.range.filter(|_| knows_ranges && asked.method == "GET") {
        Some((first, _)) if first >= file.len() => ("416 Range Not Satisfiable", &file[..0]),
        Some((first, last)) => {
            let end = (last + 1).min(file.len());
            let total = if way == "unsized" { "*".to_owned() } else { file.len().to_string() };
            write!(head, "Content-Range: bytes {first}-{}/{total}\r\n", end - 1).unwrap();
            ("206 Partial Content", &file[first..end])
        }
        None => ("200 OK", &file[..]),
    };
    if way == "chunked" {
        head += "Transfer-Encoding: chunked\r\n";
    } else {
        write!(head, "Content-Length: {}\r\n", body.len()).unwrap();
    }
    let _ = write!(stream, "HTTP/1.1 {status}\r\n{head}\r\n");
    if asked.method == "HEAD" {
        return;
    }
    let cut = matches!(way.as_str(), "cut" | "whole-cut") && before < 2;
    let sent = if cut { &body[..body.len() / 2] } else { body };
    if way == "chunked" {
        let _ = write!(stream, "{:x}\r\n", sent.len());
        let _ = stream.write_all(sent);
        let _ = write!(stream, "\r\n0\r\n\r\n");
    } else {
        let _ = stream.write_all(sent);
    }
}
