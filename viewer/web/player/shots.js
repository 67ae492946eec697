// A shot: its birth, its way and its end. Times are in ticks, places in metres.
class Shot {
    constructor(born, owner, power, states, hit, shielded) {
        Object.assign(this, { born, owner, power, states, hit, shielded });
        this.flown = states - (hit ? 1 : 0); // states in flight; at a hit, the last state is at the place of the hit
        this.xs = this.ys = null; // places by state of a curved way
    }

    // The last state that shows it.
    get last() {
        return this.born + this.states - 1;
    }

    // Whether it is shown at a time: from its gun, a tick before its first state, to its hit, or on for a tick.
    shown(time) {
        return time > this.born - 1 && time < (this.hit ? this.last : this.last + 1);
    }

    at(time) {
        const state = time - this.born;
        return [this.coordinate("x", state), this.coordinate("y", state)];
    }

    coordinate(axis, state) {
        const way = this[axis];
        if (way.places) {
            const end = way.places.length - 1,
                whole = Math.max(0, Math.min(Math.floor(state), end));
            if (state <= 0 || whole === end)
                return way.places[whole] + this.step(way, state < 0 ? 0 : end) * (state - whole);
            return way.places[whole] + (way.places[whole + 1] - way.places[whole]) * (state - whole);
        }
        const end = this.flown - 1;
        if (!this.hit || state <= end || end < 0) return way.first + way.step * (end < 0 ? Math.min(state, 0) : state);
        const from = way.first + way.step * end;
        return from + (way.hit - from) * Math.min(state - end, 1);
    }

    // The step in a tick at the start or the end of a curved way.
    step(way, state) {
        const places = way.places;
        if (places.length < 2) return way.step;
        return state === 0 ? places[1] - places[0] : places[state] - places[state - 1];
    }
}

function readShots(reader, about, ships) {
    const count = reader.int(),
        grid = about.grid,
        shares = about.rules.shares;
    let tick = 0;
    const born = reader.ints(count).map((gap) => (tick += gap));
    const [owners, powers, states, hits, shielded] = [0, 0, 0, 0, 0].map(() => reader.ints(count));
    const shots = born.map((at, k) => new Shot(at, owners[k], powers[k], states[k], hits[k], shielded[k]));
    for (const axis of ["x", "y"]) {
        const first = shots.map((shot) => reader.int() + ships[axis][shot.born * about.ships + shot.owner]);
        const own = first.map((at, k) => at - ships[axis][shots[k].born * about.ships + shots[k].owner]);
        if (about.place.star) {
            shots.forEach((shot, k) => {
                let step = 0,
                    at = first[k];
                const places = [at / grid];
                for (let state = 1; state < shot.states; state++) places.push((at += step += reader.int()) / grid);
                shot[axis] = { places, step: (own[k] * shares[shot.power]) / grid };
            });
            continue;
        }
        shots.forEach((shot, k) => {
            const guess = own[k] * shares[shot.power],
                ends = Math.max(shot.flown - 1, 0);
            const way = reader.int() + Math.floor(guess * ends + 0.5);
            shot[axis] = { first: first[k] / grid, step: (ends ? way / ends : guess) / grid, end: first[k] + way };
        });
        for (const shot of shots) if (shot.hit && shot.flown) shot[axis].hit = (shot[axis].end + reader.int()) / grid;
    }
    const seen = reader.groups(reader.ints(count * about.sides));
    shots.forEach((shot, k) => (shot.seen = seen.slice(k * about.sides, (k + 1) * about.sides)));
    return shots;
}
