"""Average linkage under a cap, and the best groups of a legal size that its tree holds.

Problem: of n things with weights between some pairs, keep disjoint groups of `least` to `most` that maximise the sum,
over the pairs of each group, of weight minus resolution (the constant Potts model). NP-hard over all partitions.
Method: average linkage joins the two clusters of highest mean weight (absent pairs weigh nothing) while they stay
within `most`; of the tree that this leaves, the best set of disjoint legal nodes is found exactly, children first: a
node is kept when it is worth more than the best of its two branches. Ties go to the earlier things.
Cost: O(e log e) for e pairs with a weight; O(n) for the tree.
Source: Traag, Van Dooren and Nesterov, "Narrow scope for resolution-limit-free community detection" (2011); average
linkage after Sokal and Michener (1958).
"""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

Pairs = Mapping[tuple[int, int], float]  # (i, j) with i < j -> weight


@dataclass(frozen=True, eq=False)
class Node:
    """A cluster of the tree: what it holds, how many it counts for, the weight within, and its two branches."""

    members: tuple[int, ...]
    size: int
    within: float
    branches: tuple[Node, Node] | None = None


def linked(things: int, pairs: Pairs, most: int, owners: Sequence[Hashable], least_mean: float = 0.0) -> list[Node]:
    """The roots of the capped tree, in the order of their first thing. Things of one owner count once in a size.

    Clusters whose mean weight is under `least_mean` are not joined.
    """
    nodes = {n: Node((n,), 1, 0.0) for n in range(things)}
    held: dict[int, frozenset[Hashable]] = {n: frozenset((owners[n],)) for n in range(things)}
    near: dict[int, dict[int, float]] = {n: {} for n in range(things)}
    queue: list[tuple[float, int, int]] = []
    for (one, other), weight in pairs.items():
        near[one][other] = near[other][one] = weight
        queue.append((-weight, one, other))
    heapq.heapify(queue)
    following = things
    while queue:
        mean, one, other = heapq.heappop(queue)
        if -mean < least_mean:
            break
        if one not in nodes or other not in nodes:
            continue
        both = held[one] | held[other]
        if len(both) > most:
            continue
        left, right = nodes.pop(one), nodes.pop(other)
        new, following = following, following + 1
        between = near[one].pop(other)
        del near[other][one]
        members = tuple(sorted(left.members + right.members))
        nodes[new] = Node(members, len(both), left.within + right.within + between, (left, right))
        held[new], near[new] = both, {}
        for third in sorted(near[one].keys() | near[other].keys()):
            weight = near[third].pop(one, 0.0) + near[third].pop(other, 0.0)
            near[third][new] = near[new][third] = weight
            mean = weight / (len(members) * len(nodes[third].members))
            heapq.heappush(queue, (-mean, min(third, new), max(third, new)))
        del near[one], near[other], held[one], held[other]
    return sorted(nodes.values(), key=lambda node: node.members)


def worth(node: Node, resolution: float) -> float:
    """What a group is worth: weight of its pairs, less the resolution for each pair."""
    return node.within - resolution * len(node.members) * (len(node.members) - 1) / 2


def packed(roots: Sequence[Node], least: int, most: int, resolution: float) -> list[Node]:
    """The disjoint legal nodes of highest total worth, in the order of their first thing."""
    best: dict[Node, tuple[float, list[Node]]] = {}
    chosen: list[Node] = []
    for root in roots:
        for node in _upwards(root):
            below = [best.pop(branch) for branch in node.branches or ()]
            value, kept = sum(one[0] for one in below), [legal for one in below for legal in one[1]]
            own = worth(node, resolution)
            if least <= node.size <= most and own > value:
                value, kept = own, [node]
            best[node] = value, kept
        chosen += best.pop(root)[1]
    return sorted(chosen, key=lambda node: node.members)


def _upwards(root: Node) -> list[Node]:
    """Every node, branches before what they branch from."""
    found, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting += node.branches or ()
    return found[::-1]
