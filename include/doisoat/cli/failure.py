"""How a command ends that cannot go on: one line on the screen, and for what nobody foresaw a file for an engineer."""

import os
from pathlib import Path

from doisoat.errors import DoisoatError
from doisoat.paths import ROOT
from doisoat.registers.messages import Message, register_messages

ERRORS = "errors"
"""Folder of the traces, within the folder the command writes to, else within DOISOAT_VAR."""

register_messages(
    {
        "CLI-UNFORESEEN": Message(
            vi="Lỗi phần mềm chưa lường trước ({kind} tại {where}). Việc chưa xong; dữ liệu gốc không bị thay đổi. Gửi "
            "tệp {file} cho kỹ sư: tệp không chứa dữ liệu cá nhân.",
            en="An unforeseen {kind} at {where}. The work is not done; the registers were not touched. Send {file} to "
            "an engineer: it holds no personal data.",
        ),
    }
)

_folders: list[Path] = []


def keep_traces_in(folder: Path | None) -> None:
    """Have the running command leave its trace in ``folder``, the one named for its output; None: the usual."""
    _folders[:] = [] if folder is None else [folder]


def line(error: DoisoatError) -> str:
    """What is said of an error with a code."""
    return f"doisoat: {error} [{error.code}]"


def storage_trouble(error: Exception) -> DoisoatError | None:
    """A full disk or a database's doing behind a library's error, as an error of ours; None for anything else."""
    from doisoat.store.trouble import storage_trouble as found

    return found(error, _folders[0] if _folders else _usual()[0])


def unforeseen(error: Exception) -> str:
    """Write the trace of ``error`` and say so in one line; nothing of its message is shown or kept."""
    from doisoat.unforeseen import place, write_trace

    kind, where = type(error).__name__, place(error)
    told = f"CLI-UNFORESEEN {kind} at {where}"
    written = (write_trace(error, folder / ERRORS, told) for folder in [*_folders, *_usual()])
    file = next((str(path) for path in written if path is not None), "– (it could not be written)")
    return line(DoisoatError("CLI-UNFORESEEN", kind=kind, where=where, file=file))


def _usual() -> list[Path]:
    """The var folder, a temporary one; nothing is imported that may be what cannot be imported."""
    import tempfile

    var = os.environ.get("DOISOAT_VAR")
    return [Path(var).resolve() if var else ROOT / "var", Path(tempfile.gettempdir()) / "doisoat"]
