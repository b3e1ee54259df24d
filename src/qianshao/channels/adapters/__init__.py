"""Adapters: one folder each, two registries that share nothing.

``LIVE`` reaches people, ``SIMULATED`` does not. A drill's sender and a demonstration's sender are built from
``SIMULATED`` alone: there is no flag to forget (T19, architecture §4).
"""

from collections.abc import Mapping

from qianshao.channels.adapters.apprise import AppriseAdapter
from qianshao.channels.adapters.base import Adapter
from qianshao.channels.adapters.http_gateway import HttpGatewayAdapter
from qianshao.channels.adapters.simulated import SimulatedAdapter

LIVE: Mapping[str, type[Adapter]] = {
    HttpGatewayAdapter.name: HttpGatewayAdapter,
    AppriseAdapter.name: AppriseAdapter,
}
SIMULATED: Mapping[str, type[Adapter]] = {SimulatedAdapter.name: SimulatedAdapter}
