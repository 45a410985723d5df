"""What can go wrong with storage, and the words for it."""

from doisoat.errors import DoisoatError, TransientError
from doisoat.registers.messages import Message, register_messages


class StoreError(DoisoatError):
    """Storage refused or lacks something; trying again changes nothing."""


class StoreUnavailable(StoreError, TransientError):
    """Storage did not answer; trying again may help."""


register_messages(
    {
        "STO-KEY": Message(
            vi="Tên đối tượng «{key}» không dùng được trong kho lưu trữ.",
            en="Object key '{key}' cannot be used; keys are relative paths without '..'.",
        ),
        "STO-MISSING": Message(
            vi="Không tìm thấy «{key}» trong kho {store}. Hãy chạy lại bước tạo ra tệp này.",
            en="'{key}' is not in the store {store}. Run the step that makes it again.",
        ),
        "STO-REFUSED": Message(
            vi="Kho {store} từ chối «{key}» (mã {status}). Kiểm tra khóa truy cập và quyền của khóa.",
            en="The store {store} refused '{key}' (status {status}). Check the access key and its permissions.",
        ),
        "STO-UNREACHABLE": Message(
            vi="Không kết nối được kho {store} ({reason}). Kiểm tra địa chỉ và đường truyền.",
            en="The store {store} cannot be reached ({reason}). Check its address and the network.",
        ),
        "STO-URL": Message(
            vi="DOISOAT_STORE phải là một thư mục hoặc s3://…, không phải «{scheme}://».",
            en="DOISOAT_STORE must be a folder or s3://…, not '{scheme}://'.",
        ),
        "STO-LOCKED": Message(
            vi="«{name}» đang được một lần chạy khác sử dụng (từ {since}). Đợi lần đó xong rồi chạy lại.",
            en="'{name}' is held by another run (since {since}). Wait for it to end, then run again.",
        ),
        "STO-DATABASE": Message(
            vi="Không mở được cơ sở dữ liệu {where} ({reason}). Kiểm tra DOISOAT_DATABASE.",
            en="The database {where} cannot be opened ({reason}). Check DOISOAT_DATABASE.",
        ),
    }
)
