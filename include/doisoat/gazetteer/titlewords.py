"""Words that stand around a unit in a heading, a file's or a sheet's name, and name no place.

Invariant: no phrase stands inside the name of a unit, a district or a province, nor begins with the last word of one
and ends beyond it (a test holds both), so taking them out loses no name.
"""

from typing import Final, TypeAlias

from doisoat.text.fold import fold_token
from doisoat.text.tones import place as place_tone

_OFFICES: Final = """
cộng hòa xã hội chủ nghĩa việt nam; độc lập tự do hạnh phúc; ủy ban nhân dân; ủy ban; ubnd; hội đồng nhân dân; hdnd;
hđnd; công an; bảo hiểm xã hội; bhxh; bảo hiểm y tế; bhyt; bảo hiểm; chi nhánh văn phòng đăng ký đất đai;
văn phòng đăng ký đất đai; vpđkđđ; vpdkdd; phòng kinh tế; phòng văn hóa xã hội; sở nông nghiệp và môi trường;
phòng nông nghiệp và môi trường; phòng tài nguyên và môi trường; trung tâm phục vụ hành chính công;
trung tâm hành chính công; bộ phận một cửa; mặt trận tổ quốc; mttq; đảng ủy; ban chỉ đạo; đơn vị hành chính; tên đơn vị;
đơn vị; dvhc; đvhc; địa bàn; địa phương; nơi gửi; kính gửi; cấp xã; cấp tỉnh; cấp huyện
"""
_BOOKS: Final = """
sổ địa chính; sổ hộ khẩu; sổ nhân khẩu; sổ mục kê đất đai; sổ mục kê; sổ đăng ký; sổ theo dõi; sổ quản lý; sổ cư trú;
sổ tạm trú; sổ thường trú; sổ hộ gia đình; sổ hộ tịch; sổ bhxh; sổ bhyt; sổ gốc; sổ cấp giấy chứng nhận; sổ dân cư;
sổ hộ; quyền sử dụng đất; giấy chứng nhận; gcnqsdđ; gcnqsdd; gcn; qsdđ; qsdd; danh sách; danh mục; bảng kê;
bảng tổng hợp;
biểu mẫu; biểu số; mẫu số; báo cáo; thống kê; tổng hợp; tổng cộng; hồ sơ; cơ sở dữ liệu; dữ liệu; csdl quốc gia; csdl;
cơ sở dữ liệu quốc gia; quốc gia về dân cư; quản lý dân cư; dữ liệu dân cư; csdl dân cư; danh sách dân cư; dân số;
thông tin; rà soát; đối chiếu; cập nhật; đăng ký; hộ dân; công dân; người dân; chủ hộ; thành viên; nhân khẩu; hộ khẩu;
số định danh; thường trú; tạm trú; tạm vắng; cư trú; hộ gia đình; hộ nghèo; cận nghèo; hộ cận nghèo; hộ tịch;
thửa đất; đất đai; địa chính; chủ sử dụng đất; người sử dụng đất; sử dụng đất; bản đồ; kèm theo; phụ lục; đối tượng;
người tham gia; tham gia; người cao tuổi; trẻ em; khai sinh; khai tử; kết hôn; hiện có; hiện tại; toàn bộ; toàn xã;
toàn phường; tất cả; theo thôn; theo tổ; theo từng thôn; mã xã; mã đơn vị; mã đvhc; thuộc địa bàn
"""
_VERSIONS: Final = """
bản cuối cùng; bản cuối; bản chốt; chốt; cuối cùng; bản sao; bản chính thức; bản chính; chính thức; bản mới; mới nhất;
bản gốc; bản in; bản nộp; nộp; gửi tỉnh; đã sửa; đã chỉnh; đã rà soát; đã kiểm tra; dự thảo; final; copy of; copy;
backup; export; data; full; new; version; phiên bản; hoàn chỉnh; hoàn thiện; sheet; trang tính; lần cuối; số liệu;
tính đến ngày; tính đến; đến ngày; cập nhật đến; đầu năm; cuối năm; kỳ báo cáo; thời điểm
"""

LINKING: Final = frozenset({"của", "cua", "tại", "tai", "thuộc", "thuoc", "ở"})
"""Words that lead to the unit after them (``địa chính của xã …``); syllables of names elsewhere."""


Phrase: TypeAlias = tuple[tuple[str, str], ...]
"""Words of a phrase: each with its tone mark in place, and folded."""


def _phrases(*lists: str) -> dict[str, tuple[Phrase, ...]]:
    found: dict[str, set[Phrase]] = {}
    for words in lists:
        for phrase in " ".join(words.split()).split(";"):
            parts = tuple((place_tone(word), fold_token(word)) for word in phrase.split())
            found.setdefault(parts[0][1], set()).add(parts)
    return {first: tuple(sorted(group, key=lambda p: (-len(p), p))) for first, group in found.items()}


PHRASES: Final = _phrases(_OFFICES, _BOOKS, _VERSIONS)
"""First folded word → phrases that begin with it, longest first."""
