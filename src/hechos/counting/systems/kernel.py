"""Moves over the latent-class posterior, compiled: Hamiltonian moves and draws of people's classes.

A state is θ = (s, l): s[k] = log(-log(1 - V[k])) of the K - 1 stick breaks, then l[j, k], the logit
of the chance that list j sees a person of class k. The number on no list and the classes of people
are summed out. With p(N) ∝ 1/N that leaves Σ f_m log p_m - n log(1 - p_0); the sticks have, with
α ~ Gamma(a, b) integrated out, Σ s_k - (a + K - 1) log(b + Σ exp s_k), which is concave.
Model: Manrique-Vallier 2016, Biometrics 72. Shapes: on (M, J) of 0 and 1, counts (M,).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit

Floats = npt.NDArray[np.float64]
Bits = npt.NDArray[np.int8]
Random = np.random.Generator
Pair = tuple[float, float]
Tuned = tuple[Floats, float]
Held = tuple[Floats, Floats, Floats, Floats]
Room = tuple[Floats, Floats, Floats, Floats, Floats]
NOTHING = 1e-280
FURTHEST = 700.0
MOST_STEPS = 64
HIDES = 6


@njit(cache=True)
def break_sticks(theta: Floats, share: Floats) -> float:
    """Write the share of each class; return Σ -log(1 - V)."""
    classes = len(share)
    left = 1.0
    spent = 0.0
    for k in range(classes - 1):
        t = math.exp(max(min(theta[k], 30.0), -FURTHEST))
        spent += t
        share[k] = left * -math.expm1(-t)
        left *= math.exp(-t)
    share[classes - 1] = left
    return spent


@njit(cache=True)
def see(theta: Floats, seen: Floats, unseen: Floats) -> None:
    """Write the chance that each list sees, and misses, a person of each class."""
    lists, classes = seen.shape
    at = classes - 1
    for j in range(lists):
        for k in range(classes):
            e = math.exp(-abs(theta[at]))
            big = 1.0 / (1.0 + e)
            small = e * big
            seen[j, k] = big if theta[at] >= 0 else small
            unseen[j, k] = small if theta[at] >= 0 else big
            at += 1


@njit(cache=True)
def miss(share: Floats, unseen: Floats, zero: Floats) -> float:
    """Write the chance to be in each class and on no list; return their sum, p_0."""
    lists, classes = unseen.shape
    for k in range(classes):
        zero[k] = share[k]
    for j in range(lists):
        for k in range(classes):
            zero[k] *= unseen[j, k]
    none = 0.0
    for k in range(classes):
        none += zero[k]
    return none


@njit(cache=True)
def match(row: Bits, share: Floats, seen: Floats, unseen: Floats, part: Floats) -> float:
    """Write the chance of each class with this history; return their sum."""
    lists, classes = seen.shape
    for k in range(classes):
        part[k] = share[k]
    for j in range(lists):
        chance = seen[j] if row[j] else unseen[j]
        for k in range(classes):
            part[k] *= chance[k]
    total = 0.0
    for k in range(classes):
        total += part[k]
    return total


@njit(cache=True)
def density(
    theta: Floats, on: Bits, counts: Floats, prior: Pair, grad: Floats, work: Floats
) -> float:
    """Return the log posterior and write its gradient.

    prior: (a, b) of α; work: (3 J + 4, K). -inf where the numbers run out of range."""
    rows, lists = on.shape
    seen, unseen, first = work[:lists], work[lists : 2 * lists], work[2 * lists : 3 * lists]
    share, some, zero, part = work[3 * lists], work[-3], work[-2], work[-1]
    classes = len(share)
    spent = break_sticks(theta, share)
    see(theta, seen, unseen)
    none = miss(share, unseen, zero)
    known = 1.0 - none
    if known < 1e-12:
        return -np.inf
    some[:] = 0.0
    first[:] = 0.0
    total = 0.0
    people = 0.0
    for m in range(rows):
        p = match(on[m], share, seen, unseen, part)
        if p < NOTHING:
            return -np.inf
        people += counts[m]
        total += counts[m] * math.log(p)
        weight = counts[m] / p
        for k in range(classes):
            part[k] *= weight
            some[k] += part[k]
        for j in range(lists):
            if on[m, j]:
                for k in range(classes):
                    first[j, k] += part[k]
    for k in range(classes):
        some[k] += people / known * zero[k]
    total -= people * math.log(known)
    value: float = total + slope(theta, prior, spent, (some, first, seen, unseen), grad)
    return value


@njit(cache=True)
def slope(theta: Floats, prior: Pair, spent: float, held: Held, grad: Floats) -> float:
    """Write the gradient from the expected people of each class; return the log prior."""
    some, first, seen, unseen = held
    lists, classes = seen.shape
    a, b = prior
    value: float = -(a + classes - 1) * math.log(b + spent)
    pull = (a + classes - 1) / (b + spent)
    at = classes - 1
    for j in range(lists):
        for k in range(classes):
            grad[at] = first[j, k] - seen[j, k] * some[k] + unseen[j, k] - seen[j, k]
            far = abs(theta[at])
            value -= far + 2 * math.log1p(math.exp(-far))
            at += 1
    after = 0.0
    for k in range(classes - 2, -1, -1):
        after += some[k + 1]
        t = math.exp(max(min(theta[k], 30.0), -FURTHEST))
        own = 1.0 if t < 1e-12 else t / math.expm1(t) if t < FURTHEST else 0.0
        grad[k] = some[k] * own - t * after + 1.0 - pull * t
        value += theta[k]
    return value


@njit(cache=True)
def leap(
    theta: Floats,
    on: Bits,
    counts: Floats,
    prior: Pair,
    tuned: Tuned,
    steps: int,
    random: Random,
    room: Room,
) -> float:
    """Make one Hamiltonian move in place; return its chance of acceptance.

    tuned: (scale of each coordinate, step); room: (gradient, scratch, tried, its gradient,
    momentum)."""
    scale, step = tuned
    grad, work, tried, rise, momentum = room
    size = len(theta)
    energy = density(theta, on, counts, prior, grad, work)
    for i in range(size):
        momentum[i] = random.standard_normal()
        tried[i] = theta[i]
        rise[i] = grad[i]
        energy -= 0.5 * momentum[i] ** 2
    now = energy
    for _ in range(steps):
        for i in range(size):
            momentum[i] += 0.5 * step * scale[i] * rise[i]
            tried[i] += step * scale[i] * momentum[i]
        now = density(tried, on, counts, prior, rise, work)
        if not now > -np.inf:
            return 0.0
        for i in range(size):
            momentum[i] += 0.5 * step * scale[i] * rise[i]
    for i in range(size):
        now -= 0.5 * momentum[i] ** 2
    if not now > -np.inf:
        return 0.0
    chance = math.exp(min(0.0, now - energy))
    if random.random() < chance:
        theta[:] = tried
    return chance


@njit(cache=True)
def spread(people: float, part: Floats, total: float, held: Floats, random: Random) -> None:
    """Divide so many people among the classes by their chances; add them to `held`."""
    classes = len(part)
    for k in range(classes):
        if people <= 0:
            return
        drawn = people
        if k < classes - 1 and part[k] < total:
            drawn = float(random.binomial(int(people), max(part[k] / total, 0.0)))
        total -= part[k]
        people -= drawn
        held[k] += drawn


@njit(cache=True)
def sweep(
    theta: Floats, on: Bits, counts: Floats, prior: Pair, random: Random, work: Floats
) -> None:
    """Draw the people on no list, everybody's class, then every parameter, in place.

    This is the Gibbs sweep of the same posterior: it empties and fills classes, which a
    Hamiltonian move cannot. work: (3 J + 4, K)."""
    rows, lists = on.shape
    seen, unseen, ones = work[:lists], work[lists : 2 * lists], work[2 * lists : 3 * lists]
    share, held, drawn, part = work[3 * lists], work[-3], work[-2], work[-1]
    spent = break_sticks(theta, share)
    see(theta, seen, unseen)
    none = miss(share, unseen, part)
    if not 0.0 <= none < 1.0:
        return
    held[:] = 0.0
    ones[:] = 0.0
    people = counts.sum()
    spread(
        float(random.poisson(random.standard_gamma(people) * none / (1.0 - none))),
        part,
        none,
        held,
        random,
    )
    for m in range(rows):
        drawn[:] = 0.0
        total = match(on[m], share, seen, unseen, part)
        if total <= 0.0:
            return
        spread(counts[m], part, total, drawn, random)
        for k in range(len(held)):
            held[k] += drawn[k]
            for j in range(lists):
                if on[m, j]:
                    ones[j, k] += drawn[k]
    redraw(theta, prior, spent, held, ones, random)


@njit(cache=True)
def redraw(
    theta: Floats, prior: Pair, spent: float, held: Floats, ones: Floats, random: Random
) -> None:
    """Draw α, the sticks and the chances of lists, given the people of each class.

    1 - V is B / (A + B) of two gammas; B, whose shape may be near 0, is drawn as a logarithm."""
    lists, classes = ones.shape
    alpha = random.standard_gamma(prior[0] + classes - 1) / (prior[1] + spent)
    after = 0.0
    for k in range(classes - 1, -1, -1):
        if k < classes - 1:
            more = alpha + after
            log_b = (
                math.log(random.standard_gamma(more + 1.0)) + math.log(1.0 - random.random()) / more
            )
            x = math.log(random.standard_gamma(1.0 + held[k])) - log_b
            t = x + math.log1p(math.exp(-x)) if x > 0 else math.log1p(math.exp(x))
            theta[k] = min(math.log(t), 30.0) if t > 0 else -FURTHEST
        after += held[k]
        for j in range(lists):
            yes = random.standard_gamma(1.0 + ones[j, k])
            no = random.standard_gamma(1.0 + held[k] - ones[j, k])
            theta[classes - 1 + j * classes + k] = math.log(yes) - math.log(no)


@njit(cache=True)
def weigh_order(logs: Floats, prior: Pair, rest: Floats) -> float:
    """Return the log density of shares in this order; write the log of each tail of them.

    logs, rest: (K,). With V summed up to shares the density of an order is
    -(a + K - 1) log(b - log share[K]) - Σ log(share[k] + … + share[K]), k from the second."""
    classes = len(logs)
    rest[classes - 1] = logs[classes - 1]
    for k in range(classes - 2, -1, -1):
        low, high = min(logs[k], rest[k + 1]), max(logs[k], rest[k + 1])
        rest[k] = high + math.log1p(math.exp(low - high))
    value = -(prior[0] + classes - 1) * math.log(prior[1] - logs[classes - 1])
    for k in range(1, classes):
        value -= rest[k]
    return value


@njit(cache=True)
def read_sticks(theta: Floats, logs: Floats) -> None:
    """Write the log share of each class."""
    classes = len(logs)
    left = 0.0
    for k in range(classes - 1):
        t = math.exp(max(min(theta[k], 30.0), -FURTHEST))
        logs[k] = left + (theta[k] - 0.5 * t if t < 1e-8 else math.log(-math.expm1(-t)))
        left -= t
    logs[classes - 1] = left


@njit(cache=True)
def write_sticks(logs: Floats, rest: Floats, theta: Floats) -> None:
    """Write the sticks that give these log shares; rest: log of each tail of them."""
    for k in range(len(logs) - 1):
        x = logs[k] - rest[k]
        t = -math.log1p(-math.exp(x)) if x < -1e-3 else rest[k] - rest[k + 1]
        if x < -40:
            theta[k] = x
        else:
            theta[k] = max(min(math.log(t), 30.0), -FURTHEST) if t > 0 else -FURTHEST


@njit(cache=True)
def reorder(
    theta: Floats, prior: Pair, lists: int, tries: int, random: Random, work: Floats
) -> None:
    """Exchange the places of two classes, several times, each with the chance that leaves the
    posterior as it is: the likelihood does not change, the prior of the sticks does."""
    logs, rest, fresh = work[-1], work[-2], work[-3]
    classes = len(logs)
    read_sticks(theta, logs)
    now = weigh_order(logs, prior, rest)
    moved = False
    for _ in range(tries):
        a = int(random.random() * classes)
        b = int(random.random() * classes)
        if a == b:
            continue
        logs[a], logs[b] = logs[b], logs[a]
        then = weigh_order(logs, prior, fresh)
        if math.log(random.random()) < then - now:
            now = then
            moved = True
            for j in range(lists):
                at = classes - 1 + j * classes
                theta[at + a], theta[at + b] = theta[at + b], theta[at + a]
        else:
            logs[a], logs[b] = logs[b], logs[a]
    if moved:
        weigh_order(logs, prior, rest)
        write_sticks(logs, rest, theta)


@njit(cache=True)
def explain(theta: Floats, logs: Floats, on: Bits, counts: Floats, work: Floats) -> float:
    """Return the log likelihood with these log shares, and with p(λ) of the logits in `theta`."""
    lists = on.shape[1]
    seen, unseen, share = work[:lists], work[lists : 2 * lists], work[2 * lists]
    part = work[2 * lists + 1]
    see(theta, seen, unseen)
    value = 0.0
    for k in range(len(logs)):
        share[k] = math.exp(max(logs[k], -FURTHEST))
        for j in range(lists):
            value += math.log(max(seen[j, k] * unseen[j, k], NOTHING))
    known = 1.0 - miss(share, unseen, part)
    if known < 1e-12:
        return -np.inf
    for m in range(on.shape[0]):
        p = match(on[m], share, seen, unseen, part)
        if p < NOTHING:
            return -np.inf
        value += counts[m] * (math.log(p) - math.log(known))
    return value


@njit(cache=True)
def hide(
    theta: Floats, on: Bits, counts: Floats, prior: Pair, tries: int, random: Random, work: Floats
) -> None:
    """Make a class larger and less seen, or smaller and more seen, several times.

    Its weight grows as the odds that a list sees it fall, so that about as many of it are on one
    list: along that ridge the number on no list is least known, and other moves are slow."""
    lists = on.shape[1]
    logs, rest, fresh = work[-1], work[-2], work[-3]
    classes = len(logs)
    read_sticks(theta, logs)
    now = weigh_order(logs, prior, rest) + logs.sum() + explain(theta, logs, on, counts, work)
    moved = False
    for _ in range(tries):
        k = int(random.random() * classes)
        shift = random.standard_normal() * (0.3 if random.random() < 0.5 else 1.5)
        fresh[:] = logs
        logs[k] += shift
        peak = logs.max()
        logs -= peak + math.log(np.exp(logs - peak).sum())
        for j in range(lists):
            theta[classes - 1 + j * classes + k] -= shift
        then = weigh_order(logs, prior, rest) + logs.sum()
        then += explain(theta, logs, on, counts, work)
        if math.log(random.random()) < then - now:
            now = then
            moved = True
        else:
            logs[:] = fresh
            for j in range(lists):
                theta[classes - 1 + j * classes + k] += shift
    if moved:
        weigh_order(logs, prior, rest)
        write_sticks(logs, rest, theta)


@njit(cache=True, nogil=True)
def travel(
    theta: Floats,
    on: Bits,
    counts: Floats,
    prior: Pair,
    tuned: Tuned,
    path: float,
    sweeps: int,
    random: Random,
    unseen: Floats,
    moments: Floats,
) -> float:
    """Make `len(unseen)` rounds of some sweeps and one move; return the mean acceptance.

    Writes p_0 after each round, and adds each θ to `moments`: (sum, sum of squares)."""
    lists = on.shape[1]
    size = len(theta)
    classes = (size + 1) // (lists + 1)
    work = np.empty((3 * lists + 4, classes))
    room = (np.empty(size), work, np.empty(size), np.empty(size), np.empty(size))
    accepted = 0.0
    for i in range(len(unseen)):
        for _ in range(sweeps):
            sweep(theta, on, counts, prior, random, work)
        reorder(theta, prior, lists, 2 * classes, random, work)
        hide(theta, on, counts, prior, HIDES, random, work)
        step = tuned[1] * (0.8 + 0.4 * random.random())
        steps = int(path / step * (0.5 + random.random()))
        steps = max(1, min(MOST_STEPS, steps))
        accepted += leap(theta, on, counts, prior, (tuned[0], step), steps, random, room)
        break_sticks(theta, work[3 * lists])
        see(theta, work[:lists], work[lists : 2 * lists])
        unseen[i] = miss(work[3 * lists], work[lists : 2 * lists], work[-2])
        for d in range(size):
            moments[0, d] += theta[d]
            moments[1, d] += theta[d] ** 2
    return accepted / len(unseen)
