"""Forms of the room. They check shape only; the verbs decide."""

from qianshao.hazards.forms.dangers import DangerForm, PointForm, SourceForm, kinds_form

__all__ = ["DangerForm", "PointForm", "SourceForm", "kinds_form"]
