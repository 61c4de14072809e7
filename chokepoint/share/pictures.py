"""Figures as pictures, drawn by a browser of this machine; none where there is no browser."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from chokepoint.charts.theme import Drawing

LOG = logging.getLogger(__name__)
# A picture is as wide as the text of a printed page, in CSS pixels, and twice as fine.
WIDTH, SCALE = 900, 2
# Seconds after which a browser that does not answer is given up.
PATIENCE_S = 60.0


def pictures(drawings: Mapping[str, Drawing]) -> dict[str, bytes]:
    """PNG by key of every drawing; empty where no browser of this machine can draw them."""
    if not drawings:
        return {}
    # A thread of its own: whoever asks may run an event loop already.
    with ThreadPoolExecutor(max_workers=1) as thread:
        try:
            return thread.submit(asyncio.run, _drawn(drawings)).result()
        except Exception as fault:  # whatever a browser lacks, the tables stand in and say so
            LOG.warning("no pictures: %s: %s", type(fault).__name__, fault)
            return {}


async def _drawn(drawings: Mapping[str, Drawing]) -> dict[str, bytes]:
    from kaleido import Kaleido  # type: ignore[import-untyped]

    async def draw() -> dict[str, bytes]:
        async with Kaleido(n=1) as browser:
            return {key: await _picture(browser, one) for key, one in drawings.items()}

    return await asyncio.wait_for(draw(), PATIENCE_S)


async def _picture(browser, drawing: Drawing) -> bytes:  # type: ignore[no-untyped-def]
    options = {"format": "png", "width": WIDTH, "height": drawing.height, "scale": SCALE}
    data: bytes = await browser.calc_fig(drawing.figure, opts=options)
    return data
