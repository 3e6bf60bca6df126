"""Logs of others: what each format tells, what is damaged, and that all become Open OCPP Trace."""

import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_conformance.harness.logs import FORMATS, LogError, Told, Unread, read_log
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.reports.trace import Converter
from ocpp_conformance.schemas.files import own_schema

from .different import processes

BOOT = '[2,"7","BootNotification",{"chargingStation":{"model":"M","vendorName":"V"},"reason":"PowerUp"}]'
ANSWER = '[3,"7",{"currentTime":"2026-03-01T10:00:00Z","interval":300,"status":"Accepted"}]'
STATION, CSMS = Role.STATION, Role.CSMS


def _quoted(payload):
    """A payload as a cell of a table."""
    return '"' + json.dumps(payload).replace('"', '""') + '"'


PRETTY = json.dumps(json.loads(BOOT), indent=3)

LOGS = {
    "libocpp": f"""\
2026-03-01T10:00:01.000Z: SYS>  Connected to the CSMS
2026-03-01T10:00:02.455Z: ChargePoint>CentralSystem BootNotification
{PRETTY}

2026-03-01T10:00:02.655Z: CentralSystem>ChargePoint  BootNotificationResponse
{ANSWER}""",
    "steve": f"""\
[INFO ] 2026-03-01 10:00:01,100 ws.WebSocketLogger (qtp-3) - [chargeBoxId=A 1, sessionId=77] Connection is established
[INFO ] 2026-03-01 10:00:02,455 ws.WebSocketLogger (qtp-3) - [chargeBoxId=A 1, sessionId=77] Received: {BOOT}
[DEBUG] 2026-03-01 10:00:02,500 other.Logger (main) - [2, of 3] rows
[INFO ] 2026-03-01 10:00:02,655 ws.WebSocketLogger (qtp-3) - [chargeBoxId=A 1, sessionId=77] Sending: {ANSWER}
[INFO ] 2026-03-01 10:00:09,000 ws.WebSocketLogger - [chargeBoxId=A 1, sessionId=77] Connection was closed""",
    "python-ocpp": f"""\
INFO:ocpp:A1: receive message {BOOT}
DEBUG:websockets.server:< TEXT '{BOOT}' [97 bytes]
INFO:ocpp:A1: send {ANSWER}""",
    "evcc": f"""\
[ocpp  ] TRACE 2026/03/01 10:00:02 recv A1: {BOOT}
[main  ] DEBUG 2026/03/01 10:00:02 something else
[ocpp  ] TRACE 2026/03/01 10:00:02 send A1: {ANSWER}""",
    "open-ocpp": f"""\
[  COM  ] - [2026-03-01T10:00:02] - ChargePoint.cpp:986 - TX : {BOOT}
[  COM  ] - [2026-03-01T10:00:02] - ChargePoint.cpp:990 - RX : {ANSWER}""",
    "microocpp": f"""\
boot: ok
[OCPP] Send: {BOOT}
[OCPP] Recv: {ANSWER}""",
    "csv": f"""\
timestamp;charge_point_id;direction;message_type;ocpp_message_id;ocpp_action;payload_json
2026-03-01T10:00:02.455Z;A1;in;CALL;7;BootNotification;{_quoted(json.loads(BOOT)[3])}
2026-03-01T10:00:02.655Z;A1;out;CALLRESULT;7;;{_quoted(json.loads(ANSWER)[2])}""",
    "frames": f"{BOOT}\n\n  {ANSWER}  ",
}
HOME_ASSISTANT = f"""\
2026-03-01 10:00:02.455 INFO (MainThread) [custom_components.ocpp] Websocket Subprotocol matched: ocpp2.0.1
2026-03-01 10:00:02.455 INFO (MainThread) [ocpp] A1: receive message {PRETTY}
2026-03-01 10:00:02.655 INFO (MainThread) [ocpp] A1: send {ANSWER}"""


def messages(text, **more):
    return [each for each in read_log(text.splitlines(), **more) if isinstance(each, Told) and each.text]


@pytest.mark.parametrize("name", LOGS)
def test_a_format_is_recognised_and_tells_who_sent_what(name):
    assert [(each.by, json.loads(each.text)) for each in messages(LOGS[name])] == [
        (STATION, json.loads(BOOT)),
        (CSMS, json.loads(ANSWER)),
    ]
    assert messages(LOGS[name]) == messages(LOGS[name], format=name)


@pytest.mark.parametrize(
    ("text", "identity", "time"),
    [
        (LOGS["libocpp"], "", "2026-03-01T10:00:02.455000+00:00"),
        (LOGS["steve"], "A 1", "2026-03-01T10:00:02.455000+00:00"),
        (LOGS["evcc"], "A1", "2026-03-01T10:00:02+00:00"),
        (LOGS["open-ocpp"], "", "2026-03-01T10:00:02+00:00"),
        (LOGS["csv"], "A1", "2026-03-01T10:00:02.455000+00:00"),
        (HOME_ASSISTANT, "A1", "2026-03-01T10:00:02.455000+00:00"),
    ],
    ids=["libocpp", "steve", "evcc", "open-ocpp", "csv", "home assistant"],
)
def test_identity_and_time(text, identity, time):
    first = messages(text)[0]
    assert (first.identity, first.time.isoformat()) == (identity, time)


def test_connections_are_told():
    told = [each.happened for each in read_log(LOGS["steve"].splitlines())]
    assert told == ["opened", "message", "message", "closed"]


@pytest.mark.parametrize(
    "table",
    [
        ["time,id,msg", f"1772359202,A1,{_quoted(json.loads(BOOT))}", f"1772359203,A1,{_quoted(json.loads(ANSWER))}"],
        [
            "time,station,id,action,payload",
            f"2026-03-01 10:00:03,A1,7,BootNotification.conf,{_quoted(json.loads(ANSWER)[2])}",
            "",
            f"2026-03-01 10:00:02,A1,7,BootNotification.req,{_quoted(json.loads(BOOT)[3])}",
        ],
        [
            "Date\tUnique Id\tMessage Type\tAction\tContent",
            f"2026-03-01T10:00:02Z\t7\t2\tBootNotification\t{_quoted(json.loads(BOOT)[3])}",
            f"2026-03-01T10:00:03Z\t7\t3\t\t{_quoted(json.loads(ANSWER)[2])}",
        ],
    ],
    ids=["whole frames and seconds", "newest first, a name that tells the type", "numbers of types"],
)
def test_columns_are_known_by_their_names_and_frames_are_put_together(table):
    assert [(each.by, json.loads(each.text)) for each in messages("\n".join(table))] == [
        (STATION, json.loads(BOOT)),
        (CSMS, json.loads(ANSWER)),
    ]


def test_a_row_that_can_not_be_read_is_named_by_its_line():
    table = ["time,id,action,payload", "", "now,7,,{}", "now,8,Heartbeat,{", "now,9,Heartbeat,{}"]
    assert [(type(each), each.line) for each in read_log(table)] == [(Unread, 3), (Unread, 4), (Told, 5)]
    long = ["time,id,action,payload", f'now,8,DataTransfer,"{"x" * 200_000}"', "now,9,Heartbeat,{}"]
    assert [(type(each), each.line) for each in read_log(long)] == [(Unread, 2), (Told, 3)]


def test_times_of_rows_may_be_told_in_different_ways():
    rows = ["2026-03-01T10:00:02+01:00", "2026-03-01 10:00:00", "", "01.03.2026 09:30:00", "nan", "1e99"]
    told = messages(
        "\n".join(["time,id,action,payload", *(f"{time},{n},Heartbeat,{{}}" for n, time in enumerate(rows))])
    )
    assert [each.time and each.time.isoformat() for each in told] == [
        "2026-03-01T10:00:02+01:00",
        "2026-03-01T10:00:00+00:00",
        None,
        "2026-03-01T09:30:00+00:00",
        None,
        None,
    ]
    assert [each.zoned for each in told[:2]] == [True, False]


def test_who_wrote_the_log_can_be_said():
    told = f"INFO:ocpp:A1: send {ANSWER}"
    assert [each.by for each in messages(told, writer=CSMS)] == [CSMS]
    assert [each.reason for each in read_log([told])] == [
        "nothing says who wrote the log; give --as station or --as csms"
    ]


def test_what_can_not_be_told_is_counted():
    lines = ['[OCPP] Send: [2,"1","Heartbeat",{}]', '[OCPP] Recv: [3,"1",{"curr', '[OCPP] Send: [2,"2","Heartbeat",{}]']
    assert [type(each) for each in read_log(lines)] == [Told, Unread, Told]
    both_may = '[2,"8","DataTransfer",{"vendorId":"V"}]'
    assert list(read_log([BOOT, both_may]))[1] == Unread(2, "nothing says who sent it", both_may)


def test_a_file_that_is_no_log_says_so():
    with pytest.raises(LogError, match="no line of it is a message in a format that is known"):
        list(read_log(["Once upon a time", "there was a charging station."]))


def test_all_become_valid_records_that_say_the_same_again():
    validator = jsonschema.Draft202012Validator(own_schema("trace-1.1"))
    for name, text in {**LOGS, "home assistant": HOME_ASSISTANT}.items():
        records = list(Converter().records(read_log(text.splitlines())))
        bare = [{**record, "meta": {"case": "", "index": 0, "connection": 1}} for record in records]
        assert [error.message for record in bare for error in validator.iter_errors(record)] == [], name
        again = messages("\n".join(map(json.dumps, records)))
        assert [(each.by, each.text) for each in again] == [(each.by, each.text) for each in messages(text)], name


@given(st.sampled_from(sorted(LOGS)), st.data())
def test_damage_ends_nothing(name, data):
    """Cut, mixed and scrambled files give messages, unread lines, or one clear error."""
    text = LOGS[name] + "\n" + LOGS[data.draw(st.sampled_from(sorted(LOGS)))]
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    damaged = text[:start] + data.draw(st.text(max_size=5)) + text[end:]
    for format in (None, *FORMATS):
        try:
            found = list(read_log(damaged.splitlines(), format=format))
        except LogError:
            continue
        assert all(isinstance(each, Told | Unread) for each in found)


def test_the_command_converts_and_says_what_it_could_not_read(tmp_path):
    (tmp_path / "station.log").write_text(f'{LOGS["microocpp"]}\n[OCPP] Send: [2,"8",\n')
    done = processes.run("convert", "station.log", cwd=tmp_path)
    assert done.code == 0
    assert "2 messages; 1 lines could not be read" in done.output
    assert 'line 4: the frame is cut: [2,"8",' in done.output


def test_the_command_refuses_what_is_no_log(tmp_path):
    (tmp_path / "letter").write_bytes(b"\xff\xfe\x00 dear station\n")
    done = processes.run("convert", "letter", cwd=tmp_path)
    assert done.code == 4
    assert "no line of it is a message in a format that is known" in done.output
