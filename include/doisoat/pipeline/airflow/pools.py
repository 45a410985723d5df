"""Airflow pools: how many tasks of a kind may run side by side.

A task whose pool does not exist waits for ever without a word, so ``prepare`` makes them before anything starts.
"""

SOURCES = "doisoat_sources"
PROVINCE = "doisoat_province"

POOLS: dict[str, tuple[int, str]] = {
    SOURCES: (4, "Reading sources: bounds the load Đối Soát puts on the registers' own databases."),
    PROVINCE: (1, "Steps over a whole province (plan, link, publish): one at a time, also across DAGs."),
}
