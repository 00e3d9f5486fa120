/** GET /api/entities?type=&search=&parent=&ids=&limit=&cursor=: what the local cache has of a type. Admins. */
export interface EntityPage {
  entities: CachedEntity[];
  /** Send it back as `cursor`. A page that was searched for may be short, or empty, and still have a next one. */
  next: string | null;
}

export interface CachedEntity {
  id: string;
  type: string;
  /** What people call it; its id where it has no name. */
  name: string;
  /** Id of what it belongs to: a task's project. */
  parent: string | null;
  fetched_at: string;
}

/** GET /api/entities/{type}/{id}. */
export interface CachedEntityWhole extends CachedEntity {
  payload: unknown;
}
