package com.example.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.example.app.mlsvc.ApiClient;
import com.example.app.mlsvc.api.ModelsApi;
import com.example.app.mlsvc.api.MonitoringApi;
import com.example.app.mlsvc.api.PredictionApi;
import com.example.app.mlsvc.api.TrainingApi;
import com.example.app.mlsvc.model.Drift;
import com.example.app.mlsvc.model.DriftColumn;
import com.example.app.mlsvc.model.Explanation;
import com.example.app.mlsvc.model.Model;
import com.example.app.mlsvc.model.Predictions;
import com.example.app.mlsvc.model.Problem;
import com.example.app.mlsvc.model.Rows;
import com.example.app.mlsvc.model.Training;
import com.example.app.mlsvc.model.TrainingAccepted;
import com.example.app.mlsvc.model.TrainingStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.http.ProblemDetail;
import org.springframework.web.client.RestClientResponseException;

/** Calls a running mlsvc, at `MLSVC_URL`, with the generated client. The ids of the runs are in the environment. */
class GeneratedClientTest {
  private final ApiClient client = new ApiClient().setBasePath(System.getenv("MLSVC_URL"));
  private final TrainingApi trainings = new TrainingApi(client);
  private final PredictionApi predictions = new PredictionApi(client);

  @Test
  void textAsLabel() {
    long run = train("LOGISTIC_RUN_ID", "logistic_regression", Map.of("C", 0.5), i -> i < 20 ? "no" : "yes");

    Predictions answer = predict(run, true, false);
    assertThat(answer.getModelName()).isEqualTo("logistic_regression");
    assertThat(answer.getLabelNames()).containsExactly("label");
    assertThat(answer.getTrainedAt()).isNotNull();
    assertThat(answer.getPredictions()).containsExactly("no", "yes");
    assertThat(answer.getClasses()).containsExactly("no", "yes");
    Map<String, Double> first = answer.getProbabilities().get(0);
    assertThat(first.get("no")).isGreaterThan(0.5);
    assertThat(first.get("no") + first.get("yes")).isBetween(0.999, 1.001);
    assertThat(answer.getScores()).isEmpty();

    double score = ((Number) predict(run, false, true).getScores().get(0)).doubleValue();
    assertThat(score).isNegative();
  }

  @Test
  void booleanAsLabel() {
    long run = train("FOREST_RUN_ID", "random_forest_classifier", Map.of("n_estimators", 5), i -> i >= 20);
    assertThat(predict(run, null, null).getPredictions()).containsExactly(false, true);
  }

  @Test
  void numberAsLabel() {
    long run = train("RIDGE_RUN_ID", "ridge", Map.of("alpha", 0.1), i -> 3.0 * i);
    List<Double> predicted =
        predict(run, null, null).getPredictions().stream().map(value -> ((Number) value).doubleValue()).toList();
    assertThat(predicted.get(0)).isBetween(2.0, 4.0);
    assertThat(predicted.get(1)).isBetween(110.0, 120.0);
  }

  @Test
  void explanations() {
    long run = train("EXPLAINED_RUN_ID", "ridge", Map.of("alpha", 0.1), i -> 3.0 * i);
    Rows rows = new Rows().features(List.of(Map.of("a", 38, "plan", "basic")));
    Predictions answer = predictions.predict(run, rows, null, null, true, null);
    assertThat(answer.getExplanationUnit()).isEqualTo(Predictions.ExplanationUnitEnum.LABEL);
    Explanation explanation = answer.getExplanations().get(0);
    assertThat(explanation.getContributions()).containsOnlyKeys("a", "plan");
    double sum = explanation.getContributions().values().stream().mapToDouble(Double::doubleValue).sum();
    double predicted = ((Number) answer.getPredictions().get(0)).doubleValue();
    assertThat(explanation.getBaseValue() + sum).isBetween(predicted - 1e-9, predicted + 1e-9);
  }

  @Test
  void intervals() {
    Map<String, Object> parameters = Map.of("validation_fraction", 0.5);
    long run = train("INTERVAL_RUN_ID", "ridge", parameters, i -> 3.0 * i + i % 3);
    Rows rows = new Rows().features(List.of(Map.of("a", 38, "plan", "basic")));
    Predictions answer = predictions.predict(run, rows, null, null, null, 0.9);
    double predicted = ((Number) answer.getPredictions().get(0)).doubleValue();
    List<?> interval = (List<?>) answer.getIntervals().get(0);
    assertThat(((Number) interval.get(0)).doubleValue()).isLessThan(predicted);
    assertThat(((Number) interval.get(1)).doubleValue()).isGreaterThan(predicted);
  }

  @Test
  void drift() {
    long run = train("DRIFT_RUN_ID", "ridge", Map.of("alpha", 0.1), i -> 3.0 * i);
    predictions.predict(run, new Rows().features(List.of(Map.of("a", 99, "plan", "gold"))), null, null, null, null);
    Drift drift = predictions.getDrift(run);
    assertThat(drift.getRows()).isEqualTo(1);
    assertThat(drift.getWarnings().get(0).getColumn()).isNull();
    DriftColumn a = drift.getColumns().stream().filter(each -> "a".equals(each.getName())).findFirst().orElseThrow();
    assertThat(a.getKind()).isEqualTo(DriftColumn.KindEnum.NUMERIC);
    assertThat(a.getOutOfRangeShare()).isEqualTo(1);
    assertThat(a.getUnknownShare()).isNull();
    assertThat(a.getPsi()).isNull();
    assertThat(a.getVerdict()).isNull();
    assertThat(a.getBins()).hasSize(10);
  }

  @Test
  void severalLabels() {
    Training training = new Training()
        .putParametersItem("fit_intercept", true)
        .features(Map.of("a", numbers(i -> i), "b", numbers(i -> i % 3)))
        .labels(Map.of("twice", numbers(i -> 2 * i), "half", numbers(i -> i / 2.0)));
    long run = accept("LABELS_RUN_ID", "linear_regression", training);

    Rows rows = new Rows().features(List.of(Map.of("a", 8, "b", 2)));
    Predictions answer = predictions.predict(run, rows, null, null, null, null);
    assertThat(answer.getLabelNames()).containsExactlyInAnyOrder("twice", "half");
    List<?> row = (List<?>) answer.getPredictions().get(0);
    double twice = ((Number) row.get(answer.getLabelNames().indexOf("twice"))).doubleValue();
    assertThat(twice).isBetween(15.99, 16.01);
  }

  @Test
  void refusals() {
    Training training = new Training()
        .putParametersItem("alpha", -1)
        .features(List.of(Map.of("a", 1)))
        .labels(List.of(Map.of("label", 1)));
    RestClientResponseException refused = catchThrowableOfType(
        RestClientResponseException.class, () -> trainings.train("ridge", runId("REFUSED_RUN_ID"), training));
    assertThat(refused.getStatusCode().value()).isEqualTo(400);
    ProblemDetail detail = refused.getResponseBodyAs(ProblemDetail.class);
    assertThat(detail.getDetail()).contains("parameters.alpha");
    Problem problem = refused.getResponseBodyAs(Problem.class);
    assertThat(problem.getStatus()).isEqualTo(400);
    assertThat(problem.getErrors().get(0).getPath()).isEqualTo("parameters.alpha");

    RestClientResponseException unknown = catchThrowableOfType(
        RestClientResponseException.class, () -> trainings.getTraining(Long.MAX_VALUE >> 10));
    assertThat(unknown.getStatusCode().value()).isEqualTo(404);
  }

  @Test
  void modelsAndHealth() {
    List<Model> models = new ModelsApi(client).listModels().getModels();
    Model ridge = models.stream().filter(model -> "ridge".equals(model.getName())).findFirst().orElseThrow();
    assertThat(ridge.getType()).isEqualTo(Model.TypeEnum.REGRESSION);
    assertThat(ridge.getFeatureNames()).isNull();
    assertThat(ridge.getDefaultParameters()).containsEntry("fit_intercept", true);
    assertThat(new MonitoringApi(client).getHealth().getReady()).isTrue();
    assertThat(new MonitoringApi(client).getMetrics()).contains("process_resident_memory_bytes");
  }

  /** Trains the run of this name on 40 rows, the first half near 0 and the second near 40, and waits for its end. */
  private long train(String run, String model, Map<String, Object> parameters, IntFunction<?> label) {
    List<Map<String, Object>> features = new ArrayList<>();
    List<Map<String, Object>> labels = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      // A value may be null: then Map.of cannot be used.
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("a", i);
      row.put("plan", i % 5 == 0 ? null : "basic");
      features.add(row);
      labels.add(Collections.singletonMap("label", label.apply(i)));
    }
    return accept(run, model, new Training().parameters(parameters).features(features).labels(labels));
  }

  private long accept(String run, String model, Training training) {
    long runId = runId(run);
    TrainingAccepted accepted = trainings.train(model, runId, training);
    assertThat(accepted.getModelRunId()).isEqualTo(runId);
    TrainingStatus status = await().atMost(Duration.ofSeconds(30))
        .until(() -> trainings.getTraining(runId), each -> each.getState() == TrainingStatus.StateEnum.FINISHED);
    assertThat(status.getErrorMessage()).isNull();
    assertThat(status.getRunStatus()).isEqualTo(TrainingStatus.RunStatusEnum.SUCCESS);
    assertThat(status.getElapsedSeconds()).isPositive();
    return runId;
  }

  private Predictions predict(long run, Boolean probabilities, Boolean scores) {
    Rows rows = new Rows().features(List.of(Map.of("a", 1, "plan", "basic"), Map.of("a", 38, "plan", "basic")));
    return predictions.predict(run, rows, probabilities, scores, null, null);
  }

  private static List<Double> numbers(IntFunction<Number> value) {
    return IntStream.range(0, 40).mapToObj(value).map(Number::doubleValue).toList();
  }

  private static long runId(String run) {
    return Long.parseLong(System.getenv(run));
  }
}
