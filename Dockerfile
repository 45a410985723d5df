# One image for every Airflow component. Built from the locked requirements, hashes checked.
FROM python:3.11.15-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    AIRFLOW_HOME=/var/lib/doisoat/airflow DOISOAT_HOME=/opt/doisoat PYTHONPATH=/opt/doisoat/include

WORKDIR /opt/doisoat
COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt

COPY pyproject.toml README.md LICENSE NOTICE alembic.ini* ./
COPY include include
COPY dags dags
COPY plugins plugins
COPY expectations expectations
COPY sql sql
RUN printf '#!/usr/local/bin/python\nimport sys\nfrom doisoat.cli.main import main\nsys.exit(main())\n' \
        > /usr/local/bin/doisoat && chmod 755 /usr/local/bin/doisoat \
    && python -m compileall -q include dags plugins \
    && useradd --uid 10001 --home-dir /var/lib/doisoat --create-home doisoat \
    && install -d -o doisoat -m 0700 /var/lib/doisoat/airflow /var/lib/doisoat/logs /var/lib/doisoat/var

USER doisoat
VOLUME /var/lib/doisoat
