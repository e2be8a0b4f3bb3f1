package com.example.app.mlsvc;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The answer to an accepted training.
 *
 * @param warnings what was accepted but may have been meant otherwise; empty when there is nothing to say
 */
public record TrainingAccepted(
    @JsonProperty("model_name") String modelName, @JsonProperty("model_run_id") long runId, List<String> warnings) {

  public TrainingAccepted {
    warnings = warnings == null ? List.of() : warnings;
  }
}
