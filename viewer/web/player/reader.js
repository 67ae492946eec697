// Integers as viewer/web/varint.py writes them: zigzag, seven bits a byte, the low ones first.
class Reader {
    constructor(bytes, at) {
        this.bytes = bytes;
        this.at = at;
    }

    int() {
        let value = 0,
            unit = 1,
            byte;
        do {
            byte = this.bytes[this.at++];
            value += (byte & 127) * unit;
            unit *= 128;
        } while (byte > 127);
        return value % 2 ? -(value + 1) / 2 : value / 2;
    }

    ints(count) {
        return Array.from({ length: count }, () => this.int());
    }

    // Columns along time, one after the other, from their first or second differences: [states * columns].
    columns(states, count, second) {
        const values = new Float64Array(states * count);
        for (let column = 0; column < count; column++) {
            let value = 0,
                step = 0;
            for (let state = 0; state < states; state++) {
                if (second) value += step += this.int();
                else value += this.int();
                values[state * count + column] = value;
            }
        }
        return values;
    }

    // Groups of ascending numbers from the gaps between them, given the size of each group.
    groups(counts) {
        return counts.map((count) => {
            let last = 0;
            return Array.from({ length: count }, () => (last += this.int()));
        });
    }
}

// Whether a state lies in a run, given the states at which runs start and end, in turns.
function inRun(changes, state) {
    let low = 0,
        high = changes.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (changes[middle] <= state) low = middle + 1;
        else high = middle;
    }
    return low % 2 === 1;
}

async function inflate(base64) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
}
