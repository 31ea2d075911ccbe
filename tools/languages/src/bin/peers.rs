//! Other language identifiers on the lists of tamis: how many texts they get right, of all and of those in languages
//! they know, and what a megabyte costs.
//!
//! `cargo run --release --features peers --bin peers -- NAME FOLDER [TEXT BYTES]`, NAME being whatlang, whichlang,
//! lingua-low or lingua-high; with TEXT, the cost on documents of as many bytes cut from that file.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Codes of three letters and of the lists.
const CODES: &str = "afr af,amh am,ara ar,aze az,bel be,ben bn,bos bs,bul bg,cat ca,ces cs,cmn zh,cym cy,dan da,deu de,ell el,\
    eng en,epo eo,est et,eus eu,fas fa,fin fi,fra fr,gle ga,guj gu,heb he,hin hi,hrv hr,hun hu,hye hy,ind id,isl is,ita it,\
    jpn ja,kat ka,kaz kk,khm km,kor ko,lav lv,lit lt,mar mr,mkd mk,mon mn,msa ms,mya my,nld nl,nob no,nno no,pan pa,pes fa,\
    pol pl,por pt,ron ro,rus ru,slk sk,slv sl,spa es,sqi sq,srp sr,swa sw,swe sv,tam ta,tel te,tgl tl,tha th,tur tr,ukr uk,\
    urd ur,vie vi,zho zh";
/// Seconds after which the cost is known well enough.
const LONG_ENOUGH: f64 = 20.0;

type Detect = Box<dyn Fn(&str) -> Option<String>>;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let (Some(name), Some(folder)) = (arguments.get(1), arguments.get(2)) else { return Err("usage: peers NAME FOLDER".into()) };
    let detect = detector(name)?;
    match (arguments.get(3), arguments.get(4)) {
        (Some(text), Some(bytes)) => cost(&detect, &fs::read_to_string(text)?, bytes.parse()?),
        _ => accuracy(&detect, Path::new(folder))?,
    }
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!("{}", status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or(""));
    Ok(())
}

fn detector(name: &str) -> Result<Detect, Box<dyn Error>> {
    let codes: BTreeMap<&str, &str> = CODES.split(',').filter_map(|pair| pair.trim().split_once(' ')).collect();
    let code = move |three: &str| codes.get(three).map_or(three.to_string(), |code| (*code).to_string());
    Ok(match name {
        "whatlang" => Box::new(move |text| whatlang::detect(text).map(|info| code(info.lang().code()))),
        "whichlang" => Box::new(move |text| Some(code(whichlang::detect_language(text).three_letter_code()))),
        "lingua-low" | "lingua-high" => {
            let mut builder = lingua::LanguageDetectorBuilder::from_all_languages();
            if name == "lingua-low" {
                builder.with_low_accuracy_mode();
            }
            let detector = builder.with_preloaded_language_models().build();
            Box::new(move |text| detector.detect_language_of(text).map(|language| code(&language.iso_code_639_3().to_string())))
        }
        _ => return Err("no such identifier".into()),
    })
}

fn accuracy(detect: &Detect, folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.sort();
    let mut kinds: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut by_language: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut found = BTreeSet::new();
    for path in paths {
        let language = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("").to_string();
        if language == "traps" {
            continue;
        }
        for line in fs::read_to_string(&path)?.lines() {
            let (kind, text) = line.split_once('\t').ok_or("a line without a tab")?;
            let name = detect(text).unwrap_or_default();
            let right = usize::from(name == language);
            found.insert(name);
            for count in [kinds.entry(kind.to_string()).or_default(), by_language.entry(language.clone()).or_default()] {
                *count = (count.0 + right, count.1 + 1);
            }
        }
    }
    let all = |counts: &mut dyn Iterator<Item = &(usize, usize)>| {
        let (right, texts) = counts.fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1));
        format!("{right} of {texts}, {:.1} %", 100.0 * right as f64 / texts as f64)
    };
    println!("all: {}", all(&mut by_language.values()));
    let mut known = by_language.iter().filter(|(language, _)| found.contains(*language)).map(|(_, count)| count);
    println!("languages it knows: {}", all(&mut known));
    for (kind, (right, texts)) in &kinds {
        println!("{kind}: {:.1} %", 100.0 * *right as f64 / *texts as f64);
    }
    Ok(())
}

fn cost(detect: &Detect, text: &str, bytes: usize) {
    let mut documents = vec![String::new()];
    for line in text.lines() {
        let Some(last) = documents.last_mut() else { return };
        last.push_str(line);
        last.push('\n');
        if last.len() >= bytes {
            documents.push(String::new());
        }
    }
    let (mut seen, mut found) = (0, 0);
    let started = Instant::now();
    for document in &documents {
        seen += document.len();
        found += usize::from(detect(document).is_some());
        if started.elapsed().as_secs_f64() > LONG_ENOUGH {
            break;
        }
    }
    println!("{:.1} ms/MB on {seen} bytes ({found} documents)", started.elapsed().as_secs_f64() * 1e9 / seen as f64);
}
