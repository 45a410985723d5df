"""Secrets that stand in a configuration are found by place; what only looks like one is left alone."""

import base64
import random
from pathlib import Path

import pytest

from doisoat.pipeline.secretscan import literals, secret

VALUE = "Mk-7hQ2xZ"


@pytest.mark.parametrize(
    ("line", "key"),
    [
        (f"password: {VALUE}", "a.password"),
        (f"token: '{VALUE}'", "a.token"),
        (f"secret_key: {VALUE}", "a.secret_key"),
        (f"token: '{VALUE}${{REST}}'", "a.token"),
        (f"url: postgresql://doc:{VALUE}@db/dan_cu", "a.url"),
        (f"url: 'postgresql://${{USER}}:{VALUE}@${{HOST}}/d'", "a.url"),
        (f"url: https://api.example/v1?api_key={VALUE}&page=1", "a.url"),
        (f"path: v1/dan?access_token={VALUE}", "a.path"),
        (f"headers: {{Authorization: Bearer {VALUE}}}", "a.headers.Authorization"),
        (f"headers: {{X-Api-Key: {VALUE}}}", "a.headers.X-Api-Key"),
        ("note: AKIAIOSFODNN7EXAMPLE", "a.note"),
        ("note: ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a", "a.note"),
        ("note: eyJhbGciOiJIUzI1NiJ9.e30.abc", "a.note"),
        (f"# password: {VALUE}", "# password"),
    ],
)
def test_a_literal_secret_is_found_by_place(tmp_path: Path, line: str, key: str) -> None:
    file = tmp_path / "connections.yaml"
    file.write_text(f"a:\n  kind: http\n  {line}\n", "utf-8")
    [found] = literals(file)
    assert (found.line, found.key) == (3, key)
    assert VALUE not in repr(found)


def test_random_tokens_are_found_under_any_name_and_names_are_not() -> None:
    chance = random.Random(7)
    made = [base64.urlsafe_b64encode(chance.randbytes(24)).decode() for _ in range(300)]
    made += [chance.randbytes(20).hex() for _ in range(300)]
    assert sum(secret("a.note", value) for value in made) >= 594  # 99 %
    for value in (
        "${TOKEN}",
        "Bearer ${TOKEN}",
        "https://${USER}:${PASS}@api.example/dan?token=${TOKEN}",
        "postgresql://db/dan_cu",
        "population_register_of_the_commune_2026",
        "../files/so_nhan_khau_2026_11_15_ban_cuoi.xlsx",
        "sqlite:///dan_cu.db",
        "https://kho-du-lieu-dan-cu-quoc-gia.gov.vn/api/v2",
        "Mã NK",
        "arn:aws:s3:::du-lieu-dan-cu-tinh-68",
        "SELECT so_dinh_danh_ca_nhan, ho_chu_dem_va_ten FROM dan_cu_2026",
        "",
    ):
        assert not secret("a.note", value), value
    assert not secret("a.token", "${TOKEN}")
    assert not secret("source.key", "Mã NK")


def test_a_file_that_is_no_yaml_or_not_there_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: [", "utf-8")
    assert literals(tmp_path / "a.yaml") == literals(tmp_path / "none.yaml") == []
