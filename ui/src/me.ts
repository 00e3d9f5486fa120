// Who looks, once it is known.
import { signal } from "@preact/signals";

import type { Me } from "./api/types/me";

export const me = signal<Me | null>(null);
