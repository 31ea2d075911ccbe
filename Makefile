# tamis: `make demo` shows it, `make test` is all that CI runs, `make clean-corpus IN=raw OUT=clean` uses it.

CARGO ?= cargo
PREFIX ?= /usr/local
TAMIS := $(or $(CARGO_TARGET_DIR),target)/release/tamis
# What the binary can do beyond the default: FEATURES=cloud reads URLs, for four minutes more of processor time.
FEATURES ?=

.PHONY: all build demo test fmt lint doc layers unit boxes test-remote clean-corpus install figures bench bench-html bench-lines bench-near dedup-templates frequency model model-text model-html crossval crossval-text crossval-html clean

all: build

build:
	$(CARGO) build --release --locked -p tamis --features "$(FEATURES)"

# A binary for this processor's Linux that needs no library, for machines and containers that have none. Built from the C
# library at hand; names of functions are left out, equal functions are one, and relocations are packed.
TRIPLE := $(shell rustc -vV 2> /dev/null | sed -n 's/^host: //p')
STATIC = $(or $(CARGO_TARGET_DIR),target)/$(TRIPLE)/release/tamis
SMALLER = -C strip=symbols -C link-arg=-Wl,-z,pack-relative-relocs
ifeq ($(TRIPLE),x86_64-unknown-linux-gnu)
# There Rust links with lld, which can do that.
SMALLER += -C link-arg=-Wl,--icf=all -C link-arg=-Wl,-O2
endif
.PHONY: static
static:
	RUSTFLAGS="-C target-feature=+crt-static" $(CARGO) rustc --release --locked -p tamis --bin tamis --features "$(FEATURES)" \
		--target $(TRIPLE) -- $(SMALLER)
	@sh tools/check_static.sh $(STATIC)

# Cleans the documents under fixtures/ and shows one of them before and after.
demo: build
	@sh tools/demo.sh $(TAMIS)

# Everything that CI runs.
test: fmt lint doc layers dependencies unit boxes test-remote test-python test-browser test-spark

fmt:
	$(CARGO) fmt --all --check

lint:
	$(CARGO) clippy --workspace --all-targets --locked --features tamis/cloud -- -D warnings
	$(CARGO) clippy -p tamis-io --all-targets --locked -- -D warnings

doc:
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --locked --document-private-items --features tamis/cloud

# A stage crate knows only `core`.
layers:
	sh tools/check_layers.sh

# Licences, sources, versions and unsafe code of third-party crates: seconds, without a network (see docs/dependencies.md).
.PHONY: dependencies audit notices
dependencies:
	CARGO=$(CARGO) python3 tools/check_dependencies.py

# The same for all systems, then by cargo deny, which is installed if need be; ADVISORIES=1 asks RustSec, on a connected machine.
DENY ?= $(or $(shell command -v cargo-deny),target/tools/bin/cargo-deny)
target/tools/bin/cargo-deny:
	$(CARGO) install --locked cargo-deny --root target/tools
audit: $(DENY)
	CARGO=$(CARGO) python3 tools/check_dependencies.py --platform all
	$(DENY) check licenses bans sources $(if $(ADVISORIES),advisories)
	@test -n "$(ADVISORIES)" || echo "audit: known vulnerabilities were not looked for; make audit ADVISORIES=1 on a connected machine"

# The licence texts of all crates in the binary, to be passed on with it.
notices:
	CARGO=$(CARGO) python3 tools/check_dependencies.py --platform all --notices target/THIRD-PARTY-NOTICES

# All that tests run, from one resolution of features, so that nothing is built twice: tests, examples, the binary, the
# Python module.
BUILT := $(or $(CARGO_TARGET_DIR),target)/debug
.PHONY: built
built:
	$(CARGO) build --workspace --lib --bins --examples --tests --locked --features tamis/cloud

# The Python package as its tests use it, with PYTHONPATH=target/python-package: what `maturin` would install, without its
# build of everything.
PYTHON_PACKAGE := target/python-package
.PHONY: python-module
python-module: built
	rm -rf $(PYTHON_PACKAGE)
	mkdir -p $(PYTHON_PACKAGE)
	cp -R python/tamis $(PYTHON_PACKAGE)/tamis
	cp $(BUILT)/lib_tamis.so $(PYTHON_PACKAGE)/tamis/_tamis.abi3.so

# A Python of its own for the tests in each folder. Modules are compiled when they are first used: compiling all of them
# takes longer than the tests.
ENVIRONMENTS := target/environments
$(ENVIRONMENTS)/%/ready: tests/%/requirements.txt
	python3 -m venv $(@D)
	$(@D)/bin/pip install --quiet --no-compile -r $<
	touch $@
PYTHON_IN = PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX=$(CURDIR)/target/pycache $(ENVIRONMENTS)/$(1)/bin/python

# A fixed seed: a change does not fail by chance. Without it every run tries other cases (make test-long).
unit: export PROPTEST_RNG_SEED ?= 2026
unit: built
	$(CARGO) test --workspace --locked --features tamis/cloud

# How well languages are identified, and what it costs: make bench-languages [DATA=TEXTFILE] [PEERS=1 for other identifiers too].
.PHONY: bench-languages language-table
LANGUAGES := crates/filter/tests/languages
bench-languages:
	$(CARGO) run --release --locked -p tamis-filter --example languages -- $(LANGUAGES)
	$(if $(DATA),$(CARGO) run --release --locked -p tamis-filter --example languages -- --cost $(DATA))
	$(if $(PEERS),for peer in whatlang whichlang lingua-low lingua-high; do echo "$$peer:"; $(CARGO) run --release --locked \
		--manifest-path tools/languages/Cargo.toml --target-dir target/languages --features peers --bin peers -- \
		$$peer $(LANGUAGES) $(if $(DATA),$(DATA) 5000) || exit 1; done)

# The table of n-grams, from the models of lingua, as it is committed.
language-table:
	$(CARGO) run --release --locked --manifest-path tools/languages/Cargo.toml --target-dir target/languages --bin table -- \
		crates/filter/models/language.table

# Files of other tools through tamis, and files of tamis through other tools: pyarrow, pandas, datasets, warcio, gzip, zstd, jq.
.PHONY: test-python
FORMATTED := python/tamis tests/spark tests/python/package examples/python
test-python: $(ENVIRONMENTS)/python/ready python-module
	@for tool in gzip zstd jq; do command -v $$tool > /dev/null || apt-get install -y $$tool; done
	$(call PYTHON_IN,python) tests/python/roundtrip.py $(BUILT)/tamis schemas
	$(ENVIRONMENTS)/python/bin/ruff check $(FORMATTED)
	$(ENVIRONMENTS)/python/bin/ruff format --check $(FORMATTED)
	$(ENVIRONMENTS)/python/bin/mypy python/tamis/*.py*
	PYTHONPATH=$(abspath $(PYTHON_PACKAGE)) TAMIS=$(abspath $(BUILT))/tamis $(call PYTHON_IN,python) -m pytest -q -p no:cacheprovider tests/python/package

# The examples whose packages take minutes to install: Ray and datatrove.
.PHONY: test-examples
test-examples: $(ENVIRONMENTS)/examples/ready python-module
	PYTHONPATH=$(abspath $(PYTHON_PACKAGE)) $(call PYTHON_IN,examples) -m pytest -q -p no:cacheprovider tests/python/package/test_examples.py

# The Python package as a wheel in target/wheels, for Python 3.10 and later; make test-wheel also installs it in a clean
# environment and runs the lines of Python in the README there.
.PHONY: wheel test-wheel
WHEELS := target/wheels
wheel: $(ENVIRONMENTS)/wheel/ready
	rm -rf $(WHEELS)
	$(ENVIRONMENTS)/wheel/bin/maturin build --release --locked --out $(WHEELS)

test-wheel: wheel
	sh tools/check_wheel.sh $(WHEELS)/*.whl README.md

# What the package costs beside the binary on the same rows: make bench-python DATA=FILE.jsonl[.gz].
.PHONY: bench-python
bench-python: build test-wheel $(ENVIRONMENTS)/python/ready
	@test -n "$(DATA)" || { echo "usage: make bench-python DATA=FILE.jsonl[.gz]"; exit 2; }
	$(ENVIRONMENTS)/python/bin/pip install --quiet --force-reinstall --no-deps --target target/bench-package $(WHEELS)/*.whl
	PYTHONPATH=$(abspath target/bench-package) $(call PYTHON_IN,python) benches/python_speed.py --tamis $(TAMIS) --data $(DATA)

# Reports of runs in a headless Chromium: figures, filters, keys, and what a hostile document must not do.
.PHONY: test-browser
test-browser: $(ENVIRONMENTS)/browser/ready built
	@command -v chromium > /dev/null || apt-get install -y chromium || { apt-get update && apt-get install -y chromium; }
	$(call PYTHON_IN,browser) tests/browser/run.py $(BUILT)/tamis

# Spark with two executors in processes of their own, beside the command line: clean, learn, dedup, and an executor killed.
.PHONY: test-spark
test-spark: $(ENVIRONMENTS)/spark/ready python-module
	@command -v java > /dev/null || apt-get install -y openjdk-17-jre-headless \
		|| { apt-get update && apt-get install -y openjdk-17-jre-headless; }
	PYTHONPATH=$(abspath $(PYTHON_PACKAGE)) TAMIS=$(abspath $(BUILT))/tamis \
		$(call PYTHON_IN,spark) -m pytest -q -p no:cacheprovider tests/spark

# Fuzzes a door (docs/fuzzing.md): make fuzz TARGET=html SECONDS=900, with `cargo install cargo-fuzz`. The inputs that it finds
# stay in target/fuzz, those that fail in fuzz/artifacts. RUSTC_BOOTSTRAP lets a stable compiler build with sanitizers.
.PHONY: fuzz
SECONDS ?= 60
fuzz:
	@test -f fuzz/fuzz_targets/$(TARGET).rs || { echo "usage: make fuzz TARGET=DOOR [SECONDS=N]; doors:" $$(ls fuzz/corpus); exit 2; }
	mkdir -p target/fuzz/$(TARGET)
	RUSTC_BOOTSTRAP=1 $(CARGO) fuzz run --sanitizer address --target-dir target/fuzz-build $(TARGET) \
		target/fuzz/$(TARGET) $(wildcard fuzz/corpus/$(TARGET) fuzz/crashers/$(TARGET)) -- \
		-max_total_time=$(SECONDS) -max_len=8192 -timeout=20 -rss_limit_mb=4096 -detect_leaks=0

# What takes too long for every change: 200 kills of the binary, hostile inputs of a megabyte each.
.PHONY: test-long
test-long: test build
	TAMIS_KILLS=200 TAMIS_HOSTILE_BYTES=1000000 $(CARGO) test --release --locked -p tamis --test cli -- resume:: hostile::
	python3 tools/soak/soak.py --tamis $(TAMIS) --records 2000

# AddressSanitizer, overflow checks and debug assertions over real and broken data: make sanitize DATA=DIR (see docs/sanitizers.md).
.PHONY: sanitize
sanitize:
	@test -n "$(DATA)" || { echo "usage: make sanitize DATA=DIR"; exit 2; }
	CARGO=$(CARGO) python3 tools/sanitize.py --data $(DATA)/data

# An endless stream of records with faults: make soak [MINUTES=30] makes docs/soak.json, docs/soak.svg and target/soak.csv (see docs/soak.md).
.PHONY: soak
MINUTES ?= 30
soak: build
	python3 tools/soak/soak.py --tamis $(TAMIS) --minutes $(MINUTES) --docs docs --csv target/soak.csv

# The generator of training documents keeps its promises.
boxes:
	python3 training/text_boxes.py --check > /dev/null

# Reads from a server that speaks as S3 does, on this machine.
test-remote: $(ENVIRONMENTS)/remote/ready built
	$(call PYTHON_IN,remote) tests/remote/check_s3.py --tamis $(BUILT)/tamis

# make clean-corpus IN=raw OUT=clean [ARGS="--mode recall"]
clean-corpus: build
	@test -n "$(IN)" && test -n "$(OUT)" || { echo "usage: make clean-corpus IN=raw OUT=clean"; exit 2; }
	$(TAMIS) clean $(IN) -o $(OUT) $(ARGS)

install: build
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	install -d $(DESTDIR)$(PREFIX)/share/zsh/site-functions $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	install -m 755 $(TAMIS) $(DESTDIR)$(PREFIX)/bin/tamis
	$(TAMIS) man --out $(DESTDIR)$(PREFIX)/share/man/man1
	$(TAMIS) completions bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/tamis
	$(TAMIS) completions zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_tamis
	$(TAMIS) completions fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/tamis.fish

# Quality and speed on labelled data: make figures DATA=DIR (see docs/figures.md for its layout).
figures: build
	@test -n "$(DATA)" || { echo "usage: make figures DATA=DIR"; exit 2; }
	python3 tools/figures.py --tamis $(TAMIS) --data $(DATA)

# What everything is built in that a bench needs; another folder by BENCH=DIR.
BENCH := target/bench
$(BENCH)/venv/ready: tools/bench/requirements.txt
	python3 -m venv $(BENCH)/venv
	$(BENCH)/venv/bin/pip install --quiet --upgrade pip
	$(BENCH)/venv/bin/pip install --quiet -r $<
	touch $@

$(BENCH)/job-venv/ready: tools/bench/job_requirements.txt tools/bench/filters_requirements.txt
	python3 -m venv $(BENCH)/job-venv
	$(BENCH)/job-venv/bin/pip install --quiet --upgrade pip
	$(BENCH)/job-venv/bin/pip install --quiet -r $<
	touch $@

.PHONY: bench-peers
bench-peers: $(BENCH)/venv/ready
	$(CARGO) build --release --locked --manifest-path tools/bench/peers/Cargo.toml --target-dir $(BENCH)/peers
BENCH_TOOLS = --tamis $(TAMIS) --work $(BENCH) --runner $(BENCH)/peers/release/bench-peers --python $(BENCH)/venv/bin/python

# tamis, its stages, other tools and floors, all in one run: make bench DATA=DIR [ONLY=html,job] [ARGS="--every 16"] writes
# docs/benchmarks.md and its pictures (see tools/bench/README.md). It also measures the static binary, if `make static` was run.
.PHONY: bench
bench: build bench-peers $(BENCH)/job-venv/ready
	@test -n "$(DATA)" || { echo "usage: make bench DATA=DIR [ONLY=html,text,job,threads,start,linear]"; exit 2; }
	$(BENCH)/venv/bin/python tools/bench/bench.py $(BENCH_TOOLS) --job-python $(BENCH)/job-venv/bin/python --static $(STATIC) \
		--data $(DATA) $(if $(ONLY),--only $(ONLY)) $(ARGS)

# The texts of tamis beside those of other extractors: make bench-html DATA=DIR writes docs/bench-html.md.
bench-html: build bench-peers
	@test -n "$(DATA)" || { echo "usage: make bench-html DATA=DIR"; exit 2; }
	$(BENCH)/venv/bin/python tools/bench/bench_html.py $(BENCH_TOOLS) --data $(DATA)

# Inputs that are made to break a program, through tamis and two other extractors: make bench-hostile fills in docs/hostile.md.
.PHONY: bench-hostile
bench-hostile: build $(BENCH)/venv/ready
	$(CARGO) build --release --locked -p tamis --example hostile
	python3 tools/bench/hostile_table.py --tamis $(TAMIS) --inputs target/release/examples/hostile \
		--python $(BENCH)/venv/bin/python --work $(BENCH)

# Title, author and date by tamis and by trafilatura: make bench-metadata DATA=DIR, with DIR/html and DIR/ground-truth, fills in
# docs/metadata.md.
.PHONY: bench-metadata
bench-metadata: build $(BENCH)/venv/ready
	@test -n "$(DATA)" || { echo "usage: make bench-metadata DATA=DIR"; exit 2; }
	$(BENCH)/venv/bin/python tools/bench/metadata.py --tamis $(TAMIS) --data $(DATA) --docs docs/metadata.md

# tamis beside other deduplication: make bench-dedup DATA=FILE.jsonl[.gz] [PAIRS=FILE] [ARGS="--only rensa,gaoya"] fills in
# docs/bench-dedup.md. A Python of its own, because some peers need old packages.
$(BENCH)/dedup-venv/ready: benches/dedup_requirements.txt
	python3 -m venv $(BENCH)/dedup-venv
	$(BENCH)/dedup-venv/bin/pip install --quiet -r $<
	touch $@

.PHONY: bench-dedup
bench-dedup: build $(BENCH)/dedup-venv/ready
	@test -n "$(DATA)" || { echo "usage: make bench-dedup DATA=FILE.jsonl[.gz] [PAIRS=FILE]"; exit 2; }
	$(BENCH)/dedup-venv/bin/python benches/dedup_peers.py --data $(DATA) $(if $(PAIRS),--pairs $(PAIRS)) --tamis $(TAMIS) \
		--docs docs/bench-dedup.md $(ARGS)

# tamis beside the line rules of known corpora on plain text: make bench-lines DATA=DIR fills in docs/line-baselines.md.
$(BENCH)/lines-venv/ready: benches/requirements.txt
	python3 -m venv $(BENCH)/lines-venv
	$(BENCH)/lines-venv/bin/pip install --quiet -r $<
	touch $@

bench-lines: build $(BENCH)/lines-venv/ready
	@test -n "$(DATA)" || { echo "usage: make bench-lines DATA=DIR"; exit 2; }
	$(BENCH)/lines-venv/bin/python benches/line_baselines.py --data $(DATA) --tamis $(TAMIS) --docs docs/line-baselines.md

# Quality rules beside datatrove's filters: make bench-filters DATA=DIR [CLEANED=FILE.jsonl] fills in docs/filters.md.
$(BENCH)/filters-venv/ready: tools/bench/filters_requirements.txt
	python3 -m venv $(BENCH)/filters-venv
	$(BENCH)/filters-venv/bin/pip install --quiet -r $<
	touch $@

.PHONY: bench-filters
bench-filters: $(BENCH)/filters-venv/ready
	@test -n "$(DATA)" || { echo "usage: make bench-filters DATA=DIR [CLEANED=FILE.jsonl]"; exit 2; }
	$(CARGO) build --release --locked -p tamis-filter --example quality
	$(BENCH)/filters-venv/bin/python tools/bench/bench_filters.py --data $(DATA) $(if $(CLEANED),--cleaned $(CLEANED)) \
		--binary target/release/examples/quality --docs docs/filters.md

# Labelled template pages, stories and copies of both, for scoring deduplication: make dedup-templates OUT=DIR (see
# docs/dedup-templates.md).
dedup-templates:
	@test -n "$(OUT)" || { echo "usage: make dedup-templates OUT=DIR"; exit 2; }
	python3 benches/dedup_templates.py --check
	python3 benches/dedup_templates.py -o $(OUT)

# What recurs, counted over distinct stories where sources hold near-copies: make bench-near DATA=DIR.
bench-near: build
	@test -n "$(DATA)" || { echo "usage: make bench-near DATA=DIR"; exit 2; }
	python3 benches/near_copies.py figures --tamis $(TAMIS) --data $(DATA) --seed 1 2

# How rare words are in pages, which the judge for plain text weighs them by: make frequency DATA=DIR. It is part of the
# binary, so build and fit again after it.
frequency:
	@test -n "$(DATA)" || { echo "usage: make frequency DATA=DIR"; exit 2; }
	python3 training/word_frequency.py --data $(DATA)/data/wet-dev.jsonl.gz --out crates/strip/models/frequency.txt

# Python with numpy, SciPy and LightGBM, for training alone.
VENV := target/venv
$(VENV)/ready: training/requirements.txt
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet -r $<
	touch $@

# Fits the judges for plain text and for HTML: make model DATA=DIR (see training/README.md).
model: model-text model-html

model-text: build $(VENV)/ready
	@test -n "$(DATA)" || { echo "usage: make model DATA=DIR"; exit 2; }
	$(VENV)/bin/python training/fit_text_judge.py model --tamis $(TAMIS) --data $(DATA)

model-html: build $(VENV)/ready
	@test -n "$(DATA)" || { echo "usage: make model DATA=DIR"; exit 2; }
	$(VENV)/bin/python training/fit_html_judge.py model --tamis $(TAMIS) --data $(DATA)/data/wcxb-dev

# Scores of documents of sites that the models have not seen: make crossval DATA=DIR.
crossval: crossval-text crossval-html

crossval-html: build $(VENV)/ready
	@test -n "$(DATA)" || { echo "usage: make crossval DATA=DIR"; exit 2; }
	$(VENV)/bin/python training/fit_html_judge.py crossval --tamis $(TAMIS) --data $(DATA)/data/wcxb-dev

crossval-text: build $(VENV)/ready
	@test -n "$(DATA)" || { echo "usage: make crossval DATA=DIR"; exit 2; }
	$(VENV)/bin/python training/fit_text_judge.py crossval --tamis $(TAMIS) --data $(DATA)

clean:
	$(CARGO) clean
