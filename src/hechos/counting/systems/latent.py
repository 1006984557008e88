"""Latent classes of people, each seen by every list with its own chance (Manrique-Vallier 2016).

Two people of one class are on lists independently of each other; dependence between lists comes
from the mixing of classes. The prior on N is 1/N up to `cap` times the documented number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hechos.counting.histories import Histories
from hechos.counting.systems.base import Estimator
from hechos.counting.systems.chains import effective_size, peaks, r_hat, settled
from hechos.counting.verdicts import Code, Reason, after, rounded

Floats = npt.NDArray[np.float64]
TARGET = 0.8
PATH = 1.5
SWEEPS = 2
BLOCK = 25
CLOSE, APART, ENOUGH = 1.01, 1.05, 400
"""Chains agree up to the second R-hat and from so many effective draws; with more, at the first.
Whoever has made half of the rounds without the draws that were wanted is content with enough."""
MOST, FEWEST, WORK = 16_000, 1_000, 32_000_000
"""Rounds of a chain, and how many times all of them may look at a list of a history."""
FAR = 1.25
"""Two peaks of the total that differ by so much are two answers."""
OPEN = 0.5
"""An interval so wide by that of the prior, as ratios of its ends, is the prior's."""
SOME_AT_CAP, MANY_AT_CAP = 0.01, 0.1
"""Shares of draws over the cap from which the upper end is doubtful, and is the prior's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """α ~ Gamma(shape, rate); K classes; N at most (cap + 1) times the documented number."""

    classes: int = 10
    shape: float = 0.25
    rate: float = 0.25
    cap: float = 20.0


@dataclass(frozen=True, slots=True)
class Sampled:
    """`unseen[c, i]`: the number on no list in draw i of chain c, -1 where it was over the cap."""

    unseen: Floats
    rhat: float
    effective: float
    at_cap: float
    warm: int


class Chain:
    """One walker: finds its step and scales in the warm-up, then keeps them."""

    def __init__(
        self, histories: Histories, prior: Prior, random: np.random.Generator, hidden: float
    ) -> None:
        lists = len(histories.lists)
        self.on = np.array(
            [[mask >> j & 1 for j in range(lists)] for mask, _ in histories.cells], np.int8
        )
        self.counts = np.array([float(count) for _, count in histories.cells])
        self.prior, self.random = prior, random
        self.theta = _start(self, hidden)
        self.scale, self.step = np.ones(len(self.theta)), 0.05

    def travel(self, rounds: int) -> tuple[Floats, Floats, float]:
        """Return p_0 after each round, the moments of θ, and the mean acceptance."""
        from hechos.counting.systems import kernel

        unseen, moments = np.empty(rounds), np.zeros((2, len(self.theta)))
        accepted = kernel.travel(
            self.theta,
            self.on,
            self.counts,
            (self.prior.shape, self.prior.rate),
            (self.scale, self.step),
            PATH,
            SWEEPS,
            self.random,
            unseen,
            moments,
        )
        return unseen, moments, float(accepted)

    def warm_up(self, rounds: int) -> None:
        """Tune the step towards TARGET and the scales to the spread of θ, in growing windows."""
        total, seen, window, gain = np.zeros((2, len(self.theta))), 0, 100, 1.0
        for done in range(0, rounds, BLOCK):
            _, moments, accepted = self.travel(BLOCK)
            self.step *= float(np.exp(gain * (accepted - TARGET)))
            self.step = min(max(self.step, 1e-4), 2.0)
            total += moments
            seen += BLOCK
            if seen >= window and done + window < rounds:
                mean = total[0] / seen
                spread = np.maximum(total[1] / seen - mean**2, 0)
                self.scale = np.sqrt((seen * spread + 0.25) / (seen + 5))
                total, seen, window = np.zeros_like(total), 0, window * 2

    def draw(self, rounds: int) -> Floats:
        """Return draws of the number on no list, -1 where it is over the cap of the prior."""
        none, _, _ = self.travel(rounds)
        people = float(self.counts.sum())
        none = np.minimum(none, 1 - 1e-9)
        unseen = self.random.poisson(
            np.minimum(self.random.standard_gamma(people, rounds) * none / (1 - none), 1e15)
        ).astype(float)
        return np.where(unseen > self.prior.cap * people, -1.0, unseen)


def _start(chain: Chain, hidden: float) -> Floats:
    """Return a start with few people on no list, or with `hidden` times the documented number.

    A walk may stay near where it starts, so starts lie on both sides: in the second kind half of
    the classes are hardly seen by any list."""
    classes = chain.prior.classes
    chance = chain.counts @ chain.on / chain.counts.sum()
    seen = np.tile(chance[:, None], (1, classes))
    if hidden:
        seen[:, ::2] /= 1 + hidden
    seen = np.clip(seen, 1e-4, 1 - 1e-4)
    logits = np.log(seen / (1 - seen)) + chain.random.normal(size=seen.shape)
    if not hidden:
        logits += 1.0
    sticks = chain.random.normal(size=classes - 1) - 0.5
    return np.concatenate([sticks, logits.ravel()])


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """So many chains, rounds to warm up, effective draws wanted, and rounds of each at most."""

    chains: int = 4
    warm: int = 500
    effective: int = 3_000
    most: int = MOST


def sample(histories: Histories, prior: Prior, *, seed: int, effort: Effort) -> Sampled:
    """Return draws of dispersed chains, so many that they agree, or as many as may be made.

    They agree where the rank-normalised split R-hat is low and the effective number of draws is
    reached."""
    walkers = [
        Chain(
            histories, prior, random, 0.0 if number % 2 else prior.cap ** random.uniform(0.3, 0.9)
        )
        for number, random in enumerate(_streams(seed, effort.chains))
    ]
    for walker in walkers:
        walker.warm_up(effort.warm)
    drawn = np.empty((effort.chains, 0))
    rounds = min(effort.most, max(250, effort.effective))
    while True:
        more = np.stack([walker.draw(rounds) for walker in walkers])
        drawn = np.concatenate([drawn, more], axis=1)
        found = _judged(drawn, effort.warm, prior.cap * histories.documented)
        wanted = (
            effort.effective if 2 * drawn.shape[1] < effort.most else min(ENOUGH, effort.effective)
        )
        near = CLOSE if wanted >= ENOUGH else APART
        if (found.rhat < near and found.effective >= wanted) or drawn.shape[1] >= effort.most:
            return found
        rounds = min(drawn.shape[1], effort.most - drawn.shape[1])


def _streams(seed: int, chains: int) -> Iterator[np.random.Generator]:
    for stream in np.random.SeedSequence(seed).spawn(chains):
        yield np.random.default_rng(stream)


def _judged(drawn: Floats, warm: int, cap: float) -> Sampled:
    drawn = drawn[:, settled(_logs(drawn, cap)) :]
    logs = _logs(drawn, cap)
    return Sampled(drawn, r_hat(logs), effective_size(logs), float((drawn < 0).mean()), warm)


def _logs(drawn: Floats, cap: float) -> Floats:
    return np.asarray(np.log1p(np.where(drawn < 0, cap, drawn)))


class LatentClass(Estimator):
    """Latent classes by several dispersed chains, refused where they disagree or the prior decides.

    `effective` draws are wanted in all chains together and at most `most` rounds of each are made;
    without it so many as a large table takes about a minute for. The seed decides every draw.
    There are at most 2^J - 1 classes."""

    method = "lcm"
    fewest_lists = 2

    def __init__(  # noqa: PLR0913 - the parameters of an estimator, all named
        self,
        *,
        classes: int = 10,
        shape: float = 0.25,
        rate: float = 0.25,
        cap: float = 20.0,
        chains: int = 4,
        effective: int = 3_000,
        most: int | None = None,
        warm: int = 500,
        seed: int = 1,
        level: float = 0.95,
    ) -> None:
        self.classes, self.shape, self.rate, self.cap = classes, shape, rate, cap
        self.chains, self.effective, self.most, self.warm = chains, effective, most, warm
        self.seed, self.level = seed, level

    def _fit(self, histories: Histories) -> None:
        usable = [j for j, size in enumerate(histories.sizes) if size]
        prior = Prior(
            classes=min(self.classes, 2 ** len(usable) - 1),
            shape=self.shape,
            rate=self.rate,
            cap=self.cap,
        )
        most = self.most or min(MOST, max(FEWEST, WORK // (len(histories.cells) * len(usable))))
        effort = Effort(chains=self.chains, warm=self.warm, effective=self.effective, most=most)
        names = histories.lists
        usable.sort(key=lambda j: names[j])  # the order of lists changes nothing
        found = sample(histories.only(usable), prior, seed=self.seed, effort=effort)
        self.diagnostics_ = {
            "r_hat": round(found.rhat, 4),
            "effective": round(found.effective),
            "chains": self.chains,
            "rounds": found.unseen.shape[1],
            "at_cap": round(found.at_cap, 5),
            "medians_of_chains": [
                round(float(np.median(own[own >= 0])) + self.documented_)
                if (own >= 0).any()
                else None
                for own in found.unseen
            ],
        }
        self.reasons_ = (
            *_reasons(found, self.cap, min(ENOUGH, self.effective)),
            *_answers(found, self.documented_, self.cap),
        )
        if not any(reason.refuses for reason in self.reasons_):
            self._quantiles(found.unseen[found.unseen >= 0] + self.documented_)
            self.reasons_ += tuple(after(self.documented_, float(self.median_ or 0)))


def _reasons(found: Sampled, cap: float, enough: float) -> Iterator[Reason]:
    if not found.rhat <= APART or found.effective < enough:
        yield Reason(
            Code.CHAINS_DISAGREE,
            f"Chains that started apart do not agree well enough: R-hat {found.rhat:.2f}, "
            f"{found.effective:.0f} effective draws.",
        )
    if found.at_cap > SOME_AT_CAP:
        yield Reason(
            Code.PRIOR_BOUND if found.at_cap > MANY_AT_CAP else Code.PRIOR_END,
            f"{found.at_cap:.1%} of the draws are beyond {cap:g} times the documented number, "
            "where the prior ends: the upper end would be the prior's.",
        )


def _answers(found: Sampled, documented: int, cap: float) -> Iterator[Reason]:
    """Yield what the draws say of the table, though chains agree on them: two totals far apart
    with hardly one between them, or about as many totals as before anybody looked."""
    unseen = found.unseen[found.unseen >= 0]
    if not len(unseen):
        return
    ends = peaks(np.log1p(unseen), found.effective)
    low, high = (documented + float(np.expm1(end)) for end in ends)
    if high > FAR * low:
        low, high = rounded(low, high), rounded(high, high)
        yield Reason(
            Code.CHAINS_DISAGREE,
            f"The table fits two totals, near {low:,} and near {high:,}, and hardly any between: "
            "it does not tell which.",
        )
    low, high = np.quantile(unseen, [0.025, 0.975]) + documented
    if np.log(high / low) > OPEN * 0.95 * np.log1p(cap):
        yield Reason(
            Code.PRIOR_BOUND,
            f"The upper end would be {high / low:.1f} times the lower: the table leaves the total "
            "about as open as it was before.",
        )
