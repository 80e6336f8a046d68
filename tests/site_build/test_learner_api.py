"""What completion is told of the course's API is what the sources say."""

import inspect
import json
from pathlib import Path

import consistent_messaging
import pytest
from site_build.errors import BuildProblem
from site_build.learner_api import assemble_learner_api, describe_library, describe_module
from site_build.project import PROJECT, Project

API = {each["name"]: each for each in describe_library(PROJECT.library)}


def test_every_name_that_the_library_exports_is_described() -> None:
    assert sorted(API) == sorted(consistent_messaging.__all__)


@pytest.mark.parametrize("name", sorted(consistent_messaging.__all__))
def test_each_has_a_sentence_and_each_of_its_members_too(name: str) -> None:
    described = API[name]
    first_line = (inspect.getdoc(getattr(consistent_messaging, name)) or "").split("\n")[0]

    assert described["doc"] == first_line != ""
    assert [each["name"] for each in described.get("members", []) if not each["doc"]] == []


@pytest.mark.parametrize("name", sorted(consistent_messaging.__all__))
def test_methods_are_those_that_there_are_and_take_what_they_take(name: str) -> None:
    class_ = getattr(consistent_messaging, name)
    methods = [each for each in API[name].get("members", []) if each["kind"] == "method"]

    for method in methods:
        real = inspect.signature(getattr(class_, method["name"])).parameters
        written = [each.split(":")[0] for each in method["parameters"] if each != "*"]
        assert written == list(real)[1:]


def test_a_base_s_members_belong_to_its_heirs() -> None:
    assert [each["name"] for each in API["ConcurrencyError"]["members"]] == ["definite"]
    assert [each["doc"] for each in API["TimeoutError"]["members"]] == [
        "False: the operation may have had its effect."
    ]


def test_the_messages_of_the_exercises_are_described_with_their_fields() -> None:
    orders = describe_module(PROJECT.root / "code" / "exercises" / "orders.py")
    add_item = next(each for each in orders if each["name"] == "AddItem")

    assert add_item["parameters"] == ["order_id: str", "item: str"]
    assert [each["name"] for each in add_item["members"]] == ["order_id", "item"]


def test_a_name_that_is_exported_and_not_defined_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "__init__.py").write_text('__all__ = ["Missing"]\n')

    with pytest.raises(BuildProblem, match="'Missing'"):
        describe_library(tmp_path)


def test_the_file_is_left_alone_when_nothing_changed(tmp_path: Path) -> None:
    library = tmp_path / "code" / "consistent_messaging"
    library.mkdir(parents=True)
    (library / "__init__.py").write_text('__all__ = ["Shop"]\n')
    (library / "shop.py").write_text('class Shop:\n    """Sells."""\n')
    place = assemble_learner_api(Project(tmp_path))
    moment = place.stat().st_mtime_ns

    assert assemble_learner_api(Project(tmp_path)).stat().st_mtime_ns == moment
    assert json.loads(place.read_text())["consistent_messaging"][0]["doc"] == "Sells."
