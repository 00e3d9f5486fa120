/** `GET /api/sources`. Only add-ons with custom webhooks have it. */
export interface Sources {
  sources: Source[];
  /** Names of the schemes that a source can have. */
  schemes: Scheme[];
  /** Most sources of the workspace. */
  most: number;
  /** Whether deliveries are taken: the operator and the workspace's settings in Clockify both have to say so. */
  is_enabled: boolean;
  /** Who has switched them off. */
  disabled_by: "operator" | "workspace" | null;
}

export interface Scheme {
  name: string;
  /** The header that carries the proof. */
  header: string;
  /** Whether another header can be chosen. */
  has_header: boolean;
}

export interface Source {
  name: string;
  scheme: string;
  /** The header that carries the proof. */
  header: string;
  /** Where to deliver. */
  url: string;
  /** Until when the secret before the last rotation counts as well. */
  previous_secret_until: string | null;
  created_at: string;
  updated_at: string;
}

/** `POST /api/sources`. Without a secret one is made. */
export interface NewSource {
  name: string;
  scheme: string;
  header?: string;
  secret?: string;
}

/** `POST /api/sources/{name}/rotate`. */
export interface Rotation {
  secret?: string;
  /** How long the old secret stays valid: 0 to 168, and 24 where nothing is said. */
  overlap_hours?: number;
}

/** What both answer. `secret` is there once, and only if it was made here. */
export interface SourceWithSecret extends Source {
  secret: string | null;
}
