/** `GET /api/audit`: `actor`, `action`, `subject`, `since`, `until`, `limit`, `cursor`. The newest first. */
export interface AuditPage {
  entries: AuditEntry[];
  next: string | null;
}

export interface AuditEntry {
  id: string;
  at: string;
  /** `user:ID`, `operator` or `system`. */
  actor: string;
  /** `flow.save`. */
  action: string;
  /** `flow:ID`. */
  subject: string;
  /** How it was and how it is: any JSON, secrets masked. */
  before: unknown;
  after: unknown;
}
