# The command ocpp-conformance: docker build -t ocpp-conformance --build-arg VERSION="$(git describe --tags)" .
#   docker run --rm -v "$PWD:/work" -u "$(id -u)" ocpp-conformance run --csms ws://host.docker.internal:9000/ocpp
FROM python:3.11-slim AS build
ARG VERSION=0.1.0
ENV SETUPTOOLS_SCM_PRETEND_VERSION_FOR_OCPP_CONFORMANCE=$VERSION
WORKDIR /src
COPY . .
RUN pip wheel --no-cache-dir --wheel-dir /wheels .

FROM python:3.11-slim
COPY --from=build /wheels /wheels
# hadolint ignore=DL3013
RUN pip install --no-cache-dir --no-index --find-links /wheels ocpp-conformance \
    && rm -r /wheels \
    && useradd --uid 1000 --create-home tester \
    && mkdir /work && chown tester /work
USER 1000
# reports are written where the command is run: mount a folder here
WORKDIR /work
ENTRYPOINT ["ocpp-conformance"]
CMD ["--help"]
