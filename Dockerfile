# One image for every Airflow component: the locked requirements, hashes checked, and the wheel of this checkout.
FROM python:3.11.15-slim-bookworm AS wheel

WORKDIR /src
COPY requirements-bootstrap.txt ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements-bootstrap.txt
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY include/doisoat include/doisoat
COPY sql sql
COPY expectations expectations
COPY dags dags
COPY plugins plugins
RUN pip wheel --disable-pip-version-check --no-index --no-deps --no-build-isolation --wheel-dir /dist .

FROM python:3.11.15-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    AIRFLOW_HOME=/var/lib/doisoat/airflow

COPY requirements.txt /tmp/
RUN pip install --require-hashes -r /tmp/requirements.txt

# /opt/doisoat leads to what the wheel brings beside the library: dags/, plugins/, sql/, expectations/.
RUN --mount=type=bind,from=wheel,source=/dist,target=/dist \
    pip install --no-index --no-deps /dist/*.whl \
    && ln -s "$(cd / && python -c 'from doisoat.paths import SHIPPED; print(SHIPPED)')" /opt/doisoat \
    && useradd --uid 10001 --home-dir /var/lib/doisoat --create-home doisoat \
    && install -d -o doisoat -m 0700 /var/lib/doisoat/airflow /var/lib/doisoat/logs /var/lib/doisoat/var

USER doisoat
WORKDIR /var/lib/doisoat
VOLUME /var/lib/doisoat
