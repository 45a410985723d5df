"""Everything that knows Airflow's API: the supervisor, settings, partitions, retries, callbacks and the tasks.

Nothing outside this package (and the thin files in ``dags/`` and ``plugins/``) imports ``airflow``; a new Airflow
version is met here and nowhere else.
"""
