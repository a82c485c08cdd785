/** Entry point of the page. */
import { render } from "preact";
import { App } from "./app.ts";
import { html } from "./ui.ts";

const root = document.getElementById("studio");
if (root !== null) {
  root.replaceChildren();
  render(html`<${App} />`, root);
}
