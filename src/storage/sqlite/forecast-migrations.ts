/**
 * Values are 32-bit floats of this machine's byte order: kW to seven digits. Every forecast repeats
 * horizon and issue time of its run, so that one index finds what was known of a node at a moment.
 */
const forecastsAndWeather = `
CREATE TABLE forecast_runs (
  id TEXT PRIMARY KEY,
  horizon TEXT NOT NULL,
  issued_at INTEGER NOT NULL,
  computed_at INTEGER NOT NULL,
  inputs TEXT NOT NULL
) STRICT;
CREATE INDEX forecast_runs_by_issue ON forecast_runs (issued_at);

CREATE TABLE forecasts (
  run_id TEXT NOT NULL REFERENCES forecast_runs (id) ON DELETE CASCADE,
  node_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  horizon TEXT NOT NULL,
  issued_at INTEGER NOT NULL,
  model TEXT NOT NULL,
  slots_from INTEGER NOT NULL,
  slot_ms INTEGER NOT NULL,
  slot_count INTEGER NOT NULL,
  levels TEXT NOT NULL,
  quantiles BLOB NOT NULL
) STRICT;
CREATE INDEX forecasts_by_node ON forecasts (node_id, kind, horizon, issued_at);
CREATE INDEX forecasts_by_run ON forecasts (run_id);

CREATE TABLE weather_runs (
  id INTEGER PRIMARY KEY,
  source_id TEXT NOT NULL,
  latitude REAL NOT NULL,
  longitude REAL NOT NULL,
  issued_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  slots_from INTEGER NOT NULL,
  slot_ms INTEGER NOT NULL,
  slot_count INTEGER NOT NULL,
  UNIQUE (source_id, latitude, longitude, issued_at)
) STRICT;
CREATE INDEX weather_runs_by_receipt ON weather_runs (received_at);

CREATE TABLE weather_columns (
  run_id INTEGER NOT NULL REFERENCES weather_runs (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  slot_values BLOB NOT NULL,
  PRIMARY KEY (run_id, name)
) STRICT, WITHOUT ROWID;
`;

/** Models are structured clones in the form of V8, which every later Node.js reads. */
const groupModels = `
CREATE TABLE group_models (
  group_id TEXT NOT NULL,
  trained_at INTEGER NOT NULL,
  model BLOB NOT NULL,
  PRIMARY KEY (group_id, trained_at)
) STRICT;
`;

/** Models by horizon, and who serves; what was learned without a horizon is learned again. */
const contests = `
DROP TABLE group_models;
CREATE TABLE group_models (
  group_id TEXT NOT NULL,
  horizon TEXT NOT NULL,
  trained_at INTEGER NOT NULL,
  model BLOB NOT NULL,
  PRIMARY KEY (group_id, horizon, trained_at)
) STRICT;
CREATE TABLE group_contests (
  group_id TEXT NOT NULL,
  horizon TEXT NOT NULL,
  decided_at INTEGER NOT NULL,
  contest BLOB NOT NULL,
  PRIMARY KEY (group_id, horizon, decided_at)
) STRICT;
`;

export const forecastMigrations: readonly string[] = [forecastsAndWeather, groupModels, contests];
