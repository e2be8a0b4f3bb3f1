package com.example.app.mlsvc;

import org.springframework.http.ResponseEntity;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;

/**
 * The calls of mlsvc. Each throws a {@link MlsvcException}. All may be repeated: a prediction changes nothing, and a
 * training that was accepted before is a {@link MlsvcException.Conflict}.
 */
@HttpExchange(url = "/api", contentType = "application/json")
@Retryable(
    includes = MlsvcException.Unavailable.class,
    maxRetriesString = "${mlsvc.max-retries}",
    delayString = "${mlsvc.retry-delay}",
    multiplier = 2,
    jitterString = "${mlsvc.retry-jitter}",
    timeoutString = "${mlsvc.retry-timeout}")
public interface MlsvcClient {

  /** Hands over the rows of a run. mlsvc trains it after the answer and writes its status into `model_runs`. */
  @PostExchange("/train")
  TrainingAccepted train(
      @RequestParam("model_name") String model,
      @RequestParam("model_run_id") long runId,
      @RequestBody Training training);

  /** Predicts with a run whose labels were text, such as those of a classifier. */
  @PostExchange("/predict")
  Predictions<String> predictClasses(
      @RequestParam("model_run_id") long runId, @RequestParam boolean probabilities, @RequestBody Rows rows);

  /** Returns the report of a run as a page. */
  @GetExchange(url = "/report", accept = "text/html")
  ResponseEntity<String> report(@RequestParam("model_run_id") long runId);

  /** Compares the rows that were predicted last with those of the training. Each replica of mlsvc answers for itself. */
  @GetExchange("/drift")
  Drift drift(@RequestParam("model_run_id") long runId);

  /** Predicts with a run whose labels were numbers, such as those of a regressor. */
  @PostExchange("/predict")
  Predictions<Double> predictNumbers(@RequestParam("model_run_id") long runId, @RequestBody Rows rows);
}
