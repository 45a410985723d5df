"""What can go wrong with a source, and the words for it.

The text names source, file, sheet and column, and says what to do. It never holds a value of a row, a password or an
address with a password in it: the errors of database drivers and of HTTP clients carry all three, so they are
classified and dropped, not chained.
"""

from doisoat.errors import DoisoatError, TransientError
from doisoat.registers.messages import Message, register_messages


class ConfigError(DoisoatError):
    """The configuration cannot be used; somebody must edit the file it names."""


class SourceError(DoisoatError):
    """One source cannot be read; its owner or the operator must act. The other sources go on."""


class SourceUnavailable(SourceError, TransientError):
    """A source did not answer or is still being written; the same call may succeed later."""


_CONFIG = {
    "CFG-MISSING": Message(
        vi="Không có tệp cấu hình {file}. Hãy tạo tệp này hoặc sửa đường dẫn trong doisoat.yaml.",
        en="There is no configuration file {file}. Create it or correct the path in doisoat.yaml.",
    ),
    "CFG-YAML": Message(
        vi="Tệp cấu hình {file} không đọc được ở dòng {line}. Kiểm tra thụt dòng và dấu hai chấm.",
        en="Configuration file {file} is not readable at line {line}. Check indentation and colons.",
    ),
    "CFG-VALUE": Message(
        vi="Cấu hình {file}: mục «{where}» không hợp lệ ({problem}). Sửa mục này rồi chạy lại.",
        en="Configuration {file}: '{where}' is not valid ({problem}). Correct it and run again.",
    ),
    "CFG-UNKNOWN": Message(
        vi="Cấu hình {file}: {kind} «{name}» ở «{where}» không có. Có phải là «{nearest}»?",
        en="Configuration {file}: {kind} '{name}' at '{where}' is unknown. Did you mean '{nearest}'?",
    ),
    "CFG-UNMAPPED": Message(
        vi="Cấu hình {file}: bảng «{table}» thiếu cột cho {fields}. Thêm vào mục columns hoặc defaults.",
        en="Configuration {file}: table '{table}' maps no column to {fields}. Add one under columns or defaults.",
    ),
    "CFG-REQUIRED": Message(
        vi="Cấu hình {file}: cột bắt buộc «{name}» của bảng «{table}» không có trong columns. Có phải là «{nearest}»?",
        en="Configuration {file}: required column '{name}' of table '{table}' is not under columns. "
        "Did you mean '{nearest}'?",
    ),
    "CFG-TWICE": Message(
        vi="Cấu hình {file}: trường «{name}» của bảng «{table}» được gán cho hai cột. Giữ lại một cột.",
        en="Configuration {file}: field '{name}' of table '{table}' is mapped from two columns. Keep one.",
    ),
    "CFG-CONNECTION": Message(
        vi="Không có kết nối «{name}» (dùng trong {file}). Có phải là «{nearest}»? Khai báo trong connections.yaml, "
        "biến {variable} hoặc kết nối Airflow.",
        en="There is no connection '{name}' (used in {file}). Did you mean '{nearest}'? Declare it in "
        "connections.yaml, the variable {variable} or an Airflow connection.",
    ),
    "CFG-ENV": Message(
        vi="Kết nối «{name}» cần biến môi trường {variable} nhưng biến này chưa được đặt.",
        en="Connection '{name}' needs the environment variable {variable}, which is not set.",
    ),
    "CFG-KIND": Message(
        vi="Nguồn {source}: kết nối «{name}» thuộc loại {kind}, không dùng được ở đây (cần {needed}).",
        en="Source {source}: connection '{name}' is of kind {kind} and cannot be used here (needed: {needed}).",
    ),
}

_FILES = {
    "SRC-FILE-MISSING": Message(
        vi="Nguồn {source}: không có tệp nào khớp «{file}». Kiểm tra đơn vị đã gửi tệp chưa và tên tệp trong cấu hình.",
        en="Source {source}: no file matches '{file}'. Check that it was sent and the name in the configuration.",
    ),
    "SRC-FOLDER-MISSING": Message(
        vi="Nguồn {source}: không có thư mục của kết nối «{name}». Kiểm tra ổ đĩa mạng và đường dẫn.",
        en="Source {source}: the folder of connection '{name}' does not exist. Check the share and the path.",
    ),
    "SRC-FILE-EMPTY": Message(
        vi="Nguồn {source}: tệp {file} rỗng (0 byte). Đề nghị đơn vị gửi lại.",
        en="Source {source}: file {file} is empty (0 bytes). Ask its owner to send it again.",
    ),
    "SRC-FILE-CHANGING": Message(
        vi="Nguồn {source}: tệp {file} đang được ghi dở. Hệ thống sẽ đọc lại khi việc tải lên kết thúc.",
        en="Source {source}: file {file} is still being written. It will be read when the upload has ended.",
    ),
    "SRC-FILE-TRUNCATED": Message(
        vi="Nguồn {source}: tệp {file} bị cắt cụt (thiếu phần cuối). Đề nghị đơn vị tải lên lại.",
        en="Source {source}: file {file} is cut off (its end is missing). Ask its owner to upload it again.",
    ),
    "SRC-FILE-FORMAT": Message(
        vi="Nguồn {source}: tệp {file} không phải là {format}. Lưu lại đúng định dạng rồi gửi lại.",
        en="Source {source}: file {file} is not {format}. Save it in that format and send it again.",
    ),
    "SRC-FILE-ARCHIVE": Message(
        vi="Nguồn {source}: tệp {file} là tệp nén chứa các tệp khác ({inside}), không phải sổ tính. Giải nén, đặt từng "
        "tệp vào thư mục rồi chạy lại.",
        en="Source {source}: file {file} is an archive of other files ({inside}), not a workbook. Unpack it, put the "
        "files into the folder and run again.",
    ),
    "SRC-FILE-PACKED": Message(
        vi="Nguồn {source}: tệp {file} là tệp nén (gzip, 7z, rar…). Giải nén rồi gửi tệp bên trong.",
        en="Source {source}: file {file} is an archive (gzip, 7z, rar …). Unpack it and send the file in it.",
    ),
    "SRC-FILE-MARKUP": Message(
        vi="Nguồn {source}: tệp {file} là trang web (HTML/XML) mang tên bảng tính. Mở bằng Excel, lưu lại dạng .xlsx "
        "rồi gửi lại.",
        en="Source {source}: file {file} is a web page (HTML/XML) named like a workbook. Open it in Excel, save it as "
        ".xlsx and send it again.",
    ),
    "SRC-FILE-PASSWORD": Message(
        vi="Nguồn {source}: tệp {file} có đặt mật khẩu. Bỏ mật khẩu rồi gửi lại.",
        en="Source {source}: file {file} is protected by a password. Remove it and send the file again.",
    ),
    "SRC-FILE-TORN": Message(
        vi="Nguồn {source}: tệp {file} kết thúc giữa dòng {row}. Tệp có thể tải lên dở; đề nghị gửi lại.",
        en="Source {source}: file {file} ends in the middle of line {row}. The upload may be incomplete; repeat it.",
    ),
    "SRC-FILE-ENCODING": Message(
        vi="Nguồn {source}: tệp {file}, dòng {row}: chữ không theo bảng mã {encoding}. Ghi đúng mục encoding trong "
        "cấu hình (hoặc bỏ mục này), hay lưu lại tệp dạng «CSV UTF-8» rồi gửi lại.",
        en="Source {source}: file {file}, line {row}: the text is not in encoding {encoding}. State the right one "
        "under 'encoding' (or leave it out), or save the file as 'CSV UTF-8' and send it again.",
    ),
    "SRC-QUOTE-OPEN": Message(
        vi="Nguồn {source}: tệp {file}: dấu ngoặc kép mở ở dòng {row} không được đóng, nên phần sau của tệp thành "
        "một ô. Thêm hoặc xóa dấu ngoặc kép ở dòng đó rồi gửi lại.",
        en="Source {source}: file {file}: the quotation mark opened in line {row} is never closed, so that what "
        "follows is one cell. Add or remove the quotation mark in that line and send the file again.",
    ),
    "SRC-FILE-LINES": Message(
        vi="Nguồn {source}: tệp {file} có {counted} dòng nhưng chỉ đọc được {found}. Báo cho người quản trị.",
        en="Source {source}: file {file} has {counted} lines but {found} were read. Report this to the maintainers.",
    ),
    "SRC-FILE-PART": Message(
        vi="Nguồn {source}: tệp {file} hỏng ở nhóm dòng {part} (dòng {first}–{last}), không giải mã được ({reason}). "
        "Đề nghị đơn vị xuất lại tệp.",
        en="Source {source}: file {file} is damaged in row group {part} (rows {first} to {last}), which cannot be "
        "decoded ({reason}). Ask its owner to export it again.",
    ),
    "SRC-FILE-ROWS": Message(
        vi="Nguồn {source}: tệp {file} ghi là có {promised} dòng nhưng chỉ đọc được {found}. Đề nghị đơn vị xuất lại.",
        en="Source {source}: file {file} says it has {promised} rows, and {found} were read. Ask its owner to export "
        "it again.",
    ),
    "SRC-AS-OF-NAME": Message(
        vi="Nguồn {source}: tên tệp {file} không có ngày chốt dữ liệu (như 2026-11-01 hoặc 01112026). Đổi tên tệp, "
        "hoặc ghi ngày ở mục as_of trong cấu hình.",
        en="Source {source}: the name of file {file} holds no date (like 2026-11-01 or 01112026). Rename the file, or "
        "state the date under 'as_of'.",
    ),
    "SRC-AS-OF-ROWS": Message(
        vi="Nguồn {source}: không dòng nào có ngày chốt dữ liệu đọc được ở cột «{column}». Kiểm tra cột này, hoặc ghi "
        "ngày ở mục as_of trong cấu hình.",
        en="Source {source}: no row has a readable date in column '{column}', which says the day it speaks of. Check "
        "the column, or state the date under 'as_of'.",
    ),
    "SRC-FILE-READ": Message(
        vi="Nguồn {source}: không mở được tệp {file} ({reason}). Kiểm tra quyền đọc.",
        en="Source {source}: file {file} cannot be opened ({reason}). Check the permissions.",
    ),
}

_CONTENT = {
    "SRC-SHEET-MISSING": Message(
        vi="Nguồn {source}: tệp {file} không có trang tính «{sheet}». Kiểm tra tên trang tính.",
        en="Source {source}: file {file} has no sheet '{sheet}'. Check the sheet's name.",
    ),
    "SRC-SHEET-HIDDEN": Message(
        vi="Nguồn {source}: tệp {file}: mọi trang tính khớp «{sheet}» đều bị ẩn. Bỏ ẩn trang tính, hoặc ghi đúng tên "
        "trang tính ở mục sheets trong cấu hình.",
        en="Source {source}: file {file}: every sheet that matches '{sheet}' is hidden. Unhide it, or write its very "
        "name under 'sheets' in the configuration.",
    ),
    "SRC-COLUMN-NO-VALUES": Message(
        vi="Nguồn {source}: tệp {file}, trang tính «{sheet}»: cột «{column}» không có giá trị nào, chỉ có công thức "
        "chưa lưu kết quả hoặc ô báo lỗi ({count} ô, ô đầu: {cell}). Mở tệp bằng Excel, sửa lỗi nếu có, lưu lại rồi "
        "gửi lại.",
        en="Source {source}: file {file}, sheet '{sheet}': column '{column}' holds no value, only formulas whose "
        "results were not saved or errors ({count} cells, the first: {cell}). Open the file in Excel, correct errors, "
        "save it and send it again.",
    ),
    "SRC-HEADING-MISSING": Message(
        vi="Nguồn {source}: tệp {file}, trang tính «{sheet}»: không tìm thấy dòng tiêu đề có các cột {columns}. "
        "Dùng đúng biểu mẫu, sửa mục columns trong cấu hình, hoặc loại trang tính ra bằng «!tên» ở mục sheets.",
        en="Source {source}: file {file}, sheet '{sheet}': no heading row with the columns {columns} was found. "
        "Use the form, correct 'columns' in the configuration, or leave the sheet out with '!name' under 'sheets'.",
    ),
    "SRC-COLUMN-MISSING": Message(
        vi="Nguồn {source}: tệp {file}, trang tính «{sheet}» thiếu cột {columns} (tên gần nhất trong tệp: {nearest}). "
        "Khôi phục cột hoặc sửa mục columns trong cấu hình.",
        en="Source {source}: file {file}, sheet '{sheet}' lacks the column(s) {columns} (nearest heading there: "
        "{nearest}). Restore it or correct 'columns' in the configuration.",
    ),
    "SRC-COLUMN-TWICE": Message(
        vi="Nguồn {source}: tệp {file}, trang tính «{sheet}» có hai cột «{columns}». Xóa hoặc đổi tên một cột.",
        en="Source {source}: file {file}, sheet '{sheet}' has two columns '{columns}'. Remove or rename one.",
    ),
    "SRC-ROW-WIDTH": Message(
        vi="Nguồn {source}: tệp {file}, dòng {row} có số cột khác dòng tiêu đề. Kiểm tra dấu phân cách và ngoặc kép.",
        en="Source {source}: file {file}, line {row} has another number of columns than the heading. Check separators "
        "and quotes.",
    ),
    "SRC-NO-ROWS": Message(
        vi="Nguồn {source}: không có dòng dữ liệu nào. Kiểm tra lần xuất dữ liệu và các mẫu tên tệp, trang tính ở mục "
        "from; nếu nguồn thật sự có thể rỗng, ghi volume: {{min: 0}} trong cấu hình.",
        en="Source {source}: there is not one row of data. Check the export and the patterns of files and sheets under "
        "'from'; if the source may really be empty, write volume: {{min: 0}} in its configuration.",
    ),
}

_SQL = {
    "SRC-SQL-DRIVER": Message(
        vi="Nguồn {source}: kết nối «{name}» dùng loại cơ sở dữ liệu không được hỗ trợ. Sửa địa chỉ kết nối.",
        en="Source {source}: connection '{name}' names a database kind that is not installed. Correct its address.",
    ),
    "SRC-SQL-EXTRA": Message(
        vi="Nguồn {source}: kết nối «{name}» cần trình điều khiển {kind} chưa được cài. Chạy: "
        "pip install 'doisoat[{extra}]' (hoặc requirements-drivers.txt), rồi chạy lại.",
        en="Source {source}: connection '{name}' needs the driver for {kind}, which is not installed. Run: "
        "pip install 'doisoat[{extra}]' (or requirements-drivers.txt), then run again.",
    ),
    "SRC-SQL-PASSWORD": Message(
        vi="Nguồn {source}: cơ sở dữ liệu của kết nối «{name}» từ chối tài khoản hoặc mật khẩu. Cập nhật mật khẩu.",
        en="Source {source}: the database of connection '{name}' refuses the account or password. Update it.",
    ),
    "SRC-SQL-HOST": Message(
        vi="Nguồn {source}: không tìm thấy máy chủ của kết nối «{name}». Kiểm tra tên máy chủ và DNS.",
        en="Source {source}: the host of connection '{name}' is unknown. Check its name and DNS.",
    ),
    "SRC-SQL-DATABASE": Message(
        vi="Nguồn {source}: không có cơ sở dữ liệu của kết nối «{name}». Kiểm tra tên hoặc đường dẫn.",
        en="Source {source}: the database of connection '{name}' does not exist. Check its name or path.",
    ),
    "SRC-SQL-UNREACHABLE": Message(
        vi="Nguồn {source}: cơ sở dữ liệu của kết nối «{name}» không trả lời. Kiểm tra đường truyền; sẽ tự thử lại.",
        en="Source {source}: the database of connection '{name}' does not answer. Check the line; it will be retried.",
    ),
    "SRC-SQL-TABLE": Message(
        vi="Nguồn {source}: kết nối «{name}» không có bảng hoặc cột của «{table}», hoặc tài khoản không được đọc. "
        "Kiểm tra cấu trúc cơ sở dữ liệu và quyền.",
        en="Source {source}: connection '{name}' has no such table or column as '{table}' asks for, or may not read "
        "it. Check the database's structure and grants.",
    ),
    "SRC-SQL-FAILED": Message(
        vi="Nguồn {source}: đọc «{table}» qua kết nối «{name}» thất bại ({reason}). Xem nhật ký của cơ sở dữ liệu.",
        en="Source {source}: reading '{table}' over connection '{name}' failed ({reason}). See the database's log.",
    ),
}

_SQL["SRC-SQL-ROW"] = Message(
    vi="Nguồn {source}: bảng «{table}» của kết nối «{name}» có giá trị không giải mã được ở dòng thứ {first}–{last} "
    "({reason}). Kiểm tra bảng mã và dữ liệu của bảng.",
    en="Source {source}: table '{table}' of connection '{name}' holds a value that cannot be decoded among rows "
    "{first} to {last} ({reason}). Check the table's encoding and data.",
)

_REMOTE = {
    "SRC-S3-REFUSED": Message(
        vi="Nguồn {source}: kho S3 của kết nối «{name}» từ chối khóa truy cập. Kiểm tra khóa và quyền.",
        en="Source {source}: the S3 store of connection '{name}' refuses the access key. Check key and rights.",
    ),
    "SRC-S3-BUCKET": Message(
        vi="Nguồn {source}: không có bucket của kết nối «{name}». Kiểm tra tên bucket.",
        en="Source {source}: the bucket of connection '{name}' does not exist. Check its name.",
    ),
    "SRC-S3-UNREACHABLE": Message(
        vi="Nguồn {source}: kho S3 của kết nối «{name}» không trả lời. Kiểm tra đường truyền; hệ thống sẽ thử lại.",
        en="Source {source}: the S3 store of connection '{name}' does not answer. Check the line; it will be retried.",
    ),
    "SRC-HTTP-REFUSED": Message(
        vi="Nguồn {source}: dịch vụ của kết nối «{name}» từ chối mã truy cập (HTTP {status}). Cập nhật mã truy cập.",
        en="Source {source}: the service of connection '{name}' refuses the token (HTTP {status}). Update it.",
    ),
    "SRC-HTTP-STATUS": Message(
        vi="Nguồn {source}: dịch vụ của kết nối «{name}» trả lời HTTP {status} ở trang {page}. Kiểm tra đường dẫn.",
        en="Source {source}: the service of connection '{name}' answers HTTP {status} at page {page}. Check the path.",
    ),
    "SRC-HTTP-UNREACHABLE": Message(
        vi="Nguồn {source}: dịch vụ của kết nối «{name}» không trả lời hoặc báo lỗi máy chủ ở trang {page}. "
        "Hệ thống sẽ thử lại.",
        en="Source {source}: the service of connection '{name}' does not answer or reports a server error at page "
        "{page}. It will be retried.",
    ),
    "SRC-HTTP-CONTENT": Message(
        vi="Nguồn {source}: trang {page} của dịch vụ «{name}» không phải JSON có mục «{items}». Hỏi đơn vị cung cấp.",
        en="Source {source}: page {page} of service '{name}' is not JSON with a list under '{items}'. Ask its owner.",
    ),
    "SRC-HTTP-MOVED": Message(
        vi="Nguồn {source}: số bản ghi của dịch vụ «{name}» thay đổi trong khi đọc. Hệ thống sẽ đọc lại từ đầu.",
        en="Source {source}: the number of records of service '{name}' changed while it was read. It will be read "
        "again from the start.",
    ),
}

MESSAGES: dict[str, Message] = {**_CONFIG, **_FILES, **_CONTENT, **_SQL, **_REMOTE}
register_messages(MESSAGES)
