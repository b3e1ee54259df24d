"""Fields by which the forms of other rooms take photos. They check shape only; what a photo holds is decided when it
is opened.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext

from qianshao.files.rules import HEAD, MAX_BYTES, is_photo


class ManyFiles(forms.ClearableFileInput):
    """Several photos at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; what they are is decided when they are opened. For reports of danger: those wait for no
    better photo.
    """

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        """A list."""
        return [super(FilesField, self).clean(one, initial) for one in data or []]


class PhotosField(FilesField):
    """Any number of photos. What cannot be one is refused here, by name, while whoever chose it still sees the form;
    what a photo holds is decided when it is opened.
    """

    def clean(self, data: Any, initial: Any = None) -> Any:
        """A list."""
        files = super().clean(data, initial)
        if faults := [fault for file in files if (fault := _photo_fault(file))]:
            raise forms.ValidationError(faults)
        return files


def _photo_fault(file: Any) -> str:
    name = str(file.name)[:60]
    if file.size > MAX_BYTES:
        return gettext("“{name}”太大，一张最多 {n} 兆").format(name=name, n=MAX_BYTES // 2**20)
    head = file.read(HEAD)
    file.seek(0)
    return "" if is_photo(head) else gettext("“{name}”不是能看的照片，只收 JPEG、PNG、WebP").format(name=name)
