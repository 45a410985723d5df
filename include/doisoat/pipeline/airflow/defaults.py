"""What all DAGs of ours share: owner, retries, timeouts, the parameters form."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import Param

from doisoat.pipeline.airflow.callbacks import on_failure
from doisoat.pipeline.airflow.retries import PAUSE, RETRIES, OnlyWhatHeals
from doisoat.registers import REGISTERS

OWNER = "doi-soat"
MOST_RUNS = 16
"""Runs of a DAG side by side: of different provinces; those of one province take turns."""


def task_defaults() -> dict[str, Any]:
    """``default_args`` of a DAG."""
    return {
        "owner": OWNER,
        "retries": RETRIES,
        "retry_delay": PAUSE,
        "retry_policy": OnlyWhatHeals(),
        "execution_timeout": timedelta(hours=1),
        "on_failure_callback": on_failure,
    }


def province_param() -> Param:
    """Which province: its code, empty for the only configured one."""
    return Param(
        None,
        type=["null", "string"],
        pattern="^[0-9]{2}$",
        title="Tỉnh / province",
        description="Mã tỉnh hiện hành, hai chữ số; để trống nếu chỉ cấu hình một tỉnh.",
    )


def as_of_param() -> Param:
    """The date the run speaks of."""
    return Param(
        None,
        type=["null", "string"],
        format="date",
        title="Ngày số liệu / as-of date",
        description="Ngày mà lần đối soát nói tới, không sau hôm nay; để trống: ngày của lượt nạp, hoặc ngày ghi trong "
        "cấu hình. Ngày riêng của từng nguồn vẫn lấy theo nguồn.",
    )


def registers_param() -> Param:
    """Which registers; empty for all."""
    return Param(
        [],
        # With "null" the form does not mark the field as one that must be filled.
        type=["null", "array"],
        items={"type": "string", "enum": list(REGISTERS)},
        examples=list(REGISTERS),
        title="Sổ / registers",
        description="Để trống: tất cả các sổ có trong cấu hình.",
    )


def communes_param() -> Param:
    """Which communes; empty for all."""
    return Param(
        [],
        type=["null", "array"],
        items={"type": "string", "pattern": "^[0-9]{5}$"},
        title="Xã / communes",
        description="Mã xã hiện hành, năm chữ số; để trống: cả tỉnh.",
    )


def form() -> dict[str, Param]:
    """The parameters form of the province's DAGs."""
    return {
        "province": province_param(),
        "as_of": as_of_param(),
        "registers": registers_param(),
        "communes": communes_param(),
    }
