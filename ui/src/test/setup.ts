// jsdom has no dialogs yet that open and close.
import { afterEach } from "vitest";
import { render } from "preact";

HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
  this.open = false;
};

afterEach(() => {
  for (const place of document.querySelectorAll("[data-mounted]")) render(null, place);
  document.body.replaceChildren();
  location.hash = "";
});
