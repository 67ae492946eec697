// Elements with texts from the match, which are untrusted: only ever textContent.
function element(tag, name, ...children) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    made.append(...children.filter((child) => child !== null));
    return made;
}

function setText(node, text) {
    if (node.textContent !== text) node.textContent = text;
}

// Hull in whole points: whoever is alive has some.
function wholeHull(hull) {
    return Math.max(1, Math.round(hull)).toFixed(0);
}

function setShare(bar, share) {
    const scale = `scaleX(${Math.max(0, Math.min(share, 1)).toFixed(3)})`;
    if (bar.style.transform !== scale) bar.style.transform = scale;
}

// A bar, and its filled part.
function bar(name, color) {
    const filled = element("i", "");
    filled.style.background = color;
    return [element("div", `bar ${name}`, filled), filled];
}

const ICONS = {
    play: "M7 4.5v15l12.5-7.5z",
    pause: "M6 4.5h4.2v15H6zM13.8 4.5H18v15h-4.2z",
    replay: "M12 5V1.5L6.5 6 12 10.5V7a5.5 5.5 0 1 1-5.5 5.5h-2A7.5 7.5 0 1 0 12 5z",
    back: "M17.5 5v14L7.5 12zM5 5h2v14H5z",
    next: "M6.5 5v14l10-7zM17 5h2v14h-2z",
    stepBack: "M14.5 5.5v13L5.5 12zM16.5 5.5h2v13h-2z",
    stepNext: "M9.5 5.5v13l9-6.5zM5.5 5.5h2v13h-2z",
    camera: "M4 7h4l1.5-2h5L16 7h4a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1zm8 2.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z",
    why: "M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19zm-1.1 15.2v-2.2h2.2v2.2zM13 14h-2c0-3 2.6-3 2.6-4.7 0-1-.7-1.6-1.6-1.6-1 0-1.7.7-1.7 1.8h-2c0-2.2 1.6-3.6 3.7-3.6s3.6 1.3 3.6 3.4c0 2.5-2.6 2.8-2.6 4.7z",
    sight: "M12 5C6.5 5 2.5 12 2.5 12s4 7 9.5 7 9.5-7 9.5-7-4-7-9.5-7zm0 11a4 4 0 1 1 0-8 4 4 0 0 1 0 8z",
    link: "M10.6 13.4a1 1 0 0 1 0-1.4l4-4 1.4 1.4-4 4a1 1 0 0 1-1.4 0zM7 17a3 3 0 0 1 0-4.2l2.5-2.5L8.1 8.9l-2.5 2.5a5 5 0 0 0 7 7l2.5-2.5-1.4-1.4-2.5 2.5A3 3 0 0 1 7 17zM18.4 5.6a5 5 0 0 0-7 0L8.9 8.1l1.4 1.4 2.5-2.5a3 3 0 1 1 4.2 4.2l-2.5 2.5 1.4 1.4 2.5-2.5a5 5 0 0 0 0-7z",
    help: "M5 4h14a1.5 1.5 0 0 1 1.5 1.5v13A1.5 1.5 0 0 1 19 20H5a1.5 1.5 0 0 1-1.5-1.5v-13A1.5 1.5 0 0 1 5 4zm1.5 3v2h2V7zm4.5 0v2h2V7zm4.5 0v2h2V7zM6.5 11v2h2v-2zm4.5 0v2h2v-2zm4.5 0v2h2v-2zM8 15v2h8v-2z",
    full: "M4 4h6v2H6v4H4zM14 4h6v6h-2V6h-4zM4 14h2v4h4v2H4zM18 14h2v6h-6v-2h4z",
    close: "M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12 19 17.6 17.6 19 12 13.4 6.4 19 5 17.6 10.6 12 5 6.4z",
};

function icon(name) {
    const space = "http://www.w3.org/2000/svg",
        svg = document.createElementNS(space, "svg"),
        path = document.createElementNS(space, "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", ICONS[name]);
    path.setAttribute("fill-rule", "evenodd");
    svg.append(path);
    return svg;
}

function button(image, label, act, text = "") {
    const made = element("button", "", icon(image));
    made.type = "button";
    made.title = label;
    made.setAttribute("aria-label", label);
    if (text) made.append(element("span", "", text));
    made.addEventListener("click", act);
    return made;
}
