// Passes on what it is told to a frame beside it, as a page of somebody else's could.
"use strict";

window.addEventListener("message", (event) => {
  if (event.source === window.parent) window.parent.frames["addon"]?.postMessage(event.data, "*");
});
