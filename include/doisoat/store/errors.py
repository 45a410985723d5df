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
        "STO-DATABASE-URL": Message(
            vi="DOISOAT_DATABASE phải là địa chỉ dạng sqlite:///tệp hoặc postgresql+psycopg://….",
            en="DOISOAT_DATABASE must be an address such as sqlite:///file or postgresql+psycopg://….",
        ),
        "STO-FULL": Message(
            vi="Hết dung lượng đĩa tại {where}. Giải phóng chỗ hoặc tăng hạn mức, rồi chạy lại; không có gì bị mất.",
            en="No space is left at {where}. Make room or raise the quota, then run again; nothing is lost.",
        ),
        "STO-READ-ONLY": Message(
            vi="{where} chỉ cho đọc, không ghi được ({reason}). Kiểm tra quyền của người chạy phần mềm và cách gắn "
            "ổ đĩa.",
            en="{where} cannot be written to ({reason}). Check the rights of the user who runs this and how the disk "
            "is mounted.",
        ),
        "STO-FOLDER": Message(
            vi="Không dùng được thư mục {where} ({reason}). Kiểm tra đường dẫn.",
            en="The folder {where} cannot be used ({reason}). Check its path.",
        ),
        "STO-DATABASE-BUSY": Message(
            vi="Cơ sở dữ liệu {where} đang bận hoặc bị khóa ({reason}); phần mềm tự thử lại.",
            en="The database {where} is busy or locked ({reason}); it is tried again.",
        ),
        "STO-DATABASE-DOWN": Message(
            vi="Cơ sở dữ liệu {where} không trả lời ({reason}): máy chủ đang dừng, đang khởi động lại, hoặc đường "
            "truyền đứt; phần mềm tự thử lại.",
            en="The database {where} does not answer ({reason}): its server is down or starting, or the line is cut; "
            "it is tried again.",
        ),
        "STO-DATABASE-REFUSED": Message(
            vi="Cơ sở dữ liệu {where} từ chối đăng nhập hoặc thiếu quyền ({reason}). Kiểm tra tên, mật khẩu và quyền.",
            en="The database {where} refuses the user ({reason}). Check name, password and rights.",
        ),
        "STO-DATABASE-BROKEN": Message(
            vi="Tệp cơ sở dữ liệu {where} bị hỏng ({reason}). Khôi phục từ bản sao lưu.",
            en="The database file {where} is damaged ({reason}). Restore it from the backup.",
        ),
        "STO-DATABASE": Message(
            vi="Không mở được cơ sở dữ liệu {where} ({reason}). Kiểm tra DOISOAT_DATABASE.",
            en="The database {where} cannot be opened ({reason}). Check DOISOAT_DATABASE.",
        ),
    }
)
