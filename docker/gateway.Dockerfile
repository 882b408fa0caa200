# The gateway: what customers and agents reach. BASE holds a Python >= 3.12 with pip.
# Made from the root of the repository: docker build -f docker/gateway.Dockerfile -t aina-gateway .
ARG BASE=python:3.12-slim-bookworm

FROM ${BASE} AS web
WORKDIR /build
COPY docker/node.txt docker/
RUN python3 -m venv /opt/node && /opt/node/bin/pip install --no-cache-dir --require-hashes -r docker/node.txt
ENV PATH=/opt/node/bin:$PATH
COPY .npmrc package.json package-lock.json ./
RUN npm ci --ignore-scripts --loglevel=error
COPY scripts scripts
COPY bot/web bot/web
RUN scripts/web

FROM ${BASE} AS packages
COPY requirements/gateway.txt /tmp/
RUN python3 -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r /tmp/gateway.txt \
    && /opt/venv/bin/pip check

FROM ${BASE}
RUN groupadd --gid 10001 aina && useradd --uid 10001 --gid aina --no-create-home --home-dir /tmp --shell /usr/sbin/nologin aina
COPY --from=packages /opt/venv /opt/venv
COPY docker/with-secrets docker/healthy.py /usr/local/bin/
WORKDIR /app
COPY data data
COPY bot bot
COPY --from=web /build/bot/web bot/web
# Nothing but attachments (DATA_DIR) is written at run time, so what Python compiles is made here.
# The volume of DATA_DIR takes its owner from here.
RUN /opt/venv/bin/python -m compileall -q bot \
    && install -d -o 10001 -g 10001 -m 700 /var/lib/aina
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 PORT=8000 DATA_DIR=/var/lib/aina COMPANY=/etc/aina/company.yml
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=5s --timeout=4s --start-period=15s --retries=3 CMD ["python", "/usr/local/bin/healthy.py", "PORT", "/healthz"]
ENTRYPOINT ["with-secrets"]
CMD ["python", "-m", "bot", "serve"]
