package com.example.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.example.app.mlsvc.MlsvcException;
import com.example.app.runs.RunReport;
import com.example.app.runs.RunStatus;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RestartTest extends ApplicationTest {

  @AfterEach
  void mlsvcRunsAgain() {
    if (!mlsvc.isRunning()) mlsvc.serve();
  }

  @Test
  void aRunThatWasInTrainingWhenMlsvcDiedFailsAndCanBePostedAgain() throws Exception {
    long trained = trained();
    long id = trainings.start("random_forest_classifier", longTraining());
    mlsvc.kill();
    assertThat(trainings.report(id).status()).isEqualTo(RunStatus.RUNNING);

    mlsvc.serve();
    RunReport report = trainings.awaitEnd(id, LONGEST);
    assertThat(report.status()).isEqualTo(RunStatus.FAILED);
    assertThat(report.metrics()).contains(entry("error_type", "interrupted"));
    client.train("random_forest_classifier", id, training(Map.of("n_estimators", 5)));
    assertThat(trainings.awaitEnd(id, LONGEST).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(client.predictClasses(trained, false, customers()).predictions()).containsExactly("yes", "no");
  }

  @Test
  void aPredictionOutlastsARestartOfMlsvc() throws Exception {
    long id = trained();
    mlsvc.stop();
    CompletableFuture<Void> restart = CompletableFuture.runAsync(mlsvc::serve);
    assertThat(client.predictClasses(id, false, customers()).predictions()).hasSize(2);
    restart.join();
  }

  @Test
  void withoutMlsvcTheApplicationStaysReadyAndSaysWhatIsMissing() throws Exception {
    assertThat(health("/mlsvc")).containsEntry("status", "UP");
    mlsvc.stop();
    assertThatThrownBy(() -> trainings.start(MODEL, training())).isInstanceOf(MlsvcException.Unavailable.class);
    assertThat(database.queryForObject("select run_status from model_runs order by id desc limit 1", String.class))
        .isEqualTo("FAILED");
    assertThat(health("/mlsvc")).containsEntry("status", "DOWN");
    assertThat(health("")).containsEntry("status", "DOWN");
    assertThat(health("/liveness")).containsEntry("status", "UP");
    assertThat(health("/readiness")).containsEntry("status", "UP");
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> health(String path) {
    return caller().get().uri("/actuator/health" + path).retrieve().body(Map.class);
  }
}
