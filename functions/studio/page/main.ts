/** Entry point of the page. */
import { render } from "preact";
import { App } from "./app.ts";
import { nextTask } from "./idle.ts";
import { html } from "./ui.ts";

// The head of the page is on screen already; loading the scripts and building the rest are tasks of their own.
nextTask().then(() => {
  const root = document.getElementById("studio");
  if (root === null) return;
  root.replaceChildren();
  render(html`<${App} />`, root);
});
document.querySelectorAll<HTMLAnchorElement>(".skip, .places a").forEach((link) =>
  link.addEventListener("click", jump)
);

/** Goes to a part of the page; the address after `#` belongs to the settings. */
function jump(this: HTMLAnchorElement, event: Event): void {
  event.preventDefault();
  const target = document.getElementById(this.hash.slice(1));
  target?.scrollIntoView();
  if (target !== null) {
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
  }
}
