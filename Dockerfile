# The server alone; docker-compose.yml puts PostgreSQL and Caddy beside it.
FROM python:3.13-slim AS build
WORKDIR /src
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements/ requirements/
RUN python -m venv /opt/tannha \
 && /opt/tannha/bin/pip install --require-hashes --requirement requirements/run.txt \
 && pip install --require-hashes --requirement requirements/build.txt
COPY pyproject.toml LICENSE README.md ./
COPY models/ models/
COPY sync/ sync/
COPY server/ server/
COPY .ci/web .ci/web
COPY web/ web/
RUN python .ci/web build
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
 && /opt/tannha/bin/pip install --no-deps --no-index /wheels/*.whl \
 && /opt/tannha/bin/pip uninstall --yes pip

FROM python:3.13-slim
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin tannha \
 && install --directory --owner tannha --group tannha --mode 0750 /var/lib/tannha
COPY --from=build /opt/tannha /opt/tannha
COPY --chmod=755 deploy/tannha-health /usr/local/bin/
ENV PATH=/opt/tannha/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    TANNHA_STORE=sqlite:/var/lib/tannha/ward.db \
    TANNHA_FILES=/var/lib/tannha/files \
    TANNHA_BACKUPS=/var/lib/tannha/backups \
    TANNHA_HOST=0.0.0.0 \
    TANNHA_PORT=8000
WORKDIR /var/lib/tannha
USER 10001:10001
VOLUME /var/lib/tannha
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["tannha-health"]
ENTRYPOINT ["tannha"]
CMD ["serve"]
