# The assistant: Rasa with a model trained while the image is made. BASE holds a Python 3.10 with pip.
# Made from the root of the repository: docker build -f docker/assistant.Dockerfile -t aina-assistant .
ARG BASE=python:3.10-slim-bookworm

FROM ${BASE} AS runtime
RUN groupadd --gid 10001 aina && useradd --uid 10001 --gid aina --no-create-home --home-dir /tmp --shell /usr/sbin/nologin aina
COPY docker/part_of_lock.py requirements/assistant.txt /opt/
# Not in a stage of its own: these are 3 GB, and copying them costs minutes. setuptools: Rasa imports pkg_resources
# and does not say so.
RUN python3 -m venv /opt/venv \
    && /opt/venv/bin/python /opt/part_of_lock.py /opt/assistant.txt \
        rasa setuptools simplemma holidays babel phonenumbers tzdata pyyaml
WORKDIR /app
# As in bot/run/parts.py: quick with one thread each, quiet, and nothing is told to anybody outside.
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    RASA_TELEMETRY_ENABLED=false SQLALCHEMY_SILENCE_UBER_WARNING=1 PYTHONWARNINGS=ignore \
    TF_CPP_MIN_LOG_LEVEL=3 TF_INTER_OP_PARALLELISM_THREADS=1 TF_INTRA_OP_PARALLELISM_THREADS=1 OMP_NUM_THREADS=1 SANIC_ACCESS_LOG=false \
    MPLCONFIGDIR=/tmp/matplotlib

FROM runtime AS model
COPY config.yml domain.yml endpoints.yml credentials.yml ./
COPY data data
COPY bot/__init__.py bot/
COPY bot/core bot/core
COPY bot/nlu bot/nlu
RUN python -m rasa train --force --out models --fixed-model-name aina --domain domain.yml \
        --data data/nlu data/rules

FROM runtime
COPY docker/with-secrets docker/healthy.py /usr/local/bin/
COPY config.yml domain.yml endpoints.yml credentials.yml ./
COPY data data
COPY bot/__init__.py bot/
COPY bot/core bot/core
COPY bot/nlu bot/nlu
COPY bot/rasa bot/rasa
COPY --from=model /app/models models
RUN python -m compileall -q bot
ENV LISTEN=0.0.0.0 RASA_PORT=5005 ACTIONS_URL=http://actions:5055/webhook
USER 10001:10001
EXPOSE 5005
HEALTHCHECK --interval=10s --timeout=8s --start-period=120s --retries=3 CMD ["with-secrets", "python", "/usr/local/bin/healthy.py", "RASA_PORT", "/status"]
ENTRYPOINT ["with-secrets"]
CMD ["sh", "-c", "exec python -m bot.rasa -m models/aina.tar.gz -i \"$LISTEN\" -p \"$RASA_PORT\" --endpoints endpoints.yml --credentials credentials.yml"]
