// Images that are drawn once and copied in each frame.
class Sprites {
    constructor() {
        this.kept = new Map();
    }

    get(key, width, height, draw) {
        let image = this.kept.get(key);
        if (!image) {
            image = document.createElement("canvas");
            image.width = width;
            image.height = height;
            draw(image.getContext("2d"), width, height);
            this.kept.set(key, image);
        }
        return image;
    }

    glow(color) {
        return this.get(`glow ${color}`, 64, 64, (g) => {
            const light = g.createRadialGradient(32, 32, 0, 32, 32, 32);
            [
                [0, "ff"],
                [0.12, "c8"],
                [0.35, "50"],
                [0.7, "12"],
                [1, "00"],
            ].forEach(([at, alpha]) => light.addColorStop(at, color + alpha));
            g.fillStyle = light;
            g.fillRect(0, 0, 64, 64);
        });
    }

    ship(side, color) {
        const size = 144,
            unit = 56;
        return this.get(`ship ${side}`, size, size, (g) => {
            const hull = HULLS[side % HULLS.length];
            g.translate(size / 2, size / 2);
            g.lineJoin = "round";
            g.shadowColor = color;
            g.shadowBlur = 8;
            const shade = g.createLinearGradient(0, -unit, 0, unit);
            [
                [0, mix(color, "#000000", 0.45)],
                [0.42, color],
                [0.5, mix(color, "#ffffff", 0.55)],
                [0.58, color],
                [1, mix(color, "#000000", 0.45)],
            ].forEach(([at, tint]) => shade.addColorStop(at, tint));
            g.fillStyle = shade;
            tracePolygon(g, hull, 0, 0, unit);
            g.fill();
            g.shadowBlur = 0;
            g.lineWidth = 3;
            g.strokeStyle = mix(color, "#000000", 0.7);
            g.stroke();
            g.globalAlpha = 0.5;
            g.lineWidth = 2;
            g.beginPath();
            for (const y of [-1, 1]) {
                g.moveTo(unit * 0.3, y * unit * 0.12);
                g.lineTo(-unit * 0.45, y * unit * 0.32);
            }
            g.stroke();
            g.globalAlpha = 1;
            g.fillStyle = "#0b1220";
            g.fillRect(-unit * 0.78, -unit * 0.16, unit * 0.16, unit * 0.32);
            const glass = g.createLinearGradient(0, -8, 0, 8);
            glass.addColorStop(0, "#f4fbff");
            glass.addColorStop(1, "#5f86b5");
            g.fillStyle = glass;
            g.beginPath();
            g.ellipse(unit * 0.26, 0, unit * 0.22, unit * 0.1, 0, 0, 7);
            g.fill();
        });
    }

    flame() {
        return this.get("flame", 96, 32, (g) => {
            for (const [length, width, tint] of [
                [1, 1, "#ff6a20"],
                [0.75, 0.66, "#ffb347"],
                [0.45, 0.4, "#fff6d8"],
            ]) {
                const light = g.createLinearGradient(0, 0, 96 * length, 0);
                light.addColorStop(0, tint);
                light.addColorStop(0.35, tint + "c0");
                light.addColorStop(1, tint + "00");
                g.fillStyle = light;
                g.beginPath();
                g.moveTo(0, 16 - 12 * width);
                g.quadraticCurveTo(52 * length, 16 - 12 * width, 96 * length, 16);
                g.quadraticCurveTo(52 * length, 16 + 12 * width, 0, 16 + 12 * width);
                g.fill();
            }
        });
    }

    shield() {
        return this.get("shield", 96, 96, (g) => {
            const light = g.createRadialGradient(48, 48, 22, 48, 48, 46);
            [
                [0, "#9fd8ff00"],
                [0.6, "#9fd8ff20"],
                [0.88, "#c8ecff90"],
                [0.95, "#ffffffd0"],
                [1, "#9fd8ff00"],
            ].forEach(([at, tint]) => light.addColorStop(at, tint));
            g.fillStyle = light;
            g.fillRect(0, 0, 96, 96);
        });
    }

    rock(number) {
        return this.get(`rock ${number}`, 160, 160, (g) => {
            const random = dice(number + 11),
                corners = 18,
                unit = 70;
            g.translate(80, 80);
            const polygon = Array.from({ length: corners }, (_, k) => {
                const angle = (k / corners) * 2 * Math.PI,
                    radius = 0.9 + 0.12 * random() - 0.06;
                return [radius * Math.cos(angle), radius * Math.sin(angle)];
            });
            const shade = g.createRadialGradient(-24, -28, 6, 0, 0, unit * 1.1);
            [
                [0, "#a59a8d"],
                [0.55, "#6d655e"],
                [1, "#2b2827"],
            ].forEach(([at, tint]) => shade.addColorStop(at, tint));
            g.fillStyle = shade;
            tracePolygon(g, polygon, 0, 0, unit);
            g.fill();
            g.clip();
            for (let k = 0; k < 9; k++) {
                const angle = random() * 7,
                    away = random() * 0.75 * unit,
                    radius = 4 + random() * 12;
                const x = away * Math.cos(angle),
                    y = away * Math.sin(angle);
                g.fillStyle = "#00000038";
                g.beginPath();
                g.arc(x, y, radius, 0, 7);
                g.fill();
                g.strokeStyle = "#ffffff20";
                g.lineWidth = 1.5;
                g.beginPath();
                g.arc(x + 1, y + 1.5, radius, 0.3, 1.9);
                g.stroke();
            }
            tracePolygon(g, polygon, 0, 0, unit);
            g.strokeStyle = "#c8bba840";
            g.lineWidth = 3;
            g.stroke();
        });
    }

    star() {
        return this.get("star", 512, 512, (g) => {
            g.translate(256, 256);
            const light = g.createRadialGradient(0, 0, 40, 0, 0, 256);
            [
                [0, "#ffdc90ff"],
                [0.2, "#ffb048a0"],
                [0.45, "#ff8a3038"],
                [1, "#ff6a2000"],
            ].forEach(([at, tint]) => light.addColorStop(at, tint));
            g.fillStyle = light;
            g.fillRect(-256, -256, 512, 512);
            const random = dice(5);
            g.globalCompositeOperation = "lighter";
            for (let k = 0; k < 60; k++) {
                const angle = random() * 7,
                    reach = 110 + random() * 110;
                g.strokeStyle = `rgba(255,190,100,${0.05 + 0.08 * random()})`;
                g.lineWidth = 2 + 5 * random();
                g.beginPath();
                g.moveTo(70 * Math.cos(angle), 70 * Math.sin(angle));
                g.lineTo(reach * Math.cos(angle + 0.08), reach * Math.sin(angle + 0.08));
                g.stroke();
            }
            g.globalCompositeOperation = "source-over";
            const core = g.createRadialGradient(-18, -18, 4, 0, 0, 86);
            [
                [0, "#fffef4"],
                [0.5, "#ffe9ac"],
                [0.85, "#ffc45c"],
                [1, "#ff9a38"],
            ].forEach(([at, tint]) => core.addColorStop(at, tint));
            g.fillStyle = core;
            g.beginPath();
            g.arc(0, 0, 85, 0, 7);
            g.fill();
        });
    }

    // A line of text, cut where it is wider than `most` pixels.
    label(whole, color, ratio, most) {
        const font = `600 ${12 * ratio}px system-ui, sans-serif`;
        return this.get(`label ${ratio} ${most} ${color} ${whole}`, 1, 1, (g) => {
            g.font = font;
            const letters = [...whole];
            while (letters.length > 1 && g.measureText(letters.join("")).width > most * ratio) letters.pop();
            const text = letters.join("") + (letters.length < [...whole].length ? "…" : "");
            g.canvas.width = Math.ceil(g.measureText(text).width + 8 * ratio);
            g.canvas.height = 18 * ratio;
            g.font = font;
            g.lineJoin = "round";
            g.lineWidth = 3 * ratio;
            g.strokeStyle = "#03050ce0";
            g.fillStyle = color;
            g.textBaseline = "middle";
            g.strokeText(text, 4 * ratio, 9.5 * ratio);
            g.fillText(text, 4 * ratio, 9.5 * ratio);
        });
    }
}

// A repeatable source of numbers, 0 .. 1.
function dice(seed) {
    let state = (seed * 2654435761) >>> 0;
    return () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state / 2 ** 32;
    };
}

// A colour between two, as #rrggbb.
function mix(one, other, share) {
    const part = (color, k) => parseInt(color.slice(k, k + 2), 16);
    return (
        "#" +
        [1, 3, 5]
            .map((k) =>
                Math.round(part(one, k) + (part(other, k) - part(one, k)) * share)
                    .toString(16)
                    .padStart(2, "0"),
            )
            .join("")
    );
}
