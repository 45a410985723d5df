import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.store import LocalStore, S3Store, StoreError, open_store, s3_client
from tests.support.s3 import s3_server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with s3_server(tmp_path_factory.mktemp("s3")) as found:
        yield found


@pytest.fixture(params=["local", "s3"])
def store(request, tmp_path):
    if request.param == "local":
        return LocalStore(tmp_path / "store")
    found = request.getfixturevalue("server")
    client = s3_client(found.endpoint_url, found.access_key, found.secret_key, found.region)
    return S3Store(client, found.bucket, tmp_path.name, tmp_path / "cache")


def test_what_is_put_is_what_is_got(store, tmp_path):
    source = tmp_path / "a.bin"
    source.write_bytes(b"\x00\xff data")
    store.put_file("landing/x/a.bin", source)
    store.put_bytes("landing/x/b.bin", b"b")
    assert store.get_bytes("landing/x/a.bin") == b"\x00\xff data"
    assert store.keys("landing") == ["landing/x/a.bin", "landing/x/b.bin"]
    assert store.exists("landing/x/b.bin")
    assert not store.exists("landing/x")


def test_put_replaces_whole(store):
    store.put_bytes("k", b"first, longer")
    store.put_bytes("k", b"second")
    assert store.get_bytes("k") == b"second"
    assert store.exists("k")


def test_a_replaced_object_is_read_anew(store):
    store.put_bytes("published/current.json", b"first")
    assert store.local("published/current.json").read_bytes() == b"first"
    store.put_bytes("published/current.json", b"second")
    assert store.local("published/current.json").read_bytes() == b"second"


def test_a_wrong_secret_is_refused_in_words(server, tmp_path):
    client = s3_client(server.endpoint_url, server.access_key, "wrong-secret-000", server.region)
    with pytest.raises(StoreError, match="refused") as caught:
        S3Store(client, server.bucket, "x", tmp_path).get_bytes("a")
    assert "wrong-secret" not in str(caught.value)


def test_half_written_objects_are_not_listed(tmp_path):
    store = LocalStore(tmp_path)
    store.put_bytes("folder/a", b"a")
    (store.root / "folder" / ".b.12345678.part").write_bytes(b"half")
    assert store.keys("folder") == ["folder/a"]


def test_missing_object_says_which(store):
    with pytest.raises(StoreError) as caught:
        store.get_bytes("no/such")
    assert caught.value.code == "STO-MISSING"
    assert "no/such" in str(caught.value)


@pytest.mark.parametrize("key", ["", "/etc/passwd", "../up", "a/../../b"])
def test_keys_cannot_leave_the_store(store, key):
    with pytest.raises(StoreError, match="cannot be used"):
        store.put_bytes(key, b"x")


def test_folders_round_trip(store, tmp_path):
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "a.txt").write_text("a")
    (folder / "b.txt").write_text("b")
    assert store.put_folder("p", folder) == ["p/b.txt", "p/sub/a.txt"]
    out = store.get_folder("p", tmp_path / "out")
    assert (out / "sub" / "a.txt").read_text() == "a"


@given(data=st.binary(max_size=2000))
def test_bytes_are_kept_unchanged(tmp_path_factory, data):
    store = LocalStore(tmp_path_factory.mktemp("s"))
    store.put_bytes("x", data)
    assert hashlib.sha256(store.local("x").read_bytes()).digest() == hashlib.sha256(data).digest()


def test_store_url_of_an_unknown_kind_is_refused(tmp_path):
    with pytest.raises(StoreError, match="ftp"):
        open_store("ftp://host/x", tmp_path)
