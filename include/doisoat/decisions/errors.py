"""What can go wrong when somebody decides, and the words for it."""

from doisoat.errors import DoisoatError
from doisoat.registers.messages import Message, register_messages


class DecisionError(DoisoatError):
    """The decision was not recorded; nothing changed."""


register_messages(
    {
        "DEC-TAKEN": Message(
            vi="«{subject}» đã có quyết định còn hiệu lực. Hãy rút quyết định đó trước khi quyết định lại.",
            en="'{subject}' already has a decision in force. Withdraw that one before deciding again.",
        ),
        "DEC-UNKNOWN": Message(
            vi="«{subject}» không có quyết định nào còn hiệu lực.",
            en="'{subject}' has no decision in force.",
        ),
        "DEC-VERDICT": Message(
            vi="Không có kiểu quyết định «{verdict}»; chọn trong: {known}.",
            en="There is no verdict '{verdict}'; choose from: {known}.",
        ),
        "DEC-WHO": Message(
            vi="Quyết định phải ghi rõ người quyết định.",
            en="A decision needs the name of the person who makes it.",
        ),
    }
)
