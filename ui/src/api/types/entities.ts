/** `GET /api/entities?type=&search=&parent=&ids=&limit=&cursor=`: what the local cache has of a type. For admins. */
export interface Entities {
  entities: Entity[];
  /** Send it back as `cursor`. A page that was searched for may be short, or empty, and still have a next one. */
  next: string | null;
}

export interface Entity {
  id: string;
  type: string;
  /** What people call it; its id where it has no name. */
  name: string;
  /** Id of what it belongs to: a task's project. */
  parent: string | null;
  fetched_at: string;
}

/** `GET /api/entities/{type}/{id}`. */
export interface EntityWhole extends Entity {
  payload: unknown;
}
