# The action server: looks things up and writes replies. BASE holds a Python 3.10 with pip; of the assistant's lock
# file only what the actions import goes in, not Rasa.
# Made from the root of the repository: docker build -f docker/actions.Dockerfile -t aina-actions .
ARG BASE=python:3.10-slim-bookworm

FROM ${BASE} AS packages
COPY docker/part_of_lock.py requirements/assistant.txt /tmp/
RUN python3 -m venv /opt/venv \
    && /opt/venv/bin/python /tmp/part_of_lock.py /tmp/assistant.txt \
        rasa-sdk setuptools aiohttp simplemma holidays babel phonenumbers tzdata pyyaml

FROM ${BASE}
RUN groupadd --gid 10001 aina && useradd --uid 10001 --gid aina --no-create-home --home-dir /tmp --shell /usr/sbin/nologin aina
COPY --from=packages /opt/venv /opt/venv
COPY docker/with-secrets docker/healthy.py /usr/local/bin/
WORKDIR /app
COPY data data
COPY bot/__init__.py bot/
COPY bot/core bot/core
COPY bot/nlu bot/nlu
COPY actions actions
RUN /opt/venv/bin/python -m compileall -q bot actions
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONWARNINGS=ignore \
    RASA_TELEMETRY_ENABLED=false SANIC_ACCESS_LOG=false SANIC_HOST=0.0.0.0 ACTIONS_PORT=5055 COMPANY=/etc/aina/company.yml
USER 10001:10001
EXPOSE 5055
HEALTHCHECK --interval=10s --timeout=4s --start-period=30s --retries=3 CMD ["python", "/usr/local/bin/healthy.py", "ACTIONS_PORT", "/health"]
ENTRYPOINT ["with-secrets"]
CMD ["sh", "-c", "exec python -m rasa_sdk --actions actions -p \"$ACTIONS_PORT\""]
