"""What Django's validators cannot say in Chinese."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """At least ``min_length`` characters; no rules of composition, no forced rotation (ASVS 5.0 §6.2)."""

    def get_error_message(self) -> str:
        """The sentence of a refusal."""
        return _("密码太短，至少 {count} 个字符。").format(count=self.min_length)

    def get_help_text(self) -> str:
        """The sentence beside the field."""
        return self.get_error_message()
