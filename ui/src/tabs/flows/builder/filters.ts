// The filters that can follow a reference, and what their arguments are at first. The names are the language's.
export const filters: Record<string, string | null> = {
  default: "''", number: null, string: null, bool: null, json: null,
  lower: null, upper: null, trim: null, replace: "'', ''", truncate: "80, '…'", append: "''", prepend: "''", split: "','", join: "', '", length: null, contains: "''",
  first: null, last: null, pluck: "'id'", where: "'id', ''", find: "'id', ''", unique: null, push: "''", without: "''",
  round: "2", plus: "1", minus: "1", times: "2", divided_by: "2",
  date: "'%Y-%m-%d'", weekday: null, add_duration: "'PT1H'", duration_hours: null, duration_seconds: null, iso_duration: null, lookup: "''",
};
