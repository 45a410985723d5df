"""Why a row was quarantined or skipped, or a value not taken: codes, and the words an officer reads.

A *quarantined* row is kept out of every comparison until somebody corrects it; a *skipped* row is no record; a
*problem* concerns one value of a row that is kept. Codes of values come from `doisoat.text.problems`.
"""

from doisoat.registers.messages import Message, register_messages
from doisoat.text.problems import PROBLEMS

NO_IDENTITY = "STD-NO-IDENTITY"
NO_KEY = "STD-NO-KEY"
KEY_LONG = "STD-KEY-LONG"
NO_PARENT = "STD-NO-PARENT"
KEY_CONFLICT = "STD-KEY-CONFLICT"
ROW_WIDTH = "STD-ROW-WIDTH"
COPY = "STD-SKIP-COPY"
KEY_TWICE = "STD-KEY-TWICE"
LEDGER = "STD-LEDGER"
UNIT_NAME = "STD-UNIT-NAME"
UNIT_LEVEL = "STD-UNIT-LEVEL"
EXCEL_DATE = "excel_date"
FORMULA_WITHOUT_VALUE = "formula_without_value"
NESTED_VALUE = "nested_value"
UNKNOWN_VALUE = "unknown_value"
UNREADABLE_NUMBER = "unreadable_number"
UNREADABLE_LAND_USE = "unreadable_land_use"

MESSAGES: dict[str, Message] = {
    NO_IDENTITY: Message(
        vi="Dòng không có họ tên và không có số giấy tờ nào (hoặc thửa đất không có số tờ, số thửa, mã thửa). "
        "Bổ sung rồi gửi lại.",
        en="The row has neither a name nor any number (or the parcel neither sheet, number nor code). Complete it and "
        "send it again.",
    ),
    NO_KEY: Message(
        vi="Dòng để trống mã của chính sổ này (cột khóa {field}). Điền mã rồi gửi lại.",
        en="The row leaves the source's own key ({field}) empty. Fill it in and send it again.",
    ),
    KEY_LONG: Message(
        vi="Mã của dòng (cột khóa {field}) quá dài, không phải mã của sổ nào. Kiểm tra xem cột có bị lệch không.",
        en="The row's key ({field}) is too long to be the key of any book. Check whether columns have slipped.",
    ),
    NO_PARENT: Message(
        vi="Dòng không cho biết thuộc hộ hoặc thửa đất nào (cột {field}). Điền mã hộ hoặc mã thửa.",
        en="The row does not say which household or parcel it belongs to ({field}). Fill it in.",
    ),
    KEY_CONFLICT: Message(
        vi="Hai dòng trùng mã {field} nhưng nội dung khác nhau. Xác định dòng đúng, sửa mã của dòng kia.",
        en="Two rows bear the same key ({field}) with different content. Find the right one and correct the other key.",
    ),
    ROW_WIDTH: Message(
        vi="Dòng có số ô khác dòng tiêu đề nên không biết ô nào thuộc cột nào. Kiểm tra dấu phân cách, dấu ngoặc kép.",
        en="The row has another number of cells than the heading, so cells cannot be told apart. Check separators and "
        "quotes.",
    ),
    "STD-QUOTE-ROWS": Message(
        vi="Dòng bị cuốn vào một ô vì dấu ngoặc kép mở ở dòng này hoặc dòng trên không được đóng. Sửa dấu ngoặc kép "
        "rồi gửi lại.",
        en="The line was drawn into one cell because a quotation mark opened in it or above it is not closed. Correct "
        "the quotation mark and send it again.",
    ),
    "STD-QUOTE-OPENED": Message(
        vi="Dấu ngoặc kép mở ở dòng {field} không đóng đúng chỗ; dòng này và các dòng sau nó, đến dấu ngoặc kép kế "
        "tiếp, bị để riêng.",
        en="The quotation mark opened in line {field} is not closed where it should be; that line and those after it, "
        "up to the next quotation mark, were set aside.",
    ),
    "STD-JSON-OBJECT": Message(
        vi="Dòng JSON không phải là một đối tượng (là danh sách, chữ hoặc số). Sửa dòng này rồi gửi lại.",
        en="The JSON line is no object but a list, a text or a number. Correct it and send it again.",
    ),
    "STD-JSON-LINE": Message(
        vi="Dòng không phải JSON (bị cắt hoặc thiếu dấu). Sửa dòng này rồi gửi lại.",
        en="The line is not JSON (cut off, or a sign is missing). Correct it and send it again.",
    ),
    "STD-JSON-TWICE": Message(
        vi="Đối tượng JSON ghi một tên hai lần với giá trị khác nhau nên không biết giá trị nào đúng. Sửa rồi gửi lại.",
        en="The JSON object gives one name twice with different values, so that nobody knows which is right. Correct "
        "it and send it again.",
    ),
    UNIT_NAME: Message(
        vi="Tên đơn vị hành chính không xác định được một mã duy nhất. Ghi mã đơn vị hành chính 5 chữ số.",
        en="The unit's name does not lead to one code. Write the five-digit unit code.",
    ),
    UNIT_LEVEL: Message(
        vi="Không phải mã xã (5 chữ số): là mã tỉnh, mã huyện cũ, hoặc thiếu, thừa chữ số. Ghi mã xã 5 chữ số.",
        en="Not a commune's code (five digits): a province's, a former district's, or of the wrong length. Write the "
        "commune's unit code.",
    ),
    KEY_TWICE: Message(
        vi="Nguồn {source}: hệ thống tạo ra hai bản ghi cùng khóa trong bảng {table}. Báo cho người quản trị.",
        en="Source {source}: two records of table {table} came out with one key. Report this to the maintainers.",
    ),
    LEDGER: Message(
        vi="Nguồn {source}: không giải trình được hết các dòng của bảng {table}. Báo cho người quản trị.",
        en="Source {source}: not every row of table {table} is accounted for. Report this to the maintainers.",
    ),
    COPY: Message(
        vi="Dòng lặp lại nguyên văn một dòng cùng mã đã đọc; chỉ tính một lần.",
        en="The row repeats another row of the same key word for word; it counts once.",
    ),
    UNREADABLE_LAND_USE: Message(
        vi="Mục đích sử dụng đất không đọc được: mã không có trong danh mục, diện tích không phải là số, hoặc danh "
        "sách JSON bị hỏng. Ghi như «ONT: 200; CLN: 300,5».",
        en="The land use cannot be read: a code that is not in the list, an area that is no number, or broken JSON. "
        "Write it like 'ONT: 200; CLN: 300.5'.",
    ),
    "STD-SKIP-BLANK": Message(vi="Dòng trống.", en="Empty row."),
    "STD-SKIP-TITLE": Message(vi="Dòng tiêu đề của sổ hoặc của mục.", en="Title line of the book or of a section."),
    "STD-SKIP-HEADING": Message(vi="Dòng tên cột (kể cả lặp lại).", en="Column headings (also repeated ones)."),
    "STD-SKIP-NUMBERS": Message(vi="Dòng đánh số cột.", en="Row of column numbers."),
    "STD-SKIP-TOTAL": Message(vi="Dòng cộng, tổng cộng.", en="Total row."),
    "STD-SKIP-FOOTER": Message(vi="Phần ký tên, ghi chú dưới bảng.", en="Signatures and notes below the table."),
    "STD-SKIP-SHEET": Message(
        vi="Trang tính không có bảng dữ liệu (hướng dẫn, tổng hợp).", en="Sheet without a table (notes, a summary)."
    ),
    "STD-SHEET-ABSENT": Message(
        vi="Tệp không có trang tính «{field}» mà mục sheets nêu tên. Kiểm tra xem có bị đổi tên hoặc xóa không.",
        en="The file has no sheet '{field}', which 'sheets' names. Check whether it was renamed or deleted.",
    ),
    "STD-SKIP-SHEET-HIDDEN": Message(
        vi="Trang tính bị ẩn nên không đọc. Bỏ ẩn, hoặc ghi đúng tên trang tính ở mục sheets trong cấu hình.",
        en="Hidden sheet, not read. Unhide it, or write its very name under 'sheets' in the configuration.",
    ),
    "STD-SKIP-SHEET-UNCLAIMED": Message(
        vi="Trang tính có bảng như sổ này nhưng không mẫu nào ở mục sheets khớp tên, nên không đọc. Sửa mục sheets, "
        "hoặc ghi «!» trước tên để bỏ qua.",
        en="The sheet holds a table like the register's, but no pattern under 'sheets' takes it, so it was not read. "
        "Correct 'sheets', or write '!' before its name to leave it out.",
    ),
    "STD-SKIP-SHEET-SUMMARY": Message(
        vi="Trang tính tổng hợp có bảng như sổ này, đứng bên các trang tính khác, nên không đọc (dòng sẽ bị tính hai "
        "lần). Nếu có dòng chỉ nằm ở đây, ghi đúng tên trang tính ở mục sheets trong cấu hình.",
        en="A summary with a table like the register's beside other sheets, not read since its rows would count twice. "
        "If it has rows of its own, write its very name under 'sheets' in the configuration.",
    ),
    "STD-SHEET-NO-HEADING": Message(
        vi="Trang tính «{field}» có vài dòng như dòng dữ liệu nhưng không có dòng tiêu đề nào nhận ra được, nên không "
        "đọc. Kiểm tra tên cột của trang tính.",
        en="Sheet '{field}' has a few rows like records but no heading that was recognised, so it was not read. Check "
        "the names of its columns.",
    ),
    "STD-SKIP-SHEET-EXCLUDED": Message(
        vi="Trang tính được loại ra trong cấu hình.", en="Sheet left out by the configuration."
    ),
    "STD-SKIP-FILE-UNCLAIMED": Message(
        vi="Tệp đã nhận nhưng không bảng nào của nguồn lấy (mục from, files), nên không đọc. Sửa mẫu tên tệp, hoặc ghi "
        "«!» trước tên để bỏ qua.",
        en="The file was handed over, but no table of the source takes it ('files' under 'from'), so it was not read. "
        "Correct the pattern, or write '!' before the name to leave it out.",
    ),
    "STD-SKIP-FILE-EXCLUDED": Message(vi="Tệp được loại ra trong cấu hình.", en="File left out by the configuration."),
    "STD-COLUMN-RENAMED": Message(
        vi="Cột {field} có tên hơi khác trong tệp; đã nhận ra. Kiểm tra xem có đúng cột không.",
        en="Column {field} is named slightly differently in the file and was recognised. Check that it is the one.",
    ),
    "STD-CELL-FAR": Message(
        vi="Ô {field} nằm rất xa bảng (cách hàng nghìn dòng hoặc hàng trăm cột trống). Đã đọc; xóa nếu gõ nhầm.",
        en="Cell {field} lies far from the table (thousands of blank rows or hundreds of columns off). It was read; "
        "delete it if it was typed by mistake.",
    ),
    "STD-COLUMN-ABSENT": Message(
        vi="Tệp không có cột {field} (không bắt buộc); trường này để trống. Bổ sung cột nếu có dữ liệu.",
        en="The file has no column {field} (not required); the field stays empty. Add the column if there are data.",
    ),
}
register_messages(MESSAGES)
register_messages({code: Message(vi=words[0], en=words[1]) for code, words in PROBLEMS.items()})
