// Marks of the sides and hulls of their ships: polygons around (0, 0), within radius 1. Sides differ by both, and not
// by colour alone.
const ngon = (corners, turn = 0, inner = 1) =>
    Array.from({ length: corners }, (_, k) => {
        const angle = turn + (k / corners) * 2 * Math.PI,
            radius = k % 2 ? inner : 1;
        return [radius * Math.sin(angle), -radius * Math.cos(angle)];
    });
const MARKS = [
    ngon(3).map(([x, y]) => [x, y + 0.2]),
    ngon(24).map(([x, y]) => [x * 0.88, y * 0.88]),
    ngon(4, Math.PI / 4),
    ngon(4),
    ngon(10, 0, 0.45),
    [
        [-0.32, -0.95],
        [0.32, -0.95],
        [0.32, -0.32],
        [0.95, -0.32],
        [0.95, 0.32],
        [0.32, 0.32],
        [0.32, 0.95],
        [-0.32, 0.95],
        [-0.32, 0.32],
        [-0.95, 0.32],
        [-0.95, -0.32],
        [-0.32, -0.32],
    ],
    ngon(3, Math.PI).map(([x, y]) => [x, y - 0.2]),
    ngon(6),
];

// Upper halves of hulls, nose to the right.
const HALVES = [
    [
        [1.2, 0],
        [0.35, 0.2],
        [-0.15, 0.5],
        [-0.85, 0.85],
        [-0.6, 0.3],
        [-0.72, 0.16],
    ],
    [
        [1.05, 0],
        [0.75, 0.18],
        [0.2, 0.3],
        [0.1, 0.9],
        [-0.45, 0.9],
        [-0.5, 0.36],
        [-0.8, 0.42],
        [-0.74, 0],
    ],
    [
        [0.75, 0],
        [1.1, 0.42],
        [0.35, 0.62],
        [-0.3, 0.95],
        [-0.55, 0.6],
        [-0.8, 0.3],
        [-0.66, 0],
    ],
    [
        [1.2, 0],
        [0.6, 0.26],
        [0.1, 0.3],
        [-0.5, 0.98],
        [-0.85, 0.8],
        [-0.55, 0.26],
        [-0.9, 0.14],
    ],
];
const HULLS = HALVES.map((half) => [
    ...half,
    ...half
        .slice(1)
        .reverse()
        .map(([x, y]) => [x, -y]),
]);

function tracePolygon(g, polygon, x = 0, y = 0, size = 1) {
    g.beginPath();
    polygon.forEach(([px, py], k) => g[k ? "lineTo" : "moveTo"](x + px * size, y + py * size));
    g.closePath();
}

// The mark of a side, from the ninth on hollow, on a canvas.
function drawMark(g, side, color, x, y, size) {
    tracePolygon(g, MARKS[side % MARKS.length], x, y, size);
    if (side < MARKS.length) {
        g.fillStyle = color;
        g.fill();
    } else {
        g.strokeStyle = color;
        g.lineWidth = Math.max(size * 0.35, 1);
        g.stroke();
    }
}

// The mark of a side, as an element.
function markElement(side, color) {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg"),
        path = document.createElementNS(space, "polygon");
    svg.setAttribute("viewBox", "-1.2 -1.2 2.4 2.4");
    svg.setAttribute("class", "mark");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("points", MARKS[side % MARKS.length].map((point) => point.join(",")).join(" "));
    path.setAttribute("fill", side < MARKS.length ? color : "none");
    path.setAttribute("stroke", color);
    path.setAttribute("stroke-width", side < MARKS.length ? 0 : 0.4);
    svg.append(path);
    return svg;
}
