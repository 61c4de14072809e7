"""Foreign formats, one small file each: what a source's download looks like, and what it becomes."""

from chokepoint.readers.formats.acled import Acled
from chokepoint.readers.formats.bgs import Bgs
from chokepoint.readers.formats.comtrade import Comtrade
from chokepoint.readers.formats.dataweb import DataWeb
from chokepoint.readers.formats.eu_criticality import EuCriticality
from chokepoint.readers.formats.eurostat import Eurostat
from chokepoint.readers.formats.gacc import Gacc
from chokepoint.readers.formats.gdelt import Gdelt
from chokepoint.readers.formats.gdelt_doc import GdeltDoc
from chokepoint.readers.formats.gta import Gta
from chokepoint.readers.formats.icews import Icews
from chokepoint.readers.formats.iea import Iea
from chokepoint.readers.formats.indices import Indices
from chokepoint.readers.formats.trademap import TradeMap
from chokepoint.readers.formats.usgs import Usgs
from chokepoint.readers.formats.wgi import Wgi
from chokepoint.readers.reading import Format

FORMATS: tuple[Format, ...] = (
    Comtrade(),
    Usgs(),
    Gdelt(),
    GdeltDoc(),
    Indices(),
    Wgi(),
    Gacc(),
    Eurostat(),
    DataWeb(),
    TradeMap(),
    Gta(),
    Iea(),
    Bgs(),
    EuCriticality(),
    Icews(),
    Acled(),
)
