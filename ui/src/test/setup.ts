// jsdom has no dialogs yet that open and close.
import { afterEach } from "vitest";
import { render } from "preact";
import { act } from "preact/test-utils";

HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
  this.open = false;
};

// What is still to be done when a view goes is done before the next test, or before there is no document any more.
afterEach(async () => {
  for (const place of document.querySelectorAll("[data-mounted]")) await act(() => render(null, place));
  document.body.replaceChildren();
  location.hash = "";
});
