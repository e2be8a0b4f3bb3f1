-- The tables that the Spring Boot application owns; mlsvc never changes them. The check of the schema quotes these
-- statements where a table is missing.
CREATE TABLE models (
  id SERIAL PRIMARY KEY, name VARCHAR(255) NOT NULL UNIQUE, type VARCHAR(255) NOT NULL,
  description VARCHAR(1023), class_name VARCHAR(511) NOT NULL, pipeline BYTEA NULL,
  features_ok BOOLEAN NOT NULL, pipeline_ok BOOLEAN NOT NULL
);
CREATE TABLE model_runs (
  id SERIAL PRIMARY KEY, model_id BIGINT NOT NULL REFERENCES models (id),
  run_date TIMESTAMP NOT NULL, run_status VARCHAR(255) NOT NULL, run_result BYTEA NULL
);
CREATE TABLE model_run_metrics (
  id SERIAL PRIMARY KEY, model_run_id BIGINT NOT NULL REFERENCES model_runs (id),
  metric_name VARCHAR(255), metric_value VARCHAR(255)
);
