"""Questions to the tables of a snapshot: small tables as frames, large ones as SQL over DuckDB."""

from chokepoint.engine.duck import connect, frame, frame_of
from chokepoint.engine.tables import Tables
from chokepoint.workspace.relation import relation

__all__ = ["Tables", "connect", "frame", "frame_of", "relation"]
