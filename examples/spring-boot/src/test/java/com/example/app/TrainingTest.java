package com.example.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.example.app.mlsvc.Drift;
import com.example.app.mlsvc.Predictions;
import com.example.app.mlsvc.Rows;
import com.example.app.mlsvc.Training;
import com.example.app.mlsvc.TrainingAccepted;
import com.example.app.runs.Model;
import com.example.app.runs.ModelRun;
import com.example.app.runs.ModelRuns;
import com.example.app.runs.Models;
import com.example.app.runs.RunReport;
import com.example.app.runs.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionTemplate;

class TrainingTest extends ApplicationTest {
  @Autowired Models models;
  @Autowired ModelRuns runs;
  @Autowired TransactionTemplate transaction;

  @Test
  void everyModelOfMlsvcIsRegisteredAndAvailable() {
    assertThat(mlsvc.run("--reconcile")).contains(MODEL);
    assertThat(models.findByName("iris")).get().extracting(Model::isPipelineOk).isEqualTo(true);
  }

  @Test
  void aRunIsTrainedAndPredictsWithProbabilities() throws Exception {
    long id = trainings.start(MODEL, training());
    RunReport report = trainings.awaitEnd(id, LONGEST);
    assertThat(report.status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(Double.parseDouble(report.metrics().get("accuracy"))).isEqualTo(1);

    Predictions<String> answer = client.predictClasses(id, true, customers());
    assertThat(answer.predictions()).containsExactly("yes", "no");
    assertThat(answer.classes()).containsExactly("no", "yes");
    assertThat(answer.probabilities()).hasSize(2).allSatisfy(row ->
        assertThat(row.get("no") + row.get("yes")).isBetween(0.999999, 1.000001));
    assertThat(answer.labelNames()).containsExactly("churned");
    assertThat(answer.trainedAt()).isBetween(Instant.now().minusSeconds(60), Instant.now());
  }

  @Test
  void theReportOfARunIsPassedOnAsItIs() throws Exception {
    long id = trained();
    ResponseEntity<String> page = caller().get().uri("/runs/{id}/report", id).retrieve().toEntity(String.class);
    assertThat(page.getHeaders().getContentType()).hasToString("text/html;charset=UTF-8");
    assertThat(page.getHeaders().getFirst("Content-Security-Policy"))
        .contains("default-src 'none'", "frame-ancestors 'self'");
    assertThat(page.getBody()).isEqualTo(client.report(id).getBody()).contains("<h1>", "logistic_");
  }

  @Test
  void manyRowsAreSentAsColumnsAndNumbersComeBackAsDoubles() throws Exception {
    List<Integer> sizes = IntStream.range(0, 10_000).boxed().toList();
    Training training = Training.ofColumns(
        Map.of("alpha", 0.001), Map.of("size", sizes), Map.of("price", sizes.stream().map(size -> size * 3).toList()));
    long id = trainings.start("ridge", training);
    assertThat(trainings.awaitEnd(id, LONGEST).status()).isEqualTo(RunStatus.SUCCESS);
    List<Double> prices = client.predictNumbers(id, Rows.ofColumns(Map.of("size", sizes))).predictions();
    assertThat(prices).hasSize(10_000);
    assertThat(prices.get(100)).isBetween(299.0, 301.0);
  }

  @Test
  void rowsThatDifferFromTheTrainingAreFound() throws Exception {
    List<Integer> sizes = IntStream.range(0, 1000).boxed().toList();
    Training training = Training.ofColumns(Map.of(), Map.of("size", sizes), Map.of("price", sizes));
    long id = trainings.start("ridge", training);
    assertThat(trainings.awaitEnd(id, LONGEST).status()).isEqualTo(RunStatus.SUCCESS);
    client.predictNumbers(id, Rows.ofColumns(Map.of("size", sizes)));
    Drift usual = client.drift(id);
    assertThat(usual.rows()).isEqualTo(1000);
    assertThat(usual.columns()).extracting(Drift.Column::verdict).containsExactly("stable");
    assertThat(usual.warnings()).isEmpty();

    List<Integer> larger = sizes.stream().map(size -> size + 1000).toList();
    client.predictNumbers(id, Rows.ofColumns(Map.of("size", larger)));
    Drift shifted = client.drift(id);
    assertThat(shifted.columns()).extracting(Drift.Column::verdict).containsExactly("large");
    assertThat(shifted.warnings()).extracting(Drift.Warning::code).containsExactly("out_of_range", "large_shift");
  }

  @Test
  void aWarningOfMlsvcReachesTheApplication() {
    long id = createdRun();
    List<Map<String, String>> labels = List.of(Map.of("y", "a"), Map.of("y", "b"));
    TrainingAccepted accepted = client.train(
        MODEL, id, Training.ofRows(Map.of(), List.of(Map.of("x", "1"), Map.of("x", "2")), labels));
    assertThat(accepted.runId()).isEqualTo(id);
    assertThat(accepted.warnings()).anySatisfy(warning -> assertThat(warning).contains("x"));
  }

  @Test
  void aRunThatIsCommittedAfterTheCallIsTrainedToo() throws Exception {
    long id = transaction.execute(status -> {
      long uncommitted = createdRun();
      assertThat(client.train(MODEL, uncommitted, training()).runId()).isEqualTo(uncommitted);
      return uncommitted;
    });
    assertThat(trainings.awaitEnd(id, LONGEST).status()).isEqualTo(RunStatus.SUCCESS);
  }

  @Test
  void aTrainingIsNotStartedWithinATransaction() {
    assertThatThrownBy(() -> transaction.execute(status -> trainings.start(MODEL, training())))
        .isInstanceOf(IllegalTransactionStateException.class);
  }

  @Test
  void theWaitForARunEndsInTime() throws Exception {
    RunReport report = trainings.awaitEnd(createdRun(), Duration.ofMillis(200));
    assertThat(report.status()).isEqualTo(RunStatus.CREATED);
    assertThat(report.metrics()).isEmpty();
  }

  @Test
  void aTrainingThatFailsTellsWhy() throws Exception {
    long id = trainings.start("random_forest_classifier", longTraining());
    assertThat(trainings.awaitEnd(id, Duration.ofMillis(300)).status()).isEqualTo(RunStatus.RUNNING);
    cancel(id);
    RunReport report = trainings.awaitEnd(id, LONGEST);
    assertThat(report.status()).isEqualTo(RunStatus.FAILED);
    assertThat(report.metrics()).contains(entry("error_type", "cancelled")).containsKey("error_message");
  }

  /** Inserts a run that was not posted yet. */
  private long createdRun() {
    return runs.save(new ModelRun(models.findByName(MODEL).orElseThrow())).getId();
  }
}
