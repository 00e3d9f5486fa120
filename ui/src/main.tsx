// Where the page begins: the token leaves the address, then it is asked who looks, then there is something to see.
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/components.css";

import { render } from "preact";

import { App } from "./app";
import { begin } from "./session";

begin();
const place = document.getElementById("page");
if (place !== null) render(<App />, place);
