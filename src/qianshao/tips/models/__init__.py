"""Tables of the room."""

from qianshao.tips.models.rewards import Reward
from qianshao.tips.models.tips import Miss, Reporter, Reveal, Tip, Trait

__all__ = ["Miss", "Reporter", "Reveal", "Reward", "Tip", "Trait"]
