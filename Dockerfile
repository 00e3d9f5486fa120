# syntax=docker/dockerfile:1
#
# docker build -t clockify-addons .
#
# The first stage builds the page, the second has a compiler, the third the program and the certificates that calls to
# Clockify need.

FROM node:22-bookworm-slim AS ui
WORKDIR /src/ui
COPY ui/package.json ui/package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY ui ./
RUN npm run build

FROM rust:1.95-slim-bookworm AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends build-essential cmake \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY Cargo.toml Cargo.lock build.rs ./
COPY migration migration
COPY benches benches
COPY src src
COPY ui ui
COPY --from=ui /src/ui/dist ui/dist
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --bin clockify-addons \
    && install -m 0755 target/release/clockify-addons /usr/local/bin/clockify-addons

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/clockify-addons --shell /usr/sbin/nologin clockify \
    && install -d -m 0700 -o clockify -g clockify /var/lib/clockify-addons /var/lib/clockify-addons/secrets
COPY --from=build /usr/local/bin/clockify-addons /usr/local/bin/clockify-addons
USER clockify
WORKDIR /var/lib/clockify-addons
# The engine collects what is written to standard error; only the proxy's network reaches the ports.
ENV HOST=0.0.0.0 LOG_FORMAT=json CLOCKIFY_ADDONS_LOG_FILES=false
EXPOSE 8000 8001 8002
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["clockify-addons", "health"]
ENTRYPOINT ["clockify-addons"]
CMD ["serve"]
