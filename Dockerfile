# One image, started as API, worker (`worker --queues posting` or `--queues scheduled`), beat or migration by its first
# argument.
ARG PYTHON_VERSION=3.11

# Every wheel is checked against requirements.lock here; the image proper is then installed from this folder alone,
# so that it gets the locked versions of what it runs on and none of the development tools.
FROM python:${PYTHON_VERSION}-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
COPY requirements.lock ./
RUN pip download --quiet --only-binary :all: --require-hashes --requirement requirements.lock --dest /wheels
COPY pyproject.toml README.md LICENSE celeryconfig.py ./
COPY api api
COPY broker broker
COPY cli cli
COPY domain domain
COPY migrations migrations
COPY workers workers
RUN export PIP_FIND_LINKS=/wheels && pip wheel --quiet --no-deps --no-index --wheel-dir /project . \
    && python -m venv /opt/arcoiris \
    && /opt/arcoiris/bin/pip install --quiet --no-index /project/*.whl \
    && /opt/arcoiris/bin/python -m compileall -q /opt/arcoiris/lib

FROM python:${PYTHON_VERSION}-slim
LABEL org.opencontainers.image.title="Arcoíris" \
      org.opencontainers.image.description="The back end of a point of sale" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --uid 10001 --create-home --home-dir /var/lib/arcoiris --shell /usr/sbin/nologin arcoiris
COPY --from=build /opt/arcoiris /opt/arcoiris
ENV PATH=/opt/arcoiris/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER arcoiris
WORKDIR /var/lib/arcoiris
EXPOSE 8000
STOPSIGNAL SIGTERM
ENTRYPOINT ["arcoiris"]
CMD ["api", "--host", "0.0.0.0", "--port", "8000"]
# For the API, which is what the image runs when nothing else is said; compose gives worker and beat their own.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health/live', timeout=4)"]
