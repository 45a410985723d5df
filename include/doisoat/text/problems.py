"""Problem codes of text and identifiers, with the sentence a person reads (Vietnamese, English).

Codes are stable names: they stand in ``problems.parquet`` and in the output of the command line.
"""

from typing import Final

PROBLEMS: Final[dict[str, tuple[str, str]]] = {
    "text_too_long": (
        "Ô quá dài, không phải một giá trị; kiểm tra tệp nguồn.",
        "The cell is too long to be a value; check the source file.",
    ),
    "excel_date": (
        "Ô là ngày hoặc giờ, mà trường này không phải ngày (bảng tính tự đổi 12/3 thành ngày 12 tháng 3). Định dạng "
        "cột là Văn bản (Text) rồi nhập lại.",
        "The cell is a date or a time, and the field is none (a spreadsheet turns 12/3 into 12 March by itself). "
        "Format the column as text and enter it again.",
    ),
    "excel_error": (
        "Ô báo lỗi của bảng tính (#N/A, #REF!…), không có giá trị. Sửa công thức hoặc nhập lại giá trị.",
        "The cell shows a spreadsheet's error (#N/A, #REF! …), not a value. Correct the formula or enter the value.",
    ),
    "formula_without_value": (
        "Ô có công thức nhưng tệp không lưu kết quả. Mở tệp bằng Excel, lưu lại rồi gửi lại.",
        "The cell holds a formula whose result was not saved. Open the file in Excel, save it and send it again.",
    ),
    "nested_value": (
        "Ô chứa một danh sách hoặc nhiều trường gộp lại (JSON), không phải một giá trị. Xuất mỗi trường một cột.",
        "The cell holds a list or several fields in one (JSON), not one value. Export each field as a column.",
    ),
    "empty_word": (
        "Ô ghi chữ thay cho để trống (null, nan, None, số 0 thay cho số hộ…); coi như bỏ trống.",
        "The cell holds a word for nothing (null, nan, None, 0 for a household's number …); taken as empty.",
    ),
    "lost_character": (
        "Có ký tự đã mất (dấu ? hoặc �); nhập lại từ giấy tờ gốc.",
        "Characters were lost (? or �); enter the value again from the original paper.",
    ),
    "conflicting_tones": (
        "Một âm tiết mang hai dấu thanh khác nhau; chọn dấu đúng.",
        "One syllable carries two different tones; choose the right one.",
    ),
    "other_spelling": (
        "Tên viết khác với tên chính thức; xác nhận cách viết đề xuất.",
        "The name is not spelt as officially; confirm the suggested spelling.",
    ),
    "legacy_encoding": (
        "Giống chữ gõ bằng phông cũ (TCVN3, VNI…); xác nhận cách đọc đề xuất.",
        "Looks like an old font encoding (TCVN3, VNI …); confirm the suggested reading.",
    ),
    "mixed_encodings": (
        "Cột lẫn hai bảng mã chữ; không tự chuyển, xác nhận cách đọc đề xuất.",
        "The column mixes two encodings; nothing is converted by itself, confirm the suggested reading.",
    ),
    "telex_residue": (
        "Còn phím Telex chưa đổi thành dấu; xác nhận cách đọc đề xuất.",
        "Telex keystrokes were left in; confirm the suggested reading.",
    ),
    "vni_residue": (
        "Còn phím số kiểu VNI chưa đổi thành dấu; xác nhận cách đọc đề xuất.",
        "VNI digit keystrokes were left in; confirm the suggested reading.",
    ),
    "digit_in_name": (
        "Tên có chữ số.",
        "The name holds a digit.",
    ),
    "unexpected_character": (
        "Có ký tự không dùng trong tên.",
        "The name holds a character no name has.",
    ),
    "extra_text": (
        "Có chữ ngoài họ tên (ghi chú, danh xưng).",
        "There is text besides the name (a note, a title).",
    ),
    "several_people": (
        "Một ô ghi nhiều người; tách mỗi người một dòng theo đề xuất.",
        "One cell names several people; make a row of each as suggested.",
    ),
    "abbreviated_name": (
        "Họ tên viết tắt; ghi đủ theo giấy tờ.",
        "The name is abbreviated; write it in full from the papers.",
    ),
    "joined_words": (
        "Hai chữ dính nhau vì một ký tự không nhìn thấy; xác nhận chỗ tách.",
        "Two words are joined by a character nobody sees; confirm where they part.",
    ),
    "placeholder_name": (
        "Không phải họ tên (không rõ, chưa đặt tên…); coi như bỏ trống.",
        "Not a name (unknown, not named yet …); taken as empty.",
    ),
    "missing_diacritics": (
        "Thiếu dấu tiếng Việt.",
        "Vietnamese diacritics are missing.",
    ),
    "hoi_nga": (
        "Nghi lẫn dấu hỏi và dấu ngã.",
        "Hỏi and ngã may be mixed up.",
    ),
    "i_y": (
        "Viết i hay y cần người xác nhận.",
        "Spelling with i or y needs a person.",
    ),
    "d_gi": (
        "Nghi lẫn d và gi.",
        "D and gi may be mixed up.",
    ),
    "unreadable_date": (
        "Không đọc được ngày tháng.",
        "The date cannot be read.",
    ),
    "impossible_date": (
        "Ngày không có trong lịch.",
        "There is no such day.",
    ),
    "month_first": (
        "Có vẻ ghi tháng trước ngày.",
        "The month seems to come first.",
    ),
    "placeholder_date": (
        "Ngày thường được ghi thay cho ngày không rõ (01/01, 01/01/1900, 31/12/9999…).",
        "A date often written for an unknown one (1 January, 1900-01-01, 9999-12-31 …).",
    ),
    "two_digit_year": (
        "Năm chỉ có hai chữ số; hiểu là 20xx.",
        "The year has two digits; read as 20xx.",
    ),
    "approximate_date": (
        "Năm chỉ là ước chừng.",
        "The year is only approximate.",
    ),
    "epoch_moment": (
        "Là số giây (hoặc mili giây) tính từ 1970, không phải ngày; xuất lại cột này dưới dạng ngày.",
        "A count of seconds (or thousandths) since 1970, not a date; export the column as dates.",
    ),
    "shifted_utc": (
        "Cả cột lệch một ngày vì giờ UTC (17:00, 16:00); đã đọc là ngày hôm sau. Xuất lại theo giờ Việt Nam.",
        "The whole column is a day early, being told in UTC (17:00, 16:00); read as the next day. Export it in "
        "Vietnam's time.",
    ),
    "unsure_day": (
        "Ngày kèm giờ như thể lệch múi giờ (15:00–23:00); có thể là ngày hôm sau. Xác nhận đề xuất.",
        "A date with a time as if told in another zone (15:00 to 23:00); it may be the next day. Confirm the "
        "suggestion.",
    ),
    "lunar_date": (
        "Ngày âm lịch; ghi ngày dương lịch theo giấy tờ.",
        "A date of the lunar calendar; write the solar one from the papers.",
    ),
    "future_date": (
        "Ngày chưa tới.",
        "The date lies in the future.",
    ),
    "year_out_of_range": (
        "Năm ngoài khoảng 1850–2100.",
        "The year lies outside 1850–2100.",
    ),
    "unknown_value": (
        "Không có trong danh mục.",
        "Not in the code list.",
    ),
    "ambiguous_value": (
        "Có thể hiểu nhiều cách; chọn một.",
        "It can be read in several ways; choose one.",
    ),
    "code_and_word": (
        "Ghi cả mã số và chữ; xác nhận cách đọc đề xuất.",
        "A code and a word in one cell; confirm the suggested reading.",
    ),
    "abbreviation": (
        "Viết tắt; xác nhận cách đọc đề xuất.",
        "An abbreviation; confirm the suggested reading.",
    ),
    "coded_value": (
        "Mã số không rõ nghĩa; khai báo trong ánh xạ nguồn.",
        "A number whose meaning is not declared; say it in the source's mapping.",
    ),
    "foreigner": (
        "Người nước ngoài, không thuộc 54 dân tộc.",
        "A foreigner, not of the 54 ethnic groups.",
    ),
    "ambiguous_decimal": (
        "Không rõ dấu chấm/phẩy là phần nghìn hay phần thập phân.",
        "The dot or comma may separate thousands or decimals.",
    ),
    "local_unit": (
        "Đơn vị đo địa phương (sào, công…) khác nhau theo vùng.",
        "A local measure (sào, công …) whose size differs by region.",
    ),
    "not_positive": (
        "Diện tích phải lớn hơn 0.",
        "An area must be greater than 0.",
    ),
    "unreadable_number": (
        "Không đọc được số.",
        "The number cannot be read.",
    ),
    "ambiguous_type": (
        "Chữ viết tắt có thể là thôn hoặc tổ.",
        "The abbreviation may mean thôn or tổ.",
    ),
    "name_too_short": (
        "Tên quá ngắn.",
        "The name is too short.",
    ),
    "wrong_length": (
        "Sai số chữ số.",
        "Wrong number of digits.",
    ),
    "not_digits": (
        "Có ký tự không phải chữ số.",
        "There are characters that are not digits.",
    ),
    "lost_zero": (
        "Mất số 0 ở đầu; cần xác nhận.",
        "A leading zero was lost; needs confirming.",
    ),
    "digits_lost": (
        "Bảng tính đã làm mất chữ số cuối (dạng 1,2E+11); nhập lại.",
        "The spreadsheet lost the last digits (1.2E+11); enter it again.",
    ),
    "unknown_birth_place": (
        "Ba số đầu không phải mã tỉnh; có thể là mã quốc gia, chưa kiểm chứng.",
        "The first three digits are no province; they may be a country, unverified.",
    ),
    "impossible_birth_place": (
        "Ba số đầu không thể là mã tỉnh hay quốc gia.",
        "The first three digits can be neither a province nor a country.",
    ),
    "impossible_birth_year": (
        "Năm sinh trong số định danh chưa tới.",
        "The birth year in the number lies in the future.",
    ),
    "placeholder_number": (
        "Dãy số điền tạm (0000…, 1234…).",
        "A filler (0000…, 1234…).",
    ),
    "look_alike_letter": (
        "Có chữ cái giống chữ số (O/0, l/1).",
        "A letter that looks like a digit (O/0, l/1).",
    ),
    "other_identifier": (
        "Giống một loại số khác.",
        "It looks like another kind of number.",
    ),
    "unknown_object_code": (
        "Hai chữ đầu không có trong danh sách đối tượng đã biết.",
        "The first two letters are not in the known list of objects.",
    ),
    "unknown_benefit_level": (
        "Ký tự thứ ba phải từ 1 đến 5.",
        "The third character must be 1 to 5.",
    ),
    "unknown_province": (
        "Mã tỉnh không có trong danh mục.",
        "No such province code.",
    ),
    "outside_vietnam": (
        "Toạ độ trong mã nằm ngoài Việt Nam.",
        "The place in the code lies outside Vietnam.",
    ),
    "unknown_form": (
        "Không theo mẫu nào đã biết.",
        "It follows no known form.",
    ),
}
