from __future__ import annotations

import hashlib

import pytest

from league.storage.pairing import Pairing, RunRandom, is_guessable, parse_seed, run_secret

DRAW = RunRandom(run_secret(7), 0)


@pytest.mark.parametrize(
    ("players", "exchanged"), [((3, 8), (8, 3)), ((1, 2, 3, 4), (3, 4, 1, 2)), ((1, 2, 3), (2, 3, 1))]
)
def test_in_the_second_game_everyone_sits_elsewhere(players: tuple[int, ...], exchanged: tuple[int, ...]) -> None:
    pairing = Pairing(1, 1, "open", 5, players)
    assert pairing.seats("a") == players
    assert pairing.seats("b") == exchanged


def test_a_secret_comes_from_the_seed_or_from_nowhere() -> None:
    assert run_secret(7) == hashlib.sha256(b"run" + (7).to_bytes(8, "little")).digest()
    assert run_secret(None) != run_secret(None)
    assert len(run_secret(None)) == 32


@pytest.mark.parametrize(
    ("text", "seed"),
    [("0", 0), ("007", 7), (str(2**64 - 1), 2**64 - 1), (str(2**64), str(2**64)), ("-1", "-1"), ("٣", "٣"), ("x", "x")],
)
def test_a_text_of_digits_is_the_integer_and_any_other_is_itself(text: str, seed: int | str) -> None:
    assert parse_seed(text) == seed


def test_a_text_is_hashed_otherwise_than_an_integer_and_a_secret_is_itself() -> None:
    assert run_secret("north wind") == hashlib.sha256(b"textnorth wind").digest()
    assert run_secret("7") != run_secret(7)
    secret = run_secret(None)
    assert run_secret(secret.hex()) == secret
    assert run_secret(secret.hex()[:-1]) == hashlib.sha256(b"text" + secret.hex()[:-1].encode()).digest()


def test_integers_and_short_texts_can_be_guessed() -> None:
    assert [is_guessable(seed) for seed in (2**64 - 1, "north wind", 21 * "x", 22 * "x", 64 * "0")] == [
        *(True, True, True),
        *(False, False),
    ]


def test_draws_depend_on_secret_repeat_and_what_is_drawn() -> None:
    draws = [RunRandom(run_secret(seed), repeat) for seed in (1, 2) for repeat in (0, 1)]
    assert len({draw.seed(n) for draw in draws for n in (1, 2)}) == 8
    assert len({draw.place(round, n) for draw in draws for round in (1, 2) for n in (1, 2)}) == 16


def test_seeds_stay_what_they_are() -> None:
    assert [DRAW.seed(number) for number in (1, 2)] == [4046849451954465647, 8206279897442442824]
    assert all(0 <= DRAW.seed(number) < 2**63 for number in range(100))
