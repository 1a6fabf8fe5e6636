"""Words with a fixed list of values in the workbench."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DesignState(TextChoices):
    """How far a reform is; it follows from its steps and its legal basis."""

    EMPTY = "empty", _("尚无步骤")
    DRAFT = "waiting", _("草案（无依据）")
    BASED = "open", _("依据已写明")
    REFUSED = "overdue", _("步骤不适用")


class Outcome(TextChoices):
    """What a stress test came to."""

    NONE = "", _("尚未测试")
    PASSED = "done", _("通过")
    FAILED = "overdue", _("不通过")
    UNDECIDED = "yellow", _("不能断定")


#: The outcomes by the words of the library.
OUTCOMES = {"passed": Outcome.PASSED, "failed": Outcome.FAILED, "undecided": Outcome.UNDECIDED}
