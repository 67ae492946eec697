const SPARK = 12; // ticks that the flash of a hit lasts
const BLAST = 40; // ticks that an explosion lasts

// Flashes of hits and explosions, as functions of time alone.
class Effects {
    constructor(match, sprites) {
        this.match = match;
        this.sprites = sprites;
    }

    glow(g, color, x, y, radius, alpha) {
        g.globalAlpha = Math.max(alpha, 0);
        g.drawImage(this.sprites.glow(color), x - radius, y - radius, 2 * radius, 2 * radius);
    }

    draw(g, camera, time, calm) {
        g.globalCompositeOperation = "lighter";
        const scale = Math.max(Math.min(camera.zoom * 1.5, 2.5), 0.8);
        for (const { shot, tick } of this.recent(this.match.hits, time, SPARK))
            this.drawHit(g, camera, shot, time - tick, scale, calm);
        for (const [tick, ship, x, y] of this.match.about.kills) {
            if (tick <= time && time - tick < BLAST) this.drawKill(g, camera, ship, x, y, time - tick, scale, calm);
        }
        g.globalCompositeOperation = "source-over";
        g.globalAlpha = 1;
    }

    // The events of the last ticks, of a list in the order of ticks.
    recent(events, time, lasting) {
        const start = events.findIndex((event) => event.tick > time - lasting);
        return start < 0 ? [] : events.slice(start).filter((event) => event.tick <= time);
    }

    drawHit(g, camera, shot, age, scale, calm) {
        const [x, y] = camera.toStage(...shot.at(shot.last)),
            left = 1 - age / SPARK;
        const color = shot.shielded ? "#9fd8ff" : THEME.flame;
        this.glow(g, color, x, y, (8 + 5 * shot.power) * scale * (0.8 + age / SPARK), left * (calm ? 0.4 : 0.75));
        g.strokeStyle = color;
        g.lineWidth = 1.4;
        g.globalAlpha = left;
        g.beginPath();
        for (let k = 0; k < 4 + 2 * shot.power; k++) {
            const angle = k * 2.399 + shot.born,
                reach = (3 + age * (1 + (k % 3) * 0.5)) * scale;
            g.moveTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
            g.lineTo(x + 1.5 * reach * Math.cos(angle), y + 1.5 * reach * Math.sin(angle));
        }
        g.stroke();
    }

    drawKill(g, camera, ship, meterX, meterY, age, scale, calm) {
        const [x, y] = camera.toStage(meterX, meterY),
            grown = age / BLAST,
            left = 1 - grown;
        const color = this.match.about.colors[this.match.side(ship)];
        this.glow(g, THEME.flame, x, y, (50 + 70 * grown) * scale, left * (calm ? 0.5 : 1));
        if (!calm) this.glow(g, "#ffffff", x, y, (26 + 60 * grown) * scale, left ** 3);
        g.strokeStyle = color;
        g.lineWidth = 1 + 3 * left;
        g.globalAlpha = left;
        circle(g, x, y, (10 + 80 * Math.sqrt(grown)) * scale);
        g.stroke();
        g.fillStyle = color;
        const random = dice(ship + 3);
        for (let k = 0; k < 18; k++) {
            const angle = random() * 7,
                reach = (6 + (30 + 90 * random()) * Math.sqrt(grown)) * scale,
                size = (1 + 2.5 * random()) * Math.sqrt(scale);
            g.fillRect(x + reach * Math.cos(angle), y + reach * Math.sin(angle), size, size);
        }
    }
}
