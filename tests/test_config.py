"""config.yaml: every mistake at once, a stable id for equal judgements, a reason for each of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from chokepoint.config import CONFIG, read_reasons, read_settings
from chokepoint.errors import ConfigError, Mistake
from chokepoint.method import METHOD_VERSION

SHIPPED = CONFIG.read_text(encoding="utf-8")
# Raise METHOD_VERSION when a judgement changes, then record the new id here and in the changelog.
RECORDED = ("0.2", "0.2-2034636e")


def line_of(key: str, text: str) -> int:
    """Line of the only place where `key:` begins a line."""
    (line,) = (n for n, row in enumerate(text.splitlines(), 1) if row.strip().startswith(f"{key}:"))
    return line


def mistakes(text: str, folder: Path) -> dict[str, Mistake]:
    """The mistakes of a settings file by where they stand."""
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        read_settings(path)
    return {mistake.where: mistake for mistake in raised.value.mistakes}


def replaced(*pairs: tuple[str, str]) -> str:
    """The shipped settings with some texts replaced; each must stand there once."""
    text = SHIPPED
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def test_the_shipped_settings_are_sound() -> None:
    assert read_settings().method.scope.pair.country == "USA"


def test_all_mistakes_are_reported_at_once_with_file_key_line_found_and_allowed(tmp_path: Path) -> None:
    text = replaced(
        ("act: 60,", "act: -60,"),
        ("vat: 0.13", "vat: a lot"),
        ("exponent: 2", "power: 2"),
        ("  threads: 2", "  threads: 0"),
    )
    found = mistakes(text, tmp_path)
    half_life = f"method.tension.half_life_days.act (line {line_of('half_life_days', text)})"
    assert set(found) == {
        half_life,
        f"method.stress.vat (line {line_of('vat', text)})",
        f"method.score.exponent (line {line_of('score', text)})",
        f"method.score.power (line {line_of('power', text)})",
        f"engine.threads (line {line_of('threads', text)})",
    }
    assert found[half_life] == Mistake("config.yaml", half_life, "-60", "greater than 0")
    assert str(found[half_life]) == f"config.yaml: {half_life}: found -60; allowed: greater than 0"


@pytest.mark.parametrize(
    ("old", "new", "where", "found", "allowed"),
    [
        ("tension: 0.10}", "tension: 0.20}", "method.score.weights", "0.2", "add up to 1.1"),
        ("heavy_medium: 0.20", "heavy_medium: 0.30", "method.controls.basket", "0.3", "add up to 1"),
        ("light: 0.1, other_minerals: 0.1}", "light: 0.1, other_minerals: 0}", "method.stress.breadth", "0.4", "add up to 0.9"),
        ("light: 0.1, other_minerals: 0.1}", "light: 0.2}", "method.stress.breadth", "0.2", "a value for each of magnets"),
        ("      five_more: 0.10\n", "", "method.controls.basket", "0.2", "a value for each of heavy_medium"),
        ("word_days: 3", "word_days: true", "method.score.word_days", "True", "a number or a text, not yes or no"),
        ("statement: 14,", "statement: yes,", "method.tension.half_life_days", "True", "a number or a text, not yes or no"),
        ("memory_limit: 4GB", "memory_limit: 0GB", "engine.memory_limit", "0GB", "pattern"),
        ("score_from: 2025-01-01", "score_from: 2025-13-01", "method.scope.score_from", "'2025-13-01'", "month value"),
        ("statement: 14,", "statement: -14,", "method.tension.half_life_days.statement", "-14", "greater than 0"),
        ("statement: 14,", "rumour: 14,", "method.tension.half_life_days.rumour", "rumour", "'act', 'threat'"),
        ("ban: 1}", "embargo: 1}", "method.controls.stringency.embargo", "embargo", "'none', 'reporting'"),
        (", ban: 1}", "}", "method.controls.stringency", "'licence': 0.75", "a value for each of none, reporting"),
        (", lifted: 0}", "}", "method.controls.state", "'suspended': 0.1", "a value for each of in_force"),
        ("{word: strained, from: 30}\n      - {word: short, from: 40}", "{word: strained, from: 45}\n      - {word: short, from: 40}",
         "method.score.levels", "45", "levels that start at 0 and rise"),
        ("{word: few, from: 0}", "{word: few, from: 5}", "method.controls.levels", "5", "levels that start at 0 and rise"),
        ("from: 2024-04, to: 2025-03", "from: 2025-04, to: 2025-03", "method.stress.base_window", "2025-04", "not before its start"),
        ("licence: [0.6, 0.9]", "licence: [0.9, 0.6]", "method.range.licence", "[0.9, 0.6]", "end is not below its start"),
        ("licence: [0.6, 0.9]", "licence: [0.6, 1.9]", "method.range.licence.1", "1.9", "less than or equal to 1"),
        ("price_cap: [60, 85]", "price_cap: [60, 850]", "method.range.price_cap.1", "850", "less than or equal to 100"),
        ("max_age: [0.75, 1.25]", "max_age: [-0.75, 1.25]", "method.range.max_age.0", "-0.75", "greater than 0"),
        ("price_per_doubling: 20", "price_per_doubling: .inf", "method.stress.price_per_doubling", "inf", "finite number"),
        ("worst: 0.5, breadth: 0.35,", "worst: 0, breadth: 0,", "method.stress.weights", "'worst': 0", "licences alone are no Stress"),
        ("score_from: 2025-01-01", "score_from: 2027-01-01", "method.scope", "2027", "coverage_end not before score_from"),
        ("score_from: 2025-01-01", "score_from: soon", "method.scope.score_from", "'soon'", "valid date"),
        ("buyer: civil", "buyer: anyone", "method.scope.buyer", "'anyone'", "'civil', 'military' or 'listed'"),
        ("{country: USA,", "{country: usa,", "method.scope.pair.country", "'usa'", "pattern"),
        ("threads: 2", "threads: 2\n  speed: 9", "engine.speed", "a key that is not known", "only the keys"),
        ("  compare_days: 30\n", "", "display.compare_days", "no such key", "this key, with a value"),
        ('steps: "Section 122"', 'steps: "Section (122"', "duties.layers.2.steps", "Section (122", "a valid regular expression"),
        ('public: "no"', "public: no", "server.public", "False", "'no' or 'read-only'"),
    ],
)  # fmt: skip
def test_a_value_that_is_not_allowed_is_named(
    old: str, new: str, where: str, found: str, allowed: str, tmp_path: Path
) -> None:
    (mistake,) = (
        m for m in mistakes(replaced((old, new)), tmp_path).values() if m.where.startswith(where + " (")
    )
    assert found in mistake.found
    assert allowed in mistake.allowed
    assert re.search(r"\(line \d+\)$", mistake.where)


def test_a_key_given_twice_is_named_with_the_line_of_the_second(tmp_path: Path) -> None:
    text = replaced(("  threads: 2\n", "  threads: 2\n  threads: 4\n"))
    line = text.splitlines().index("  threads: 4") + 1
    (mistake,) = mistakes(text, tmp_path).values()
    assert mistake == Mistake(
        "config.yaml", f"engine.threads (line {line})", "the key a second time", "each key once"
    )


def test_a_key_given_twice_does_not_hide_other_mistakes(tmp_path: Path) -> None:
    text = replaced(("  threads: 2\n", "  threads: 2\n  threads: 0\n"))
    assert len(mistakes(text, tmp_path)) == 1
    path = tmp_path / "config.yaml"
    with pytest.raises(ConfigError) as raised:
        read_settings(path)
    assert [m.found for m in raised.value.mistakes] == ["the key a second time", "0"]


@pytest.mark.parametrize("text", ["method: {", "method: [1, 2", "\tmethod: 1", "a: b: c"])
def test_broken_yaml_is_one_mistake_of_the_file(text: str, tmp_path: Path) -> None:
    (mistake,) = mistakes(text, tmp_path).values()
    assert (mistake.where, mistake.allowed) == ("(file)", "a readable YAML file")


@pytest.mark.parametrize("text", ["", "just words", "- a\n- b\n"])
def test_a_file_without_keys_is_a_mistake(text: str, tmp_path: Path) -> None:
    assert mistakes(text, tmp_path)


def test_a_missing_file_and_one_that_is_no_text_are_mistakes(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="a readable YAML file"):
        read_settings(tmp_path / "nowhere.yaml")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="a readable YAML file"):
        read_settings(tmp_path / "bytes.yaml")


# The id of the method --------------------------------------------------------------------------------------


def test_the_method_is_the_recorded_one() -> None:
    """Fails when a judgement moved: raise METHOD_VERSION, then record version and id above."""
    assert (METHOD_VERSION, read_settings().method.id) == RECORDED


def _method_id(tree: dict[str, Any], folder: Path) -> str:
    path = folder / "changed.yaml"
    path.write_text(yaml.safe_dump(tree, sort_keys=False), encoding="utf-8")
    return read_settings(path).method.id


def test_equal_judgements_have_equal_ids_whatever_the_order_and_the_comments(tmp_path: Path) -> None:
    tree = yaml.safe_load(SHIPPED)
    turned = {"method": {key: tree["method"][key] for key in reversed(tree["method"])}}
    turned["method"]["tension"] = dict(reversed(tree["method"]["tension"].items()))
    turned["method"]["score"] = {**tree["method"]["score"], "exponent": 2.0}
    assert _method_id({**tree, **turned}, tmp_path) == read_settings().method.id


@pytest.mark.parametrize("section", ["display", "workspace", "engine", "limits", "server"])
def test_settings_that_move_no_number_do_not_change_the_id(section: str, tmp_path: Path) -> None:
    tree = yaml.safe_load(SHIPPED)
    changed = {"path": "elsewhere", "memory_limit": "1GB", "public": "read-only", "compare_days": 7}
    for key, value in tree[section].items():
        tree[section][key] = changed.get(key, value + 1 if isinstance(value, int) else value)
    assert tree[section] != yaml.safe_load(SHIPPED)[section]
    assert _method_id(tree, tmp_path) == read_settings().method.id


def _leaves(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        if isinstance(value, (dict, list)) and value:
            yield from _leaves(value, (*path, key))
        else:
            yield (*path, key)


def test_no_judgement_is_left_out_of_the_id() -> None:
    canonical = read_settings().method.model_dump(mode="json", by_alias=True)
    written = {tuple(map(str, path)) for path in _leaves(yaml.safe_load(SHIPPED)["method"])}
    assert {tuple(map(str, path)) for path in _leaves(canonical)} == written


def _set(tree: Any, path: tuple[Any, ...], change: Callable[[Any], Any]) -> None:
    for key in path[:-1]:
        tree = tree[key]
    tree[path[-1]] = change(tree[path[-1]])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("scope", "coverage_end"), "2026-07-03"),
        (("scope", "buyer"), "military"),
        (("score", "exponent"), 4),
        (("score", "weights"), {"controls": 0.40, "stress": 0.50, "tension": 0.10}),
        (("score", "levels", 1, "from"), 16),
        (("score", "levels", 1, "word"), "narrow"),
        (("dependence", "sources"), ["csis23", "ieaoct25", "doe22"]),
        (("dependence", "stages", 0, "label"), "mines"),
        (("controls", "state", "suspended"), 0.11),
        (("controls", "class_ban_raises"), ["licence", "watch"]),
        (("stress", "max_age_days", "price"), 179),
        (("stress", "base_window", "from"), "2024-03"),
        (("stress", "magnets_product"), "850511"),
        (("stress", "licence_excluded_countries"), []),
        (("tension", "half_life_days", "talk"), 21.5),
        (("tension", "untagged_factor"), 0.31),
        (("attribution", "tolerance"), 1e-8),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_any_judgement_changed_changes_the_id(path: tuple[Any, ...], value: Any, tmp_path: Path) -> None:
    tree = yaml.safe_load(SHIPPED)
    _set(tree["method"], path, lambda _: value)
    assert _method_id(tree, tmp_path) != read_settings().method.id


# Reasons ----------------------------------------------------------------------------------------------------


def _has_reason(key: str, reasons: dict[str, str]) -> bool:
    """The key or what it belongs to has a comment; the section it stands in is not enough."""
    parts = key.split(".")
    depth = 3 if parts[0] == "method" else 2
    return any(".".join(parts[:n]) in reasons for n in range(depth, len(parts) + 1))


def test_every_setting_has_a_reason() -> None:
    reasons = read_reasons()
    keys = [".".join(map(str, path)) for path in _leaves(yaml.safe_load(SHIPPED))]
    assert [key for key in keys if not _has_reason(key, reasons)] == []


def test_a_reason_is_the_whole_comment_above_its_key() -> None:
    reason = read_reasons()["method.scope.score_from"]
    assert (
        reason
        == "First day with a score. Before 2025 the event list is not dense, so earlier days stay blank, not low."
    )
    assert read_reasons()["method.scope.countries"].endswith("that their data carry and no score.")
