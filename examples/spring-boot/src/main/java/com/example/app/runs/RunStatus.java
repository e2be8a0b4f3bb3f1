package com.example.app.runs;

/** The application inserts a run as CREATED; mlsvc writes the other three. */
public enum RunStatus {
  CREATED,
  RUNNING,
  SUCCESS,
  FAILED;

  public boolean hasEnded() {
    return this == SUCCESS || this == FAILED;
  }
}
