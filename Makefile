# The way in, for people and for CI. `make` lists what there is.
# Every variable can be set on the command line: make run ARGS='--addon api-studio'

CARGO ?= cargo
NPM ?= npm
WITH_CHROMIUM ?= scripts/with-chromium
WITH_POSTGRES ?= scripts/with-postgres
WITH_REDIS ?= scripts/with-redis
LOCKED ?= --locked
# How long each fuzz target runs.
FUZZ_SECONDS ?= 60
# More arguments for the program (run) or the test runner (test, test-fast, bench).
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run ui build test test-rust test-ui e2e tour migrate-rounds backup-rounds test-fast lint fmt fmt-check generate generate-check check bench fuzz fuzz-api clean

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z][a-z0-9-]*:.*## / { printf "  %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: ui ## Run all three add-ons on SQLite inside a simulated Clockify, and say where to open it
	$(CARGO) run $(LOCKED) -- serve --sandbox --sandbox-page 8009 $(ARGS)

build: ui ## Build the release binary (target/release/clockify-addons)
	$(CARGO) build --release $(LOCKED)

# Without npm the program is built without its page, and says so where the page would be.
HAS_NPM := $(shell command -v $(NPM) 2>/dev/null)

ui: $(if $(HAS_NPM),ui/node_modules/.package-lock.json) ## Build the page (ui/dist), if it is older than its sources
ifeq ($(HAS_NPM),)
	@echo 'npm is not there: the program is built without its page. Node.js 20.19 or newer has it.' >&2
else
	@cd ui && node scripts/source-hash.mjs --check || $(NPM) run build
endif

ui/node_modules/.package-lock.json: ui/package-lock.json
	cd ui && $(NPM) ci --no-audit --no-fund
	@touch $@

# With ARGS it is about some test of the program: then the page's are left out.
test: ui ## Run every test: of the program on SQLite, a throw-away PostgreSQL and a throw-away Redis, and of the page
	$(MAKE) test-rust
	$(if $(ARGS)$(if $(HAS_NPM),,none),,$(MAKE) test-ui e2e)

test-rust: ## Run the program's tests
	PG_FSYNC=$${PG_FSYNC:-off} $(WITH_POSTGRES) $(WITH_REDIS) $(CARGO) test --workspace $(LOCKED) $(ARGS)

test-ui: ui ## Check the types of the page's code and run its unit tests
	cd ui && $(NPM) run check && $(NPM) test

# With --tests everything is compiled as `cargo test` does it, which was there before in most cases.
e2e: ui ## Try the page in a browser, inside a simulated Clockify; installs Chromium if there is none
	$(CARGO) build --workspace --tests $(LOCKED)
	$(WITH_CHROMIUM) sh -c 'cd ui && $(NPM) run e2e -- $(ARGS)'

tour: ui ## Make the pictures of docs/guides/page.md again
	$(CARGO) build $(LOCKED)
	$(WITH_CHROMIUM) sh -c 'cd ui && $(NPM) run tour'

migrate-rounds: ## Eight processes that migrate at once, ROUNDS times on both engines (ROUNDS=50; PGBOUNCER=1)
	scripts/migrate-rounds $(or $(ROUNDS),50) $(if $(PGBOUNCER),--pgbouncer)

backup-rounds: ## Backups while somebody writes, ROUNDS times on both engines (ROUNDS=100)
	scripts/backup-rounds $(or $(ROUNDS),100)

test-fast: ## Run the library's unit tests only (SQLite, no server)
	$(CARGO) test --lib $(LOCKED) $(ARGS)

lint: ## Run clippy and rustdoc; a warning is an error
	$(CARGO) clippy --workspace --all-targets $(LOCKED) -- -D warnings
	RUSTDOCFLAGS='-D warnings' $(CARGO) doc --workspace --no-deps $(LOCKED)

fmt: ## Format the code
	$(CARGO) fmt --all

fmt-check: ## Check the format
	$(CARGO) fmt --all --check

generate: ## Write the generated files: .env.example, references, completions, pages for man
	$(CARGO) run $(LOCKED) -- generate

generate-check: ## Check that the generated files are up to date
	$(CARGO) run $(LOCKED) -- generate --check

check: ui fmt-check lint generate-check test ## All that a change must pass

bench: ui ## Measure acknowledged events per second, beside what the machine could do
	$(WITH_POSTGRES) $(WITH_REDIS) $(CARGO) bench $(LOCKED) --bench load $(if $(ARGS),-- $(ARGS))

# What is fuzzed has no unsafe code, so no sanitizer is needed; the instrumentation alone runs on a stable compiler.
fuzz: ## Fuzz the language of flows; installs cargo-fuzz if it isn't there (FUZZ_SECONDS=60 for each target)
	$(CARGO) fuzz --version >/dev/null 2>&1 || $(CARGO) install --locked cargo-fuzz
	for target in reference template condition; do \
		mkdir -p fuzz/corpus/$$target && \
		RUSTC_BOOTSTRAP=1 $(CARGO) fuzz run --sanitizer none $$target fuzz/corpus/$$target fuzz/seeds/$$target -- \
			-dict=fuzz/flow.dict -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -timeout=5 -rss_limit_mb=1024 || exit 1; \
	done

fuzz-api: ## Fuzz the JSON API by its own description; fetches schemathesis if it isn't there (FUZZ_EXAMPLES=40)
	$(CARGO) build $(LOCKED)
	scripts/fuzz-api $(ARGS)

clean: ## Remove what was built; databases, keys and .env stay
	$(CARGO) clean
	rm -rf ui/dist ui/node_modules ui/e2e/results ui/e2e/screenshots
