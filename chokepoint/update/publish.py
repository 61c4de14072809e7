"""A proposal becomes a snapshot: published, kept as a draft, or refused with the reason."""

from __future__ import annotations

from collections.abc import Callable

from chokepoint.contract.findings import ASK, REFUSE_FILE, by_severity
from chokepoint.contract.watch import watched
from chokepoint.errors import ConflictError
from chokepoint.update.compare import compare_tables
from chokepoint.update.proposal import Proposal, UpdateError
from chokepoint.update.words import counts_words, who_words
from chokepoint.workspace import DRAFT, MAIN, Snapshot, Workspace

Tell = Callable[[str], None]


def publish(
    workspace: Workspace,
    proposal: Proposal,
    author: str,
    note: str,
    accept_refusals: bool = False,
    draft: str | None = None,
    tell: Tell = lambda words: None,
) -> Snapshot:
    """The snapshot that takes the proposal up; the one it was prepared on if nothing would differ.

    `draft` names a draft that takes it up instead, and the published line stays as it is. Raises UpdateError
    if the proposal is not publishable, and ConflictError with what others did if they changed its tables.
    `tell` hears how far it is; what it raises before the commit stops the work, and nothing is left of it.
    """
    require_publishable(proposal, accept_refusals)
    line = MAIN if draft is None else f"{DRAFT}{draft.strip()}"
    if not proposal.changes:
        return proposal.parent

    def commit() -> Snapshot:
        parent, files = proposal.parent, proposal.originals
        return workspace.commit(proposal.contents, parent, author, note, line, files=files)

    try:
        return watched(commit, tell)
    except ConflictError as error:
        raise told_conflict(workspace, error) from error


def require_publishable(proposal: Proposal, accept_refusals: bool) -> None:
    """Raises UpdateError if a question is open, a file is refused, or refused rows are not acknowledged."""
    counts = by_severity(proposal.findings)
    faults = []
    if files := counts.get(REFUSE_FILE):
        faults.append(f"{files} finding{'s' * (files != 1)} refuse{'s' * (files == 1)} a whole file")
    if asked := counts.get(ASK):
        faults.append(f"{asked} question{'s' * (asked != 1)} {'are' if asked != 1 else 'is'} open")
    if faults:
        raise UpdateError(f"nothing was published: {' and '.join(faults)}; see the findings")
    if proposal.refused and not accept_refusals:
        rows = f"{proposal.refused} refused row{'s' * (proposal.refused != 1)}"
        raise UpdateError(
            f"nothing was published: {rows} would be left out; mend them, or say that this is accepted"
        )


def told_conflict(workspace: Workspace, error: ConflictError) -> ConflictError:
    """The conflict with what the others did to the tables since the parent was read."""
    parent, head = workspace.snapshot(error.parent), workspace.snapshot(error.head)
    found = compare_tables(workspace, parent, head, error.tables, most=1)
    did = "; ".join(f"{name}: {counts_words(one)}" for name, one in found.items()) or "the same rows"
    told = ConflictError(error.tables, error.parent, error.head)
    told.args = (
        f"{', '.join(error.tables)}: {who_words(head)} published snapshot {head.id} since {parent.id} was read"
        f" ({did}); nothing was published and nothing is lost: look at the newest version, then publish again",
    )
    return told
