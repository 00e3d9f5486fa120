/** `GET /api/secrets`: names only; values are never shown. */
export interface Secrets {
  secrets: Secret[];
}

export interface Secret {
  name: string;
  updated_at: string;
  updated_by: string;
}

/** What `PUT /api/secrets/{name}` answers. */
export interface SecretSet {
  name: string;
  is_new: boolean;
}
