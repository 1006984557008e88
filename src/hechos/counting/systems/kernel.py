"""The latent-class posterior with the classes of people and the number unseen summed out.

θ = (s, l): s[k] = log(-log(1 - V[k])) of the K - 1 stick breaks, l[j, k] = logit of the chance that
list j sees a person of class k. With p(N) ∝ 1/N the sum over N gives
Σ f_m log p_m - n log(1 - p_0); with α ~ Gamma(a, b) the sticks have, α integrated out,
Σ s_k - (a + K - 1) log(b + Σ exp s_k), which is concave (Manrique-Vallier 2016 for the model).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

TINY = 1e-280


@njit(cache=True, fastmath=False)
def density(theta, on, counts, classes, shape, rate, heat, grad, work):
    """Return the log posterior and write its gradient; `heat` weighs the likelihood.

    on: (M, J) of 0 and 1; counts: (M,); work: (3 J + 4, K) of scratch."""
    rows, lists = on.shape
    seen, unseen, first = work[0:lists], work[lists : 2 * lists], work[2 * lists : 3 * lists]
    share, some, zero, part = (
        work[3 * lists],
        work[3 * lists + 1],
        work[3 * lists + 2],
        work[3 * lists + 3],
    )
    total = 0.0
    prior = 0.0
    left = 1.0
    spent = 0.0
    for k in range(classes - 1):
        t = math.exp(max(min(theta[k], 30.0), -700.0))
        spent += t
        prior += theta[k]
        keep = math.exp(-t)
        share[k] = left * -math.expm1(-t)
        left *= keep
    share[classes - 1] = left
    prior -= (shape + classes - 1) * math.log(rate + spent)
    for j in range(lists):
        for k in range(classes):
            l = theta[classes - 1 + j * classes + k]
            e = math.exp(-abs(l))
            big = 1.0 / (1.0 + e)
            small = e * big
            prior += math.log(big) + math.log(small) if small > 0 else -abs(l)
            if l >= 0:
                seen[j, k] = big
                unseen[j, k] = small
            else:
                seen[j, k] = small
                unseen[j, k] = big
            first[j, k] = 0.0
    none = 0.0
    for k in range(classes):
        p = share[k]
        for j in range(lists):
            p *= unseen[j, k]
        zero[k] = p
        none += p
        some[k] = 0.0
    n = 0.0
    for m in range(rows):
        p = 0.0
        for k in range(classes):
            q = share[k]
            for j in range(lists):
                q *= seen[j, k] if on[m, j] else unseen[j, k]
            part[k] = q
            p += q
        if p < TINY:
            return -np.inf
        n += counts[m]
        total += counts[m] * math.log(p)
        weight = counts[m] / p
        for k in range(classes):
            r = weight * part[k]
            some[k] += r
            for j in range(lists):
                if on[m, j]:
                    first[j, k] += r
    known = 1.0 - none
    if known < 1e-12:
        return -np.inf
    total -= n * math.log(known)
    weight = n / known
    for k in range(classes):
        some[k] += weight * zero[k]
    for j in range(lists):
        for k in range(classes):
            grad[classes - 1 + j * classes + k] = (
                heat * (first[j, k] - seen[j, k] * some[k]) + unseen[j, k] - seen[j, k]
            )
    after = 0.0
    pull = (shape + classes - 1) / (rate + spent)
    for k in range(classes - 1, 0, -1):
        after += some[k]
        t = math.exp(min(theta[k - 1], 30.0))
        own = 1.0 if t < 1e-12 else t / math.expm1(t) if t < 700 else 0.0
        grad[k - 1] = heat * (some[k - 1] * own - t * after) + 1.0 - pull * t
    return heat * total + prior


@njit(cache=True)
def leap(theta, on, counts, classes, shape, rate, heat, scale, step, steps, random, state):
    """Make one Hamiltonian move in place; return the chance of its acceptance.

    `state` is (gradient, scratch, tried, tried gradient, momentum); the first gradient is of
    theta and is kept so."""
    grad, work, tried, slope, momentum = state
    size = len(theta)
    energy = density(theta, on, counts, classes, shape, rate, heat, grad, work)
    for i in range(size):
        momentum[i] = random.standard_normal()
        tried[i] = theta[i]
        slope[i] = grad[i]
        energy -= 0.5 * momentum[i] ** 2
    now = 0.0
    for turn in range(steps):
        for i in range(size):
            momentum[i] += 0.5 * step * scale[i] * slope[i]
            tried[i] += step * scale[i] * momentum[i]
        now = density(tried, on, counts, classes, shape, rate, heat, slope, work)
        if now == -np.inf or now != now:
            return 0.0
        for i in range(size):
            momentum[i] += 0.5 * step * scale[i] * slope[i]
    for i in range(size):
        now -= 0.5 * momentum[i] ** 2
    chance = math.exp(min(0.0, now - energy))
    if random.random() < chance:
        for i in range(size):
            theta[i] = tried[i]
    return chance


@njit(cache=True)
def unseen_chance(theta, lists, classes):
    """Return p_0 and the share of each class."""
    left = 1.0
    none = 0.0
    for k in range(classes):
        if k < classes - 1:
            t = math.exp(min(theta[k], 30.0))
            p = left * -math.expm1(-t)
            left *= math.exp(-t)
        else:
            p = left
        for j in range(lists):
            l = theta[classes - 1 + j * classes + k]
            p *= 1.0 / (1.0 + math.exp(min(l, 700.0)))
        none += p
    return none


@njit(cache=True)
def run(theta, on, counts, classes, shape, rate, heat, warm, draws, path, target, random):
    """Return (draws of log p0 odds ... ) prototype."""
    size = len(theta)
    lists = on.shape[1]
    state = (
        np.empty(size),
        np.empty((3 * lists + 4, classes)),
        np.empty(size),
        np.empty(size),
        np.empty(size),
    )
    scale = np.ones(size)
    n = counts.sum()
    step = 0.1
    bar = math.log(step)
    center = math.log(10 * step)
    drift = 0.0
    t = 0
    out = np.empty(draws)
    mean = np.zeros(size)
    m2 = np.zeros(size)
    k = 0
    window = 100
    nextw = window
    total = 0
    acc = 0.0
    for it in range(warm + draws):
        e = step if it < warm else math.exp(bar)
        e *= 0.8 + 0.4 * random.random()
        steps = max(1, min(64, int(path / e * (0.5 + random.random()))))
        chance = leap(theta, on, counts, classes, shape, rate, heat, scale, e, steps, random, state)
        total += steps
        if it < warm:
            t += 1
            drift = (1 - 1 / (t + 10)) * drift + (target - chance) / (t + 10)
            x = center - math.sqrt(t) / 0.05 * drift
            eta = t**-0.75
            bar = eta * x + (1 - eta) * bar
            step = math.exp(x)
            if it > 75:
                k += 1
                for i in range(size):
                    d = theta[i] - mean[i]
                    mean[i] += d / k
                    m2[i] += d * (theta[i] - mean[i])
            if it == nextw and it < warm * 0.9:
                for i in range(size):
                    v = m2[i] / max(k - 1, 1)
                    scale[i] = math.sqrt((k / (k + 5.0)) * v + 0.05 * (5.0 / (k + 5.0)))
                    mean[i] = 0
                    m2[i] = 0
                k = 0
                window *= 2
                nextw = it + window
                if nextw + window > warm * 0.9:
                    nextw = int(warm * 0.9) - 1 if it < int(warm * 0.9) - 50 else warm * 10
                t = 0
                drift = 0.0
                center = math.log(10 * step)
        else:
            acc += chance
            p0 = unseen_chance(theta, lists, classes)
            lam = random.standard_gamma(n) * p0 / (1 - p0)
            out[it - warm] = math.log(random.poisson(lam) + 1.0)
    return out, acc / draws, math.exp(bar), total


@njit(cache=True)
def sweep(theta, on, counts, classes, shape, rate, heat, ones, held, work, random):
    """Draw the classes of all people, the number on no list and the parameters anew, in place.

    Works on V and λ themselves; `heat` tempers by drawing from counts weighed down is not exact,
    so it must be 1."""
    rows, lists = on.shape
    share = work[0]
    prob = work[1]
    left = 1.0
    spent = 0.0
    for k in range(classes):
        if k < classes - 1:
            t = math.exp(max(min(theta[k], 30.0), -700.0))
            spent += t
            share[k] = left * -math.expm1(-t)
            left *= math.exp(-t)
        else:
            share[k] = left
        held[k] = 0.0
        for j in range(lists):
            ones[j, k] = 0.0
    none = 0.0
    for m in range(rows + 1):
        total = 0.0
        for k in range(classes):
            p = share[k]
            for j in range(lists):
                l = theta[classes - 1 + j * classes + k]
                e = work[2 + j, k]
                if m == 0:
                    e = 1.0 / (1.0 + math.exp(min(max(-l, -700.0), 700.0)))
                    work[2 + j, k] = e
                p *= e if m > 0 and on[m - 1, j] else 1.0 - e
            prob[k] = p
            total += p
        if m == 0:
            none = total
            n = counts.sum()
            if none >= 1.0:
                return False
            left_over = float(random.poisson(random.standard_gamma(n) * none / (1.0 - none)))
        else:
            left_over = counts[m - 1]
        for k in range(classes):
            if left_over <= 0:
                break
            p = prob[k] / total if total > 0 else 1.0
            if k == classes - 1 or p >= 1.0:
                drawn = left_over
            else:
                drawn = float(random.binomial(int(left_over), min(max(p, 0.0), 1.0)))
            total -= prob[k]
            left_over -= drawn
            held[k] += drawn
            if m > 0:
                for j in range(lists):
                    if on[m - 1, j]:
                        ones[j, k] += drawn
    alpha = random.standard_gamma(shape + classes - 1) / (rate + spent)
    after = 0.0
    for k in range(classes - 1, -1, -1):
        if k < classes - 1:
            # -log(1 - V), V ~ Beta(1 + held, alpha + after): by gammas, in logs where small
            a = random.standard_gamma(1.0 + held[k])
            b = alpha + after
            g = random.standard_gamma(b + 1.0)
            logb = math.log(g) + math.log(random.random()) / b
            # 1 - V = B / (A + B)
            x = math.log(a) - logb
            t = x + math.log1p(math.exp(-x)) if x > 0 else math.log1p(math.exp(x))
            theta[k] = math.log(t) if t > 0 else -700.0
            theta[k] = min(theta[k], 30.0)
        after += held[k]
        for j in range(lists):
            a = random.standard_gamma(1.0 + ones[j, k])
            b = random.standard_gamma(1.0 + held[k] - ones[j, k])
            theta[classes - 1 + j * classes + k] = math.log(a) - math.log(b)
    return True


@njit(cache=True)
def mixed(theta, on, counts, classes, shape, rate, warm, draws, path, target, sweeps, random):
    """Prototype: HMC with Gibbs sweeps between."""
    size = len(theta)
    lists = on.shape[1]
    state = (np.empty(size), np.empty((3 * lists + 4, classes)), np.empty(size), np.empty(size), np.empty(size))
    ones = np.empty((lists, classes)); held = np.empty(classes); gw = np.empty((lists + 2, classes))
    scale = np.ones(size)
    n = counts.sum()
    step = 0.1; bar = math.log(step); center = math.log(10 * step); drift = 0.0; t = 0
    out = np.empty(draws)
    mean = np.zeros(size); m2 = np.zeros(size); k = 0
    window = 50; nextw = 100; total = 0; acc = 0.0
    for it in range(warm + draws):
        heat = 1.0
        for _ in range(sweeps):
            sweep(theta, on, counts, classes, shape, rate, heat, ones, held, gw, random)
        e = step if it < warm else math.exp(bar)
        e *= 0.8 + 0.4 * random.random()
        steps = max(1, min(64, int(path / e * (0.5 + random.random()))))
        chance = leap(theta, on, counts, classes, shape, rate, heat, scale, e, steps, random, state)
        total += steps
        if it < warm:
            t += 1
            drift = (1 - 1 / (t + 10)) * drift + (target - chance) / (t + 10)
            x = center - math.sqrt(t) / 0.05 * drift
            eta = t**-0.75
            bar = eta * x + (1 - eta) * bar
            step = math.exp(x)
            if it > 50:
                k += 1
                for i in range(size):
                    d = theta[i] - mean[i]
                    mean[i] += d / k
                    m2[i] += d * (theta[i] - mean[i])
            if it == nextw and it < warm * 0.9:
                for i in range(size):
                    v = m2[i] / max(k - 1, 1)
                    scale[i] = math.sqrt((k / (k + 5.0)) * v + 0.05 * (5.0 / (k + 5.0)))
                    mean[i] = 0; m2[i] = 0
                k = 0
                window *= 2
                nextw = it + window
                if nextw + window > warm * 0.9:
                    nextw = int(warm * 0.9) - 1 if it < int(warm * 0.9) - 50 else warm * 10
                t = 0; drift = 0.0; center = math.log(10 * step)
        else:
            acc += chance
            p0 = unseen_chance(theta, lists, classes)
            lam = random.standard_gamma(n) * p0 / (1 - p0)
            out[it - warm] = math.log(random.poisson(lam) + 1.0)
    return out, acc / draws, math.exp(bar), total
