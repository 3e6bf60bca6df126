"""One identity's traffic, built entry by entry, live or from a file: the only place that pairs CALL and answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import unquote

from ocpp_conformance.harness.conversation import transactions
from ocpp_conformance.harness.conversation.device import Device
from ocpp_conformance.harness.conversation.exchange import Answer, Connection, Exchange, Exchanges
from ocpp_conformance.harness.conversation.transactions import Transaction
from ocpp_conformance.harness.evidence import POWER_ON, CloseEntry, Entry, FrameEntry, HandshakeEntry, NoteEntry
from ocpp_conformance.harness.rpc import Call, CallError, CallResult, CallResultError, Malformed, Role
from ocpp_conformance.harness.rpc.protocol import OCPP_201, Protocol


@dataclass(frozen=True, slots=True)
class Taken:
    """What an entry was: the exchange that it begins or answers, the answer where it is one; `rejected` is the exchange
    whose CALLRESULT it calls wrong, by a CALLRESULTERROR."""

    entry: Entry
    connection: Connection | None = None
    exchange: Exchange | None = None
    answer: Answer | None = None
    rejected: Exchange | None = None


class Conversation:
    """One identity's traffic. Cases are marks in it: `begin` names the one that what follows belongs to.

    An answer belongs to the newest CALL of the other side with its id, on the same connection. All is read as what it
    is in `protocol`; of transactions and devices it keeps what OCPP 2.0.1 tells of them.
    """

    def __init__(self, protocol: Protocol = OCPP_201) -> None:
        self.protocol = protocol
        self.case = ""
        self.connections: list[Connection] = []
        self.handshakes: list[HandshakeEntry] = []
        self.exchanges = Exchanges()
        self.power_ons: list[float] = []
        self.transactions: dict[str, Transaction] = {}
        self.device = Device()
        self.registration: str | None = None
        self.last_at = 0.0
        """When its last entry happened, in monotonic seconds."""
        self.has_gaps = False
        """Whether messages are missing: a recording that was full did not keep them."""
        self._standstills: list[tuple[float, float]] = []
        self._numbers: dict[int, Connection] = {}
        self._open: dict[tuple[int, Role, str], Exchange] = {}

    def begin(self, case: str) -> None:
        """What follows belongs to this case; connections are numbered anew."""
        self.case = case
        self._numbers = {}

    def was_offline(self, since: float, until: float) -> bool:
        """Whether there was a moment without a connection between two moments (monotonic seconds)."""
        covered = since
        for connection in self.connections:
            began = connection.opened.at if connection.opened is not None else 0.0
            ended = connection.closed.at if connection.closed is not None else float("inf")
            if began <= covered < ended:
                covered = ended
        return covered < until

    def stood_still(self, since: float, until: float) -> float:
        """Seconds of these (from and to monotonic seconds) in which the harness stood still."""
        return sum(max(0.0, min(end, until) - max(begin, since)) for begin, end in self._standstills)

    def take(self, entry: Entry) -> Taken:
        """Take the next entry."""
        self.last_at = entry.at
        match entry:
            case HandshakeEntry():
                return self._handshake(entry)
            case CloseEntry():
                connection = self._connection(entry.connection, entry.at)
                connection.closed = entry
                return Taken(entry, connection)
            case FrameEntry():
                read = entry if entry.protocol is self.protocol else replace(entry, protocol=self.protocol)
                return self._frame(read, self._connection(entry.connection, entry.at))
            case NoteEntry():
                if entry.text == POWER_ON:
                    self.power_ons.append(entry.at)
                    self.registration = None
                self.has_gaps |= entry.dropped > 0
                if entry.standstill is not None:
                    self._standstills.append((entry.at - entry.standstill, entry.at))
                return Taken(entry)

    def _handshake(self, entry: HandshakeEntry) -> Taken:
        if entry.carried and self.connections:
            connection = self.connections[-1]
        else:
            self.handshakes.append(entry)
            connection = Connection(len(self.connections) + 1, entry)
            if entry.handshake.status == 101:
                self.connections.append(connection)
        connection.last_at = entry.at
        self._numbers[entry.connection] = connection
        return Taken(entry, connection)

    def _connection(self, number: int, at: float) -> Connection:
        if number not in self._numbers:
            self._numbers[number] = Connection(len(self.connections) + 1)
            self.connections.append(self._numbers[number])
        connection = self._numbers[number]
        connection.last_at = at
        return connection

    def _frame(self, entry: FrameEntry, connection: Connection) -> Taken:
        match entry.frame:
            case Call() as call:
                exchange = Exchange(entry, call, connection, self.case)
                connection.exchanges.append(exchange)
                self.exchanges.append(exchange)
                self._open[connection.number, entry.sender, call.message_id] = exchange
                self._called(exchange)
                return Taken(entry, connection, exchange)
            case (CallResult() | CallError()) as reply:
                asked = self._open.get((connection.number, entry.sender.other, reply.message_id))
                answer = Answer(entry, reply, None if asked is None else asked.call)
                (connection.strays if asked is None else asked.answers).append(answer)
                if asked is not None and len(asked.answers) == 1:
                    self._answered(asked)
                return Taken(entry, connection, asked, answer)
            case CallResultError(message_id=message_id):
                asked = self._open.get((connection.number, entry.sender, message_id))
                answered = asked is not None and isinstance(asked.reply, CallResult)
                return Taken(entry, connection, rejected=asked if answered else None)
            case Malformed() as malformed:
                connection.malformed.append((entry, malformed))
        return Taken(entry, connection)

    def _called(self, exchange: Exchange) -> None:
        if self.protocol is not OCPP_201:
            return
        if exchange.action == "TransactionEvent" and exchange.sender is Role.STATION:
            transactions.take(self.transactions, exchange)
        if exchange.valid:
            self.device.called(exchange)

    def _answered(self, exchange: Exchange) -> None:
        if not exchange.succeeded:
            return
        if self.protocol is OCPP_201:
            self.device.answered(exchange)
        if exchange.action == "BootNotification":
            self.registration = exchange.result["status"]


class Conversations:
    """The conversations of a process by identity; two identities never mix. What has no upgrade is of identity "". All
    are of one version of OCPP."""

    def __init__(self, protocol: Protocol = OCPP_201) -> None:
        self._protocol = protocol
        self._by_identity: dict[str, Conversation] = {}
        self._of: dict[int, str] = {}
        self._notes: list[Entry] = []
        self._case = ""

    def begin(self, case: str) -> None:
        """What follows belongs to this case; connections are numbered anew."""
        self._case, self._of, self._notes = case, {}, []
        for conversation in self._by_identity.values():
            conversation.begin(case)

    def take(self, entry: Entry) -> tuple[Conversation, Taken] | None:
        """Take the next entry of the case: whose it is, and what; None for a note, which is everybody's."""
        match entry:
            case NoteEntry():
                self._notes.append(entry)
                for each in self._by_identity.values():
                    each.take(entry)
                return None
            case HandshakeEntry(handshake=handshake):
                self._of[entry.connection] = unquote(handshake.path.split("?")[0].rsplit("/", 1)[-1])
        conversation = self._conversation(self._of.get(entry.connection, ""))
        return conversation, conversation.take(entry)

    def _conversation(self, identity: str) -> Conversation:
        """The conversation of this identity; a new one begins with the present case."""
        if identity not in self._by_identity:
            conversation = self._by_identity[identity] = Conversation(self._protocol)
            conversation.begin(self._case)
            for note in self._notes:
                conversation.take(note)
        return self._by_identity[identity]


def read(entries: Iterable[Entry], protocol: Protocol = OCPP_201) -> Conversation:
    """The conversation that these entries are, whatever identities they name."""
    conversation = Conversation(protocol)
    for entry in entries:
        conversation.take(entry)
    return conversation
