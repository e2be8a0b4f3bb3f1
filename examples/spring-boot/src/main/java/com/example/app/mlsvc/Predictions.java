package com.example.app.mlsvc;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The answer to a prediction.
 *
 * @param <T> type of a prediction: that of the label in training
 * @param predictions one for each row
 * @param classes the classes in the order of training's; null unless probabilities were asked for
 * @param probabilities for each row the probability of each class; null unless they were asked for
 */
public record Predictions<T>(
    @JsonProperty("model_name") String modelName,
    @JsonProperty("trained_at") Instant trainedAt,
    @JsonProperty("label_names") List<String> labelNames,
    List<T> predictions,
    List<T> classes,
    List<Map<String, Double>> probabilities) {}
