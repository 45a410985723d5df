"""What can go wrong with a run as a whole, and the words for it."""

from doisoat.errors import DoisoatError
from doisoat.registers.messages import Message, register_messages


class PipelineError(DoisoatError):
    """A run cannot go on; nothing was published."""


def some(names: list[str], most: int = 8) -> str:
    """The first of the names, and how many more there are."""
    more = f" (+{len(names) - most})" if len(names) > most else ""
    return ", ".join(names[:most]) + more


register_messages(
    {
        "RUN-UNKNOWN": Message(
            vi="Không có lần chạy «{run}» trong sổ. Hãy lập lần chạy mới.",
            en="There is no run or ingest '{run}' in the ledger. Plan a new one.",
        ),
        "RUN-NOTHING-READ": Message(
            vi="Chưa đọc được nguồn nào, nên không có gì để đối soát. Hãy chạy bước đọc nguồn và xem nguồn nào lỗi.",
            en="No source has been read, so there is nothing to reconcile. Run the ingest and see which source failed.",
        ),
        "RUN-NOTHING-VALIDATED": Message(
            vi="Chưa nguồn nào được kiểm tra đạt, nên không có gì để đối soát. Đang giữ lại: {sources}. Hãy chạy lại "
            "bước nạp và xem bước kiểm tra.",
            en="No source has passed validation, so there is nothing to reconcile. Held back: {sources}. Ingest again "
            "and look at the validation.",
        ),
        "RUN-NOT-VALIDATED": Message(
            vi="Chưa kiểm tra: nguồn {source} đã đọc trong lượt nạp {ingest} nhưng bước kiểm tra bị lỗi, bị dừng, chưa "
            "xong hoặc mất kết quả, nên không dùng lần đọc này. Chạy lại bước kiểm tra, hoặc nạp lại nguồn.",
            en="Not validated: source {source} was read in ingest {ingest}, but its validation failed, was stopped, is "
            "not finished or lost its results; this read is not used. Validate again, or ingest the source again.",
        ),
        "RUN-VALIDATION-FAILED": Message(
            vi="Chưa kiểm tra: bước kiểm tra nguồn {source} dừng vì lỗi {reason} tại {where}, nên không dùng lần đọc "
            "này. Báo cho kỹ sư dữ liệu.",
            en="Not validated: the validation of source {source} stopped with {reason} at {where}; this read is not "
            "used. Tell an engineer.",
        ),
        "RUN-RULES-CHANGED": Message(
            vi="Bộ quy tắc kiểm tra đã thay đổi từ lần nạp {ingest}; nguồn {source} mới được kiểm tra theo bộ cũ. Nạp "
            "lại để kiểm tra theo bộ mới.",
            en="The rules have changed since ingest {ingest}; source {source} was validated by the old ones. Ingest it "
            "again to validate it by the new ones.",
        ),
        "RUN-NOT-READ": Message(
            vi="Lượt nạp mới nhất ({ingest}) chưa đọc được nguồn {source}: bước đọc bị lỗi, bị dừng hoặc chưa xong.",
            en="The newest ingest ({ingest}) has not read source {source}: its task failed, was stopped or is at work.",
        ),
        "RUN-FUTURE": Message(
            vi="Ngày số liệu {day} nằm trong tương lai (hôm nay {today}). Chọn ngày không sau hôm nay.",
            en="The as-of date {day} lies in the future (today is {today}). Choose a day that is not after today.",
        ),
        "RUN-SOURCE-FUTURE": Message(
            vi="Nguồn {source} ghi ngày số liệu {day}, nằm trong tương lai (hôm nay {today}). Sửa as_of của nguồn.",
            en="Source {source} is dated {day}, in the future (today is {today}). Correct the source's as_of.",
        ),
        "RUN-OVERTAKEN": Message(
            vi="Trong lúc tính, lần chạy {other} đã được công bố, nên kết quả của {run} dựa trên số liệu cũ và không "
            "được công bố. Hãy chạy đối soát lại.",
            en="Run {other} was published while {run} was being computed, so {run} rests on what was before and is not "
            "published. Reconcile again.",
        ),
        "RUN-LEDGER": Message(
            vi="Sổ dòng không cân ở nguồn {source}, bước {step}: vào {rows_in}, ra {accounted}. Không công bố.",
            en="The ledger does not balance for {source}, step {step}: {rows_in} in, {accounted} out. Not published.",
        ),
        "RUN-UNIT": Message(
            vi="Xã {commune} không thuộc cấu hình {config}.",
            en="Commune {commune} is not in the configuration {config}.",
        ),
        "RUN-KEY": Message(
            vi="Không đọc, không tạo được tệp khóa {path} ({reason}). Cấp quyền ghi vào thư mục này cho người chạy "
            "phần mềm, hoặc đặt DOISOAT_REF_SECRET.",
            en="The key file {path} can neither be read nor made ({reason}). Let the user who runs this write there, "
            "or set DOISOAT_REF_SECRET.",
        ),
        "RUN-AMBIGUOUS": Message(
            vi="Thư mục cấu hình {config} vừa có doisoat.yaml riêng, vừa có thư mục tỉnh ({known}). Chuyển cấu hình "
            "của tỉnh ấy vào thư mục mang mã tỉnh, hoặc chuyển các thư mục tỉnh đi nơi khác.",
            en="The configuration folder {config} has a doisoat.yaml of its own and provinces' folders ({known}). "
            "Move its own files into a folder called by the province's code, or the provinces' folders elsewhere.",
        ),
        "RUN-WHICH-PROVINCE": Message(
            vi="Thư mục {config} chứa cấu hình của nhiều tỉnh ({known}); hãy nêu tỉnh nào: --config {config}/MÃ, hoặc "
            "--province MÃ.",
            en="The folder {config} holds the configurations of several provinces ({known}); name one of them: "
            "--config {config}/CODE, or --province CODE.",
        ),
        "RUN-OTHER-PROVINCE": Message(
            vi="{where} là của tỉnh {owner}, còn cấu hình là của tỉnh {province}. Không đọc, không ghi. Dùng kho và cơ "
            "sở dữ liệu khác, hoặc đặt mỗi tỉnh vào một thư mục mang mã tỉnh dưới DOISOAT_CONFIG.",
            en="{where} belongs to province {owner}, but the configuration is that of province {province}. Nothing was "
            "read or written. Use another store and database, or give each province a folder called by its code "
            "below DOISOAT_CONFIG.",
        ),
        "RUN-DAY": Message(
            vi="Ngày «{day}» không hợp lệ; viết theo dạng YYYY-MM-DD, ví dụ 2026-11-15.",
            en="'{day}' is no date; write it as YYYY-MM-DD, for example 2026-11-15.",
        ),
        "RUN-REGISTER": Message(
            vi="Không có sổ «{register}»; chọn trong: {known}.",
            en="There is no register '{register}'; choose from: {known}.",
        ),
        "RUN-SETTING": Message(
            vi="Biến {name} có giá trị «{value}» không dùng được; ví dụ đúng: {wanted}.",
            en="Setting {name} cannot be '{value}'; right would be, for example, {wanted}.",
        ),
        "RUN-INTERNAL": Message(
            vi="Lỗi phần mềm ({reason}) khi xử lý nguồn {source}. Dữ liệu gốc vẫn còn; gửi tệp {file} cho kỹ sư dữ "
            "liệu.",
            en="Internal error ({reason}) at {where} while handling {source}. The raw data are kept; send {file} to an "
            "engineer.",
        ),
        "RUN-QUALITY-STOP": Message(
            vi="Nguồn {source} bị giữ lại vì chất lượng dưới ngưỡng dừng. Xem báo cáo chất lượng.",
            en="Source {source} is held back: its quality is below the stop threshold. See the quality report.",
        ),
        "VIL-UNKNOWN": Message(
            vi="Lần chạy {run} không có đề nghị «{key}» về thôn. Xem `doisoat villages list`.",
            en="Run {run} has no village proposal '{key}'. See `doisoat villages list`.",
        ),
        "RUN-FILES": Message(
            vi="Kho không còn tệp kết quả của lần chạy {run}, hoặc lần chạy ấy chưa được công bố.",
            en="The store does not hold the results of run {run}, or the run was not published.",
        ),
        "RUN-NO-PRIOR": Message(
            vi="Trước lần chạy {run} chưa có lần chạy nào để so sánh.",
            en="There is no run before {run} to compare it with.",
        ),
        "RUN-NONE": Message(
            vi="Chưa có lần chạy nào được công bố. Hãy chạy đối soát trước.",
            en="No run has been published yet. Run the reconciliation first.",
        ),
        "VIL-SINCE": Message(
            vi="Ngày «{since}» không hợp lệ cho đề nghị «{key}»: phải là YYYY-MM-DD, sau {after} và không sau {by}.",
            en="Day '{since}' cannot be for proposal '{key}': YYYY-MM-DD, after {after} and not after {by}.",
        ),
        "VIL-GONE": Message(
            vi="Số liệu mới nhất không còn cho thấy thay đổi này.",
            en="The newest data no longer show this change.",
        ),
        "VIL-WEAKER": Message(
            vi="Bằng chứng nay yếu hơn lúc quyết định.",
            en="The evidence is weaker now than when it was decided.",
        ),
        "VIL-DATE": Message(
            vi="Ngày hiệu lực đã chọn không còn phù hợp với số liệu mới nhất.",
            en="The chosen date is no longer possible by the newest data.",
        ),
        "RUN-TRIGGER": Message(
            vi="Lần chạy «{trigger}» đã được lập với tham số khác.",
            en="Trigger '{trigger}' was planned before with other parameters.",
        ),
    }
)
