# The way in, for people and for CI. `make` lists what there is.
# Every variable can be set on the command line: make run ARGS='--addon api-studio'

CARGO ?= cargo
WITH_POSTGRES ?= scripts/with-postgres
WITH_REDIS ?= scripts/with-redis
LOCKED ?= --locked
# More arguments for the program (run) or the test runner (test, test-fast, bench).
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run build test test-fast lint fmt fmt-check generate generate-check check bench clean

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: ## Run all three add-ons on SQLite beside a simulated Clockify
	$(CARGO) run $(LOCKED) -- serve --sandbox $(ARGS)

build: ## Build the release binary (target/release/clockify-addons)
	$(CARGO) build --release $(LOCKED)

test: ## Run every test, on SQLite, a throw-away PostgreSQL and a throw-away Redis
	PG_FSYNC=$${PG_FSYNC:-off} $(WITH_POSTGRES) $(WITH_REDIS) $(CARGO) test --workspace $(LOCKED) $(ARGS)

test-fast: ## Run the library's unit tests only (SQLite, no server)
	$(CARGO) test --lib $(LOCKED) $(ARGS)

lint: ## Run clippy and rustdoc; a warning is an error
	$(CARGO) clippy --workspace --all-targets $(LOCKED) -- -D warnings
	RUSTDOCFLAGS='-D warnings' $(CARGO) doc --workspace --no-deps $(LOCKED)

fmt: ## Format the code
	$(CARGO) fmt --all

fmt-check: ## Check the format
	$(CARGO) fmt --all --check

generate: ## Write the generated files: .env.example and the environment reference
	$(CARGO) run $(LOCKED) -- generate

generate-check: ## Check that the generated files are up to date
	$(CARGO) run $(LOCKED) -- generate --check

check: fmt-check lint generate-check test ## All that a change must pass

bench: ## Measure acknowledged events per second, beside what the machine could do
	$(WITH_POSTGRES) $(WITH_REDIS) $(CARGO) bench $(LOCKED) --bench load $(if $(ARGS),-- $(ARGS))

clean: ## Remove what was built; databases, keys and .env stay
	$(CARGO) clean
	rm -rf ui/dist
