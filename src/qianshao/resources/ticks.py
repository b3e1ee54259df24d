"""Sweeps of resources."""

from qianshao.resources.dispatch.ticks import SWEEPS as DISPATCH

SWEEPS = (*DISPATCH,)
