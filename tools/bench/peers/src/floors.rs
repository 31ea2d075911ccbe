//! What part of the work takes by itself: bounds that no extractor can go below, or that a parser sets.

use std::borrow::Cow;
use std::hint::black_box;
use std::io::{Read, Write};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::{Attribute, ParseOpts, QualName, local_name, ns};

use crate::pages::Page;
use crate::rounds::Task;

/// The floor of that name.
pub fn by_name(name: &str) -> Option<Box<dyn Task>> {
    let run: fn(&Page) -> usize = match name {
        "memchr" => |page| memchr::memchr_iter(b'<', page.html.as_bytes()).count(),
        "lines" => |page| memchr::memchr_iter(b'\n', page.html.as_bytes()).count(),
        "utf8" => |page| usize::from(simdutf8::basic::from_utf8(page.html.as_bytes()).is_ok()),
        "zlib-rs" => return Some(Box::new(Gzip { run: inflated })),
        "libdeflate" => return Some(Box::new(Gzip { run: inflated_whole })),
        "lol_html" => rewritten,
        "html5ever-tokens" => tokenized,
        "html5ever-builder" => |page| html5ever_with(page, Names),
        "scraper" => |page| scraper::Html::parse_document(&page.html).tree.values().len(),
        _ => return None,
    };
    Some(Box::new(Plain { run }))
}

struct Plain {
    run: fn(&Page) -> usize,
}

impl Task for Plain {
    fn run(&mut self, page: &Page) -> usize {
        (self.run)(page)
    }
}

/// Reads the page compressed, as it would lie on a disk.
struct Gzip {
    run: fn(&Page) -> usize,
}

impl Task for Gzip {
    fn prepare(&self, page: &mut Page) {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        let written = encoder.write_all(page.html.as_bytes()).and_then(|()| encoder.finish());
        page.raw = written.unwrap_or_default();
    }

    fn run(&mut self, page: &Page) -> usize {
        (self.run)(page)
    }
}

/// As tamis reads files: piece by piece.
fn inflated(page: &Page) -> usize {
    let mut text = Vec::new();
    let read = flate2::read::MultiGzDecoder::new(page.raw.as_slice()).read_to_end(&mut text);
    black_box(&text);
    read.unwrap_or_default()
}

/// All at once, into memory of the right size.
fn inflated_whole(page: &Page) -> usize {
    let mut text = vec![0; page.html.len()];
    let inflated = libdeflater::Decompressor::new().gzip_decompress(&page.raw, &mut text);
    black_box(&text);
    inflated.unwrap_or_default()
}

/// A handler for every element and every text, which only counts.
fn rewritten(page: &Page) -> usize {
    use lol_html::{HtmlRewriter, Settings, doc_text, element};
    let (mut elements, mut texts) = (0, 0);
    let settings = Settings::new()
        .append_element_content_handler(element!("*", |_| {
            elements += 1;
            Ok(())
        }))
        .append_document_content_handler(doc_text!(|text| {
            texts += text.as_str().len();
            Ok(())
        }));
    let mut rewriter = HtmlRewriter::new(settings, |out: &[u8]| {
        black_box(out);
    });
    let ended = rewriter.write(page.html.as_bytes()).and_then(|()| rewriter.end());
    elements + texts + usize::from(ended.is_ok())
}

/// html5ever's tokens, without a tree.
fn tokenized(page: &Page) -> usize {
    struct Count(std::cell::Cell<usize>);
    impl TokenSink for Count {
        type Handle = ();
        fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
            black_box(&token);
            self.0.set(self.0.get() + 1);
            TokenSinkResult::Continue
        }
    }
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(page.html.as_str()));
    let tokenizer = Tokenizer::new(Count(0.into()), TokenizerOpts::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.0.get()
}

fn html5ever_with(page: &Page, sink: Names) -> usize {
    html5ever::parse_document(sink, ParseOpts::default()).one(page.html.as_str())
}

/// What html5ever's tree builder asks for, without a tree: the names of elements.
struct Names;

impl TreeSink for Names {
    type Handle = std::rc::Rc<QualName>;
    type Output = usize;
    type ElemName<'a> = &'a QualName;

    fn finish(self) -> usize {
        1
    }
    fn parse_error(&self, _message: Cow<'static, str>) {}
    fn get_document(&self) -> Self::Handle {
        no_element()
    }
    fn elem_name<'a>(&'a self, target: &'a Self::Handle) -> &'a QualName {
        target
    }
    fn create_element(
        &self,
        name: QualName,
        attributes: Vec<Attribute>,
        _flags: ElementFlags,
    ) -> Self::Handle {
        black_box(&attributes);
        name.into()
    }
    fn create_comment(&self, _text: StrTendril) -> Self::Handle {
        no_element()
    }
    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> Self::Handle {
        no_element()
    }
    fn append(&self, _parent: &Self::Handle, child: NodeOrText<Self::Handle>) {
        black_box(&child);
    }
    fn append_based_on_parent_node(
        &self,
        _element: &Self::Handle,
        _previous: &Self::Handle,
        child: NodeOrText<Self::Handle>,
    ) {
        black_box(&child);
    }
    fn append_doctype_to_document(&self, _name: StrTendril, _public: StrTendril, _system: StrTendril) {}
    fn get_template_contents(&self, _target: &Self::Handle) -> Self::Handle {
        no_element()
    }
    fn same_node(&self, x: &Self::Handle, y: &Self::Handle) -> bool {
        std::rc::Rc::ptr_eq(x, y)
    }
    fn set_quirks_mode(&self, _mode: QuirksMode) {}
    fn append_before_sibling(&self, _sibling: &Self::Handle, child: NodeOrText<Self::Handle>) {
        black_box(&child);
    }
    fn add_attrs_if_missing(&self, _target: &Self::Handle, _attributes: Vec<Attribute>) {}
    fn remove_from_parent(&self, _target: &Self::Handle) {}
    fn reparent_children(&self, _node: &Self::Handle, _new_parent: &Self::Handle) {}
}

fn no_element() -> std::rc::Rc<QualName> {
    QualName::new(None, ns!(), local_name!("")).into()
}
