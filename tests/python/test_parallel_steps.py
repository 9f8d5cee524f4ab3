"""Steps in the order of their needs, the longest way to the end first."""

from dataclasses import dataclass, field

import pytest

from smarketing.warehouse.parallel_steps import answers_in_order


@dataclass
class Step:
    seconds: float
    after: list[str] = field(default_factory=list)


# a long chain behind a short step, beside a step that takes longer than any of them by itself
STEPS = {
    "alone": Step(5),
    "begin": Step(1, ["source of the project"]),
    "middle": Step(2, ["begin"]),
    "end": Step(4, ["middle"]),
}


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_each_step_comes_once_and_after_those_it_needs(threads):
    asked = []
    names = dict(zip(map(id, STEPS.values()), STEPS, strict=True))
    for step, answer in answers_in_order(STEPS, lambda step: names[id(step)], threads):
        assert step is STEPS[answer]
        assert asked.count(answer) == 0
        assert all(before in asked for before in step.after if before in STEPS)
        asked.append(answer)
    assert sorted(asked) == sorted(STEPS)


def test_the_longest_way_to_the_end_comes_first():
    """7 seconds from `begin` on, then 6 from `middle` on, then 5 of `alone` and 4 of `end`."""
    asked = [step.seconds for step, _ in answers_in_order(STEPS, lambda step: None, 1)]
    assert asked == [1, 2, 5, 4]


def test_what_fails_is_raised_and_nothing_is_begun_after_it():
    asked = []

    def fail(step):
        asked.append(step.seconds)
        if step.seconds == 2:
            raise ValueError("the second")

    with pytest.raises(ValueError, match="the second"):
        list(answers_in_order(STEPS, fail, 1))
    assert asked == [1, 2]
