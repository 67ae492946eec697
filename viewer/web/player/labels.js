const BAR = 40; // pixels of a full bar
const NAME = 120; // pixels, maximum width of a ship's name
const TEXT = 200; // and of another text

// Names and bars of ships, and texts of bots: each is placed where it overlaps no other, or nowhere.
class Labels {
    constructor(match, sprites) {
        this.match = match;
        this.sprites = sprites;
        this.taken = [];
        this.texts = [];
    }

    begin(stage) {
        this.stage = stage;
        this.taken = [];
        this.texts = [];
    }

    // A line of text centred on a place; drawn after everything else.
    add(text, color, x, y) {
        this.texts.push([text, color, x, y]);
    }

    draw(g, camera, craft, time, selected) {
        const { match, stage } = this,
            size = craft.size(camera),
            ships = [];
        for (let ship = 0; ship < match.ships; ship++) if (match.alive(time, ship)) ships.push(ship);
        ships.sort((one, other) => (other === selected) - (one === selected));
        const bodies = [];
        for (const ship of ships) {
            const { x, y } = match.ship(time, ship),
                [px, py] = camera.toStage(x, y);
            bodies.push({ ship, x: px, y: py });
        }
        for (const [text, color, x, y] of this.texts) this.text(g, text, color, x, y);
        for (const body of bodies) {
            if (body.x < -20 || body.y < -20 || body.x > stage.width + 20 || body.y > stage.height + 20) continue;
            const side = match.side(body.ship),
                name = match.about.each === 1 ? match.about.names[side] : String(body.ship);
            const image = this.sprites.label(name, match.about.colors[side], stage.ratio, NAME);
            const width = image.width / stage.ratio + 14,
                half = Math.max(width, BAR) / 2;
            const spots = [body.y + size + 5, body.y - size - 38].map((top) => [
                body.x - half,
                top,
                body.x + half,
                top + 32,
            ]);
            const spot =
                spots.find((box) => this.isFree(box, bodies, body)) ?? (body.ship === selected ? spots[0] : null);
            if (!spot) continue;
            this.taken.push(spot);
            this.drawShip(g, body, spot, image, width, side, time);
        }
    }

    drawShip(g, body, [, top], image, width, side, time) {
        const { rules, colors } = this.match.about,
            { hull, energy } = this.match.ship(time, body.ship),
            left = body.x - BAR / 2;
        g.fillStyle = "#03050cc0";
        g.fillRect(left - 1, top, BAR + 2, 10);
        g.fillStyle = hull > rules.hull / 2 ? THEME.hull : hull > rules.hull / 4 ? THEME.amber : THEME.kill;
        g.fillRect(left, top + 1, (BAR * Math.min(hull, rules.hull)) / rules.hull, 4);
        g.fillStyle = THEME.energy;
        g.globalAlpha = 0.85;
        g.fillRect(left, top + 6.5, (BAR * Math.min(energy, rules.energy)) / rules.energy, 2);
        g.globalAlpha = 1;
        drawMark(g, side, colors[side], body.x - width / 2 + 6, top + 21, 4.5);
        g.drawImage(
            image,
            body.x - width / 2 + 12,
            top + 12,
            image.width / this.stage.ratio,
            image.height / this.stage.ratio,
        );
    }

    text(g, text, color, x, y) {
        const image = this.sprites.label(text, color, this.stage.ratio, TEXT),
            width = image.width / this.stage.ratio;
        this.taken.push([x - width / 2, y - 8, x + width / 2, y + 8]);
        g.drawImage(image, x - width / 2, y - 9, width, image.height / this.stage.ratio);
    }

    isFree([left, top, right, bottom], bodies, own) {
        const apart = (box) => right <= box[0] || left >= box[2] || bottom <= box[1] || top >= box[3];
        return (
            this.taken.every(apart) &&
            bodies.every(({ x, y, ship }) => ship === own.ship || apart([x - 8, y - 8, x + 8, y + 8]))
        );
    }
}
