"""A symptom: an expectation with what came of it. Pure.

Whether somebody who relies on an address is served, and by whom it should be, is decided
here, and not why.
"""

from __future__ import annotations

from containerloop.diagnose.data_ports import DataPort
from containerloop.diagnose.followed import Followed
from containerloop.diagnose.proxied import Proxied
from containerloop.diagnose.serviced import turned_away
from containerloop.diagnose.standing import Standing
from containerloop.facts import HOST, Attempt, Outcome, RefusedLogIn, Transport, Value
from containerloop.facts.outcomes import BEST_TO_WORST
from containerloop.plan.fronted import called_bad
from containerloop.plan.values import Expectation, Strength
from containerloop.protocols.host_refusals import is_empty
from containerloop.protocols.mismatch import Mismatch, mismatch, over_tls
from containerloop.protocols.unasked_log_ins import log_in_doubt


class Symptom(Value, frozen=True):
    """An expectation with what came of it; `outcome` is the one that counts.

    `answered_by_another`: somebody answered, but not the server that is relied upon, or not that
    one alone. `standing`: why what came of the call does not count.
    `followed`: the places that the server sends its client on to, each with the attempts there.
    `failing_replicas`: of the containers that one name stands for, one attempt at each that does
    not serve while others do; `outcome` is then the first one's.
    `other_name`: the same request with another host name, which was served where this one was not.
    `proxied`: the way through a proxy that the client's environment names, where there is one.
    `typed`: the path that the user asked for in as many words. `circles`: redirects lead nowhere.
    `unheard`: a connection stays open, and no process is known to have accepted it.
    `refused_log_in`: the server answers, and its log says that it refused this client's account.
    `data_port`: where an FTP server's client is to fetch the data. `from_behind`: the answer is
    of a server behind, which wants TLS of a proxy that speaks none to it. `waits`: a connection
    stays open at a proxy that reaches none of its own servers. `uneven`: the same call to the
    same server that came to less; `in_turn`: a proxy fails a part of the calls alone. `spoilt`: it
    is bad by way of a proxy, and its server takes it directly.
    """

    expectation: Expectation
    attempts: tuple[Attempt, ...]
    outcome: Outcome
    answered_by_another: bool = False
    standing: Standing | None = None
    followed: tuple[Followed, ...] = ()
    failing_replicas: tuple[Attempt, ...] = ()
    other_name: Attempt | None = None
    proxied: Proxied | None = None
    typed: str | None = None
    circles: bool = False
    unheard: bool = False
    refused_log_in: RefusedLogIn | None = None
    data_port: DataPort | None = None
    from_behind: bool = False
    waits: bool = False
    uneven: Attempt | None = None
    in_turn: bool = False
    spoilt: bool = False

    @property
    def best(self) -> Attempt:
        """The attempt whose outcome counts; of several, the one that is as expected."""
        if self.failing_replicas:
            return self.failing_replicas[0]
        if self.sometimes is not None:
            return self.sometimes
        furthest = [a for a in self.attempts if a.outcome is self.outcome]
        return min(furthest, key=lambda a: not self.served_by(a))

    @property
    def met(self) -> bool:
        """Whether the server was reached, and is what the expectation says it is.

        A server of another kind, or one that speaks TLS where the client does not (or the
        reverse), answers too, and its client gets no further; so does a process that has
        the port in the container's place (`answered_by_another`), or a server that turns away
        whoever calls from there. What does not count (`standing`) serves nobody. Where the
        client's way leads through a proxy, that way counts.
        """
        if self.proxied is not None and self.proxied.decides and not self.standing:
            return self.proxied.passed and (not self.outcome.reached or self.met_directly)
        return self.met_directly

    @property
    def met_directly(self) -> bool:
        """Whether a client that connects without a proxy is served."""
        refused = self.answered_by_another or self.lost or self.failing_replicas
        if refused or self.standing or self.other_name is not None or self.astray:
            return False
        if self.from_behind or self.waits or self.spoilt or self.sometimes:
            return False
        if self.refused_log_in is not None or (self.data_port and not self.data_port.serves):
            return False
        return self.outcome.reached and self.served_by(self.best)

    @property
    def doubtful(self) -> bool:
        """Whether what counts as served may be nothing; its configuration may tell.

        An empty page, and a connection on which nothing was said: a proxy accepts for others.
        So may a request that is called bad, and a call that came to less another time.
        """
        silent = self.outcome is Outcome.OPEN or self.uneven is not None
        return self.met and (silent or called_bad(self.best) or is_empty(self.best.banner))

    @property
    def sometimes(self) -> Attempt | None:
        """The same call that a proxy failed, where it served this one."""
        failed = self.uneven is not None and self.uneven.outcome is Outcome.ANSWERED
        return self.uneven if failed else None

    @property
    def log_in_doubt(self) -> str | None:
        """Why the client's log-in may fail, whatever was said before it; None where nothing tells.

        The way there is in order; neither counts as served, nor as a failure.
        """
        reference, best = self.expectation.reference, self.best
        shape = reference.log_in if reference is not None else ""
        return log_in_doubt(best.protocol, best.code, best.refusal, shape) if self.met else None

    @property
    def lost(self) -> tuple[Followed, ...]:
        """The places that the client is sent on to and that do not serve it."""
        page, anywhere = self._of_a_page, self.expectation.vantage == HOST
        met = (each for each in self.followed if each.meets(page=page))
        return tuple(each for each in met if anywhere or not self.only_to_tls(each))

    def only_to_tls(self, each: Followed) -> bool:
        """Whether a place is the same host's over TLS, to which servers behind a proxy redirect.

        They do so unless the proxy says that its own client came over TLS, and a peer may be it.
        """
        there, first = each.place, self.best
        same = there.by == "location" and there.address.host == first.address.host
        return same and over_tls(there.scheme) and not over_tls(first.scheme)

    @property
    def astray(self) -> bool:
        """Whether the client asks for a page, and is redirected without end."""
        return self.circles and self._of_a_page

    @property
    def _of_a_page(self) -> bool:
        """Whether a page is asked for; a setting without a path is a base for others."""
        said, by_hand = self.expectation, self.expectation.strength is Strength.ASKED
        return by_hand or said.vantage == HOST or said.opening.path not in (None, "/")

    def served_by(self, attempt: Attempt) -> bool:
        """Whether a server that answered is of the kind expected, and lets the client in."""
        return self.mismatch_of(attempt) is None and not turned_away(attempt, self.typed)

    @property
    def misspelt(self) -> bool:
        """Whether the setting is not an address that a client could read, whatever it names."""
        reference = self.expectation.reference
        return reference is not None and (reference.quoted or not reference.host)

    def rank(self, attempt: Attempt) -> tuple[bool, int]:
        """Whether it was not served, and how far it got, 0 being the best."""
        served = attempt.outcome.reached and self.served_by(attempt)
        return not served, BEST_TO_WORST.index(attempt.outcome)

    @property
    def guessed(self) -> bool:
        """Whether nothing says that anybody uses the address: localhost, for want of a better."""
        return self.expectation.strength is Strength.GUESSED

    @property
    def unanswered(self) -> bool:
        """Whether a datagram went out and nothing came back, which by itself tells nothing."""
        udp = self.expectation.address.transport is Transport.UDP
        return udp and self.outcome is Outcome.SILENT

    @property
    def mismatch(self) -> Mismatch | None:
        """How the best answer differs from the one expected."""
        return None if self.from_behind else self.mismatch_of(self.best)

    def mismatch_of(self, attempt: Attempt) -> Mismatch | None:
        """How what an attempt met differs from what is expected; None where nobody answered."""
        reference = self.expectation.reference
        return mismatch(
            self.expectation.promised,
            attempt.protocol,
            demands_tls=reference is not None and reference.demands_tls,
            banner=attempt.banner,
            refusal=attempt.refusal,
            typed=reference is None or self.expectation.typed,
        )
