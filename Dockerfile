# syntax=docker/dockerfile:1
# The image of a node: the program with a Java of just what it needs, no compiler, no root. docs/deployment.md has how
# to build it and what of it is tried.

FROM eclipse-temurin:25.0.3_9-jdk-noble AS build
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl zip \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -B -q -Dmaven.test.skip=true -Dspotless.check.skip=true -pl cluster-node -am package
RUN cluster-node/src/image/assemble cluster-node/target/lib /opt/hie

# What both of the next are made from, so that what Java learns in one holds in the other.
FROM debian:13.2-slim AS base
RUN groupadd --gid 10001 hie \
    && useradd --uid 10001 --gid 10001 --home-dir /var/lib/hie --no-create-home --shell /usr/sbin/nologin hie \
    && install -d -o hie -g hie -m 0700 /var/lib/hie /etc/hie/keys

FROM base AS trained
COPY --from=build /opt/hie /opt/hie
# What a node loads, links and profiles in a demo is kept, so that nodes start in half the time.
COPY cluster-node/src/image/train /usr/local/bin/train
RUN train /opt/hie

FROM base
LABEL org.opencontainers.image.title="HIE" \
      org.opencontainers.image.description="A healthcare integration engine" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=trained /opt/hie /opt/hie
ENV PATH=/opt/hie/bin:$PATH \
    LANG=C.UTF-8 \
    HIE_DATA=/var/lib/hie \
    HIE_ITEMS=/opt/hie/items \
    HIE_HTTP_INTERFACE=0.0.0.0 \
    HIE_HTTP_PORT=8080
USER 10001:10001
WORKDIR /var/lib/hie
VOLUME /var/lib/hie
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 CMD ["/opt/hie/bin/ready"]
ENTRYPOINT ["/opt/hie/bin/hie"]
CMD ["up"]
