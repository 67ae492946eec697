// The buttons below the timeline.
class Dock {
    constructor(page) {
        this.page = page;
        const { player } = page;
        const press = (image, label, change, text) => button(image, label, () => page.act(change), text);
        this.play = press("play", "play (space)", () => player.toggle());
        this.play.classList.add("primary");
        this.speed = element("button", "speed");
        this.speed.type = "button";
        this.speed.title = "speed: a click doubles it (up, down)";
        this.speed.addEventListener("click", () => page.act(() => this.nextSpeed()));
        const moves = [
            press("back", "event before (p)", () => page.jump(-1)),
            press("stepBack", "back 1 tick (left)", () => player.step(-1)),
            this.play,
            press("stepNext", "forward 1 tick (right)", () => player.step(1)),
            press("next", "next event (n)", () => page.jump(1)),
            this.speed,
        ];
        this.where = element("span", "where");
        this.lens = press("camera", "camera: action, arena, ship (a, r, f)", () => page.nextAim(), "action");
        this.why = press("why", "why it ended (w)", () => page.toggleWhy(), "why?");
        this.sight = press("sight", "what all ships sense (v)", () => (page.view.sight = !page.view.sight));
        const tools = [
            this.lens,
            this.why,
            this.sight,
            press("link", "copy a link to this moment (l)", () => page.share()),
            press("help", "keys (h)", () => page.help.toggle()),
        ];
        if (document.fullscreenEnabled) tools.push(press("full", "full screen", () => this.toggleFullScreen()));
        const controls = element(
            "div",
            "controls",
            element("div", "group", ...moves),
            this.where,
            element("div", "group tools", ...tools),
        );
        this.root = element("footer", "dock", page.timeline.root, controls);
    }

    nextSpeed() {
        const { player } = this.page;
        if (player.speed >= 8) player.speed = 0.25;
        else player.faster(1);
    }

    toggleFullScreen() {
        if (document.fullscreenElement) document.exitFullscreen();
        else this.page.root.requestFullscreen();
    }

    update(time) {
        const { player, match, camera, view, why } = this.page;
        const image = player.playing ? "pause" : player.ended ? "replay" : "play";
        if (this.play.dataset.image !== image) {
            this.play.dataset.image = image;
            this.play.replaceChildren(icon(image));
            this.play.setAttribute("aria-label", player.playing ? "pause (space)" : "play (space)");
        }
        setText(this.speed, `${player.speed}×`);
        setText(this.lens.lastChild, camera.aim);
        setText(this.where, `tick ${Math.floor(time)} / ${match.ticks}`);
        this.sight.setAttribute("aria-pressed", String(view.sight));
        this.why.setAttribute("aria-pressed", String(!why.root.hidden));
    }
}
