"""Events that cannot be: each is named and left out, the sound one is published and moves the score alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from chokepoint.config import Settings
from chokepoint.engine import Tables
from chokepoint.risk.score import assess
from chokepoint.update.publish import publish
from chokepoint.workspace import Workspace
from tests.update.conftest import Prepare
from tests.update.rows import event, write

SOUND = event("2025-04-04-mofcom-announcement-18")


def test_an_event_without_date_or_of_the_wrong_sign_is_named_and_the_rest_stands(
    tmp_path: Path, workspace: Workspace, prepared: Prepare, settings: Settings
) -> None:
    rows = [
        SOUND | {"event_id": "sound", "headline": "one more rule"},
        SOUND | {"event_id": "undated", "date": ""},
        SOUND | {"event_id": "kind-ban", "intensity": "7", "proof": "text"},
        SOUND | {"event_id": "nothing", "intensity": "0"},
    ]
    proposal = prepared(write(tmp_path / "events.csv", rows))
    found = {(finding.row, finding.column) for finding in proposal.findings}
    assert found >= {("3", "date"), ("4", "intensity"), ("5", "intensity")}
    before = assess(Tables(workspace, workspace.head()), settings.method)
    made = publish(workspace, proposal, "Ada", "", accept_refusals=True)
    tables = Tables(workspace, made)
    assert {row["event_id"] for row in rows} & set(tables["events"]["event_id"]) == {"sound"}
    after, at = assess(tables, settings.method), before.index(date(2025, 4, 4)) or 0
    assert "sound" in after.tension.event_ids
    assert after.score[at] > before.score[at]
    assert (after.score[:at] == before.score[:at]).all()
