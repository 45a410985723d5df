"""What can go wrong with Airflow itself, and the words for it."""

from doisoat.errors import DoisoatError, TransientError
from doisoat.registers.messages import Message, register_messages


class AirflowRefused(DoisoatError):
    """Airflow said no; asking again changes nothing."""


class AirflowSilent(TransientError):
    """Airflow did not answer, or not sensibly; asking again may help."""


class AirflowNotStarted(DoisoatError):
    """The embedded Airflow cannot be started or stopped."""


class StepFailed(DoisoatError):
    """A step raised something unforeseen; its message is withheld, since it may quote a register's values."""


class StepInterrupted(TransientError):
    """A step lost a connection, a file or memory it may have next time; its message is withheld likewise."""


register_messages(
    {
        "AFL-REFUSED": Message(
            vi="Airflow từ chối yêu cầu «{path}» (mã {status}). {detail}",
            en="Airflow refused '{path}' (status {status}). {detail}",
        ),
        "AFL-SILENT": Message(
            vi="Airflow tại {url} không trả lời ({reason}).",
            en="Airflow at {url} does not answer ({reason}).",
        ),
        "AFL-RUNNING": Message(
            vi="Airflow đang chạy sẵn tại {home}. Dừng bằng «make down».",
            en="Airflow is already running in {home}. Stop it with 'make down'.",
        ),
        "AFL-ENDED": Message(
            vi="Airflow dừng ngay khi khởi động (mã {status}). Xem {logs}.",
            en="Airflow ended while starting (exit code {status}). See {logs}.",
        ),
        "AFL-LATE": Message(
            vi="Airflow chưa sẵn sàng sau {seconds} giây (còn thiếu: {missing}). Xem {logs}.",
            en="Airflow was not ready after {seconds} s (still missing: {missing}). See {logs}.",
        ),
        "AFL-NO-RUN": Message(
            vi="Nạp xong nhưng lượt nạp {run} không khởi động lượt «{dag}» nào. Kiểm tra DAG có bị tạm dừng không.",
            en="No run of '{dag}' was started by the ingest {run}. Check whether the DAG is paused.",
        ),
        "AFL-STEP": Message(
            vi="Bước {step} dừng vì lỗi chưa lường trước {kind} tại {where}; nội dung lỗi được giữ kín.",
            en="Step {step} stopped at {where} with an unforeseen {kind}; its message is withheld (it may quote data).",
        ),
        "AFL-STEP-INTERRUPTED": Message(
            vi="Bước {step} bị gián đoạn tại {where} ({kind}); sẽ tự chạy lại.",
            en="Step {step} was interrupted at {where} ({kind}); it will be tried again.",
        ),
        "AFL-NOTHING": Message(
            vi="Không nguồn nào được nạp và kiểm tra thành công, nên chưa thể đối soát.",
            en="No source was ingested and validated, so there is nothing to reconcile.",
        ),
        "AFL-BATCH": Message(
            vi="Không đọc được nguồn nào trong nhóm này: {sources}.",
            en="None of the sources of this batch could be read: {sources}.",
        ),
        "AFL-UNFINISHED": Message(
            vi="Có nguồn chưa được đọc hoặc chưa được kiểm tra, nên không dùng: {sources}. Chạy lại nhóm bị lỗi "
            "(Clear, kèm downstream).",
            en="Sources were not read or not validated and are not used: {sources}. Clear the failed batch with "
            "downstream.",
        ),
        "AFL-TURN": Message(
            vi="Lượt {other} đang đối soát tỉnh {province}, nên lần chạy này chưa được công bố. Chạy lại bước này khi "
            "lượt ấy đã xong.",
            en="{other} is working on province {province}, so this run is not published now. Run this task again when "
            "that one has ended.",
        ),
        "AFL-PROVINCE": Message(
            vi="Không có cấu hình cho tỉnh «{province}» trong {config}. Các tỉnh đã cấu hình: {known}.",
            en="There is no configuration for province '{province}' in {config}. Configured: {known}.",
        ),
        "AFL-COMMUNE": Message(
            vi="«{commune}» không phải mã xã hiện hành của tỉnh nào đã cấu hình ({known}).",
            en="'{commune}' is not a current commune of a configured province ({known}).",
        ),
    }
)
