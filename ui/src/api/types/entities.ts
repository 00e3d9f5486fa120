/** `GET /api/entities`: what is remembered of the workspace. */
export interface Entity {
  id: string;
  type: string;
  name: string;
  parent: string | null;
  fetched_at: string;
}

export interface Entities {
  entities: Entity[];
  next: string | null;
}
