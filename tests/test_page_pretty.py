"""Frames in lines on the page: as they were sent, with the notes at their lines."""

import json

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from ocpp_conformance.reports.page.pretty import encoded_anew, set_by_tokens, set_in_lines
from ocpp_conformance.reports.page.text import visible

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()


def test_json_is_set_as_sent():
    text = set_in_lines('[3,"x",{"a":1.00,"a":[],"b":{"c":99999999999999999999,"d":[1,"}"]}}]', {}).html
    assert str(text).replace("<b>", "").replace("</b>", "") == (
        '[3, "x", {\n  "a": 1.00,\n  "a": [],\n  "b": {\n    "c": 99999999999999999999,\n    "d": [\n      1,\n'
        '      "}"\n    ]\n  }\n}]'
    )


@given(
    st.lists(st.recursive(SCALARS, lambda each: st.lists(each) | st.dictionaries(st.text(), each), max_leaves=20)),
    st.sampled_from([(",", ":"), (", ", ": "), (" , ", " : ")]),
    st.booleans(),
)
def test_a_fast_encoder_sets_frames_as_the_slow_way_does(frame, separators, ascii_only):
    text = visible(json.dumps(frame, separators=separators, ensure_ascii=ascii_only))
    fast = encoded_anew(text)
    assert fast is None or set_in_lines(text, {}) == set_by_tokens(text, {})
    event("fast" if fast else "slow")


@pytest.mark.parametrize(
    "text",
    [
        '[3,"x",{"a":1.00}]',
        '[3,"x",{"a":1,"a":2}]',
        '[3, "x", {"a": 1e-07}]',
        '[3,"x",{"a":1},{"b":2}]',
        '[3,"x",{"a":"\\"","b":1}]',
        '{"a":1}',
        "[3,",
        "[]",
        f'[3,"x",{{"a":"{"b" * 400}"}}]',
        f'[3,"x",[{"1," * 500}1]]',
        *('[3,"x",' + '{"a":' * depth + "1" + "}" * depth + "]" for depth in (30, 253, 254, 300, 1000, 5000)),
    ],
)
def test_what_an_encoder_sets_otherwise_is_set_the_slow_way(text):
    assert encoded_anew(text) is None


@pytest.mark.parametrize(
    "text",
    [
        '[3,"x",{"a":{"b":[1.5,"é"]},"c":{}}]',
        '[4, "x", "Y", "", {"a: ": "<&>"}]',
        '[3,"x",{"":": ","a":[": b","c: "]}]',
        '[3,": x"]',
    ],
)
def test_ordinary_frames_are_set_the_fast_way(text):
    assert encoded_anew(text) is not None
    assert set_in_lines(text, {}) == set_by_tokens(text, {})


@pytest.mark.parametrize("pointer", ["", "/a", "/a/0/b", "/c~1d"])
def test_a_note_stands_at_its_line(pointer):
    sheet = set_in_lines('[2,"x","Y",{"a":[{"b":1}],"c/d":2}]', {pointer: ("wrong <here>",)})
    assert sheet.noted == {pointer}
    assert "<em>◀ wrong &lt;here&gt;</em>" in sheet.html


def test_deep_json_is_set_without_recursion():
    assert "(cut)" in set_in_lines("[3,1," + '{"a":' * 2000 + "1" + "}" * 2000 + "]", {}).html
