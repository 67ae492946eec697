from __future__ import annotations

import numpy as np
import pytest

from engine.component import BOOL, F64, I32, Component, flat_indices
from engine.digest import fold
from engine.layout import Shape
from engine.world import World


class Place(Component):
    x: F64
    y: F64


class Pace(Component):
    x: F64


class Life(Component):
    alive: BOOL
    age: I32


class Numbers:
    pass


def make(worlds: int = 3) -> World:
    return World(worlds, {"birds": Shape(2, (Place, Life)), "stones": Shape(4, (Place,))}, Numbers())


def test_columns_are_views_of_one_block_a_dtype() -> None:
    world = make()
    world["stones"][Place].y[3, 2] = 7.5
    block = world.blocks[np.dtype(np.float64)]
    assert block.shape == (2 * 2 + 4 * 2, 3)
    assert block.sum() == 7.5
    assert np.shares_memory(world["stones"][Place].y, block)


def test_no_two_columns_overlap() -> None:
    world = make()
    columns = [world["birds"][Place].x, world["birds"][Place].y, world["stones"][Place].x, world["stones"][Place].y]
    for number, column in enumerate(columns):
        column += number + 1
    assert [float(column.mean()) for column in columns] == [1, 2, 3, 4]


def test_assignment_to_a_column_copies_into_it() -> None:
    world = make()
    place, before = world["birds"][Place], world["birds"][Place].x
    place.x = np.full((2, 3), 4.0)
    place.x += 1
    assert world["birds"][Place].x is before
    assert (world.blocks[np.dtype(np.float64)][:2] == 5).all()


def test_a_field_that_a_component_does_not_have_is_refused() -> None:
    with pytest.raises(AttributeError):
        make()["birds"][Place].z = np.zeros((2, 3))  # type: ignore[attr-defined]


def test_fields_and_cells_are_views_of_the_columns() -> None:
    world = make()
    place = world["stones"][Place]
    place.fields[1] = np.arange(12).reshape(4, 3)
    assert (place.fields.shape, place.y[3, 2], place.x.any()) == ((2, 4, 3), 11, False)
    place.flat.x[3 * 1 + 2] = 5  # the cell of row 1 and world 2
    place.flat.fields[:, 0] += 7
    assert (place.x[1, 2], place.x[0, 0], place.y[0, 0]) == (5, 7, 7)
    assert not world["birds"][Place].fields.any()
    assert not hasattr(world["birds"][Life], "fields")  # whose dtypes differ


def test_a_stack_holds_the_fields_of_all_tables_that_have_the_components() -> None:
    world = World(
        3, {"birds": Shape(2, (Place, Pace, Life)), "none": Shape(0, (Place, Pace)), "stones": Shape(4, (Place, Pace))}
    )
    both = world.stack(Place, Pace).values
    for number, column in enumerate(both):
        column[:] = number
    stones = both[:, world.span["stones"]]
    stones += 10
    assert both.shape == (3, 6 * 3)
    assert (world["birds"][Place].x == 0).all() and (world["birds"][Pace].x == 2).all()
    assert (world["stones"][Place].y == 11).all() and (world["stones"][Pace].x == 12).all()
    assert world.span == {"birds": slice(0, 6), "none": slice(6, 6), "stones": slice(6, 18)}


def test_flat_indices_tell_rows_and_worlds() -> None:
    world = make()
    world["stones"][Place].x[[0, 2, 3], [1, 0, 2]] = 1
    entity = flat_indices(world["stones"][Place].x)
    row, w = world.row_and_world(entity)
    assert (entity.tolist(), row.tolist(), w.tolist()) == ([1, 6, 11], [0, 2, 3], [1, 0, 2])
    assert (world.flat_index(row, w) == entity).all()
    assert (world.row_of(entity) == row).all() and (world.world_of(entity) == w).all()
    assert world.rows_after(entity[:2], np.array([3, 1])).tolist() == [10, 9]


def test_a_stack_is_read_and_written_by_table_and_flat_index() -> None:
    world = make()
    stack, entity = world.stack(Place), np.array([4, 7])
    stack.scatter("stones", entity, np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert world["stones"][Place].flat.y[entity].tolist() == [3, 4]
    assert not world["birds"][Place].fields.any()
    assert stack.gather("stones", entity).tolist() == [[1, 2], [3, 4]]
    index = np.arange(stack.values.shape[1])
    assert (world.unstacked("stones", index[world.span["stones"]]) == np.arange(12)).all()
    assert (world.unstacked("birds", index[world.span["birds"]]) == np.arange(6)).all()


@pytest.mark.parametrize("components", [(Place, Life), (Pace, Place), (Place, Place), (Place, Pace)])
def test_what_does_not_lie_side_by_side_is_no_stack(components: tuple[type[Component], ...]) -> None:
    world = World(3, {"birds": Shape(2, (Place, Pace, Life)), "stones": Shape(4, (Place,)), "rest": Shape(9, (Life,))})
    with pytest.raises(ValueError, match="not one array"):
        world.stack(*components)


def test_query_yields_tables_that_have_all_components_as_one_where_they_follow_one_another() -> None:
    world = make()
    world["birds"][Place].y[1, 2], world["stones"][Place].y[3, 0] = 5, 7
    ((place,),) = world.query(Place)
    assert (place.y.shape, place.y[1, 2], place.y[5, 0]) == ((6, 3), 5, 7)
    place.y += 1
    assert (world["birds"][Place].y[1, 2], world["stones"][Place].y[3, 0]) == (6, 8)
    assert [(place.x.shape, life.age.shape) for place, life in world.query(Place, Life)] == [((2, 3), (2, 3))]


def test_query_never_yields_a_table_that_lacks_a_component() -> None:
    shapes = {
        "a": Shape(1, (Place, Life)),
        "b": Shape(2, (Place,)),
        "c": Shape(3, (Life, Place)),
        "d": Shape(0, (Life,)),
    }
    world = World(2, {**shapes, "e": Shape(4, (Place, Life))})
    for name in ("a", "c", "e"):
        world[name][Life].age[:] = len(name) + ord(name)
        world[name][Place].x[:] = len(name) + ord(name)
    found = list(world.query(Place, Life))
    assert [place.x.shape[0] for place, _ in found] == [1, 3, 4]
    assert all((place.x == life.age).all() for place, life in found)


def test_resources_are_found_by_their_type() -> None:
    assert isinstance(make().resource(Numbers), Numbers)
    with pytest.raises(KeyError):
        make().resource(dict)


def fill(world: World, start: int) -> None:
    for block in world.blocks.values():
        block[:] = (np.arange(block.size) + start).reshape(block.shape)
    world.tick[:] = start
    world.key[:] = start


def test_restore_brings_all_state_back() -> None:
    world = make()
    fill(world, 1)
    saved, digest = world.memory.copy(), fold(world).tolist()
    fill(world, 2)
    assert fold(world).tolist() != digest
    world.restore(saved)
    assert fold(world).tolist() == digest
    assert world.key.tolist() == [1, 1, 1]


def test_a_snapshot_does_not_follow_the_world() -> None:
    world = make()
    saved = world.memory.copy()
    fill(world, 5)
    world.restore(saved)
    assert not any(block.any() for block in world.blocks.values())


def test_columns_move_between_world_sets_of_other_sizes() -> None:
    source, into = make(3), make(5)
    fill(source, 10)
    fill(into, 100)
    before = fold(into)
    into.copy_columns(source, columns=[2, 0], into=[1, 4])
    assert fold(into)[[1, 4]].tolist() == fold(source)[[2, 0]].tolist()
    assert fold(into)[[0, 2, 3]].tolist() == before[[0, 2, 3]].tolist()
    assert (into.key[1], into.tick[4]) == (10, 10)


def test_columns_can_change_places_within_one_set() -> None:
    world = make(3)
    fill(world, 1)
    before = fold(world).tolist()
    world.copy_columns(world, columns=[1, 0], into=[0, 1])
    assert fold(world).tolist() == [before[1], before[0], before[2]]


def test_a_narrowed_world_set_holds_the_chosen_worlds_alone() -> None:
    world = make()
    for block in world.blocks.values():
        block[:] = np.arange(block.size).reshape(block.shape) % 100
    world.tick[:] = range(world.worlds)
    narrow = world.narrowed([2, 0])
    assert narrow.worlds == 2
    assert narrow.tick.tolist() == [2, 0]
    for dtype, block in narrow.blocks.items():
        assert (block == world.blocks[dtype][:, [2, 0]]).all()
        assert not np.shares_memory(block, world.blocks[dtype])
