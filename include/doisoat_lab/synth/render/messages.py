"""What goes wrong when a synthetic province is made or served, in words."""

from doisoat.registers.messages import Message, register_messages

register_messages(
    {
        "SYN-UNIT": Message(
            "Không có đơn vị hành chính hiện hành nào mang mã {unit}.", "There is no current unit or province {unit}."
        ),
        "SYN-PROVINCES": Message(
            "Các đơn vị phải thuộc cùng một tỉnh: {provinces}.", "The units must be of one province: {provinces}."
        ),
        "SYN-PEOPLE": Message(
            "Số người phải ít nhất {least} (20 người mỗi đơn vị).", "At least {least} people (20 a unit) are needed."
        ),
        "SYN-UNKIND": Message(
            "--unkind {word}: phải là TÊN, TÊN=TỶ_LỆ (0 đến 1) hoặc all; tên là một trong: {names}.",
            "--unkind {word}: must be NAME, NAME=RATE (0 to 1) or all; names: {names}.",
        ),
        "SYN-OUT": Message(
            "{path} không trống; dùng --force để ghi đè.", "{path} is not empty; --force replaces what is there."
        ),
        "SYN-DATABASE": Message(
            "Không ghi được vào cơ sở dữ liệu của --sql-url.", "The database of --sql-url cannot be written to."
        ),
        "SYN-SERVE": Message(
            "{path}: không có dữ liệu để phục vụ; tạo bằng `doisoat synth --vss-api URL`.",
            "{path} has nothing to serve; make it with `doisoat synth --vss-api URL`.",
        ),
    }
)
