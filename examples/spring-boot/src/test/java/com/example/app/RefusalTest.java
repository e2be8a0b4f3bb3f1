package com.example.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.example.app.mlsvc.MlsvcException;
import com.example.app.mlsvc.Rows;
import com.example.app.mlsvc.Training;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

class RefusalTest extends ApplicationTest {

  @Test
  void rowsThatLackAColumnAreRejectedByName() throws Exception {
    long id = trained();
    MlsvcException.Rejected refusal = catchThrowableOfType(
        MlsvcException.Rejected.class,
        () -> client.predictClasses(id, false, Rows.of(List.of(Map.of("age", 30)))));
    assertThat(refusal).hasMessageContaining("plan");
    assertThat(refusal.problem().getStatus()).isEqualTo(400);
    assertThat(refusal.problem().getProperties()).containsKey("errors");
  }

  @Test
  void anUnknownParameterIsRejectedAndItsRunFails() {
    assertThatThrownBy(() -> trainings.start(MODEL, training(Map.of("max_itr", 50))))
        .isInstanceOf(MlsvcException.Rejected.class)
        .hasMessageContaining("max_iter");
    assertThat(database.queryForObject("select run_status from model_runs order by id desc limit 1", String.class))
        .isEqualTo("FAILED");
  }

  @Test
  void aModelThatIsNotInTheTableIsNotFoundByTheApplication() {
    assertThatThrownBy(() -> trainings.start("logistic_regresion", training()))
        .isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void aModelThatMlsvcDoesNotHaveIsRejected() {
    database.update(
        "insert into models (name, type, class_name, features_ok, pipeline_ok) values ('old', '', '', true, true)"
            + " on conflict do nothing");
    assertThatThrownBy(() -> trainings.start("old", training()))
        .isInstanceOf(MlsvcException.Rejected.class)
        .hasMessageContaining("old");
  }

  @Test
  void aRunOfAnotherModelIsRejected() throws Exception {
    long id = trained();
    assertThatThrownBy(() -> client.train("ridge", id, numbers()))
        .isInstanceOf(MlsvcException.Rejected.class)
        .hasMessageContaining("run of another model");
  }

  @Test
  void aRunThatDoesNotExistIsNotFound() {
    assertThatThrownBy(() -> client.predictClasses(999_999_999, false, customers()))
        .isInstanceOf(MlsvcException.NotFound.class)
        .hasMessageContaining("999999999");
  }

  @Test
  void aRunWithoutAPipelineAndARunInTrainingAreConflicts() throws Exception {
    long id = trainings.start("random_forest_classifier", longTraining());
    assertThatThrownBy(() -> client.predictClasses(id, false, customers()))
        .isInstanceOf(MlsvcException.Conflict.class)
        .hasMessageContaining("RUNNING");
    assertThatThrownBy(() -> client.train("random_forest_classifier", id, longTraining()))
        .isInstanceOf(MlsvcException.Conflict.class);
    cancel(id);
  }

  @Test
  void theApplicationsOwnCallersGetProblemDetails() throws Exception {
    long id = trained();
    ResponseEntity<ProblemDetail> refusal = post("/runs/" + id + "/predictions", Map.of("features", List.of(Map.of())));
    assertThat(refusal.getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);
    assertThat(refusal.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
    assertThat(refusal.getBody().getDetail()).contains("age", "plan");

    ResponseEntity<ProblemDetail> empty =
        post("/runs", Map.of("model", MODEL, "features", List.of(), "labels", List.of()));
    assertThat(empty.getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);

    ResponseEntity<ProblemDetail> unknown =
        caller().get().uri("/runs/999999999").retrieve().toEntity(ProblemDetail.class);
    assertThat(unknown.getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
  }

  private ResponseEntity<ProblemDetail> post(String path, Object body) {
    return caller().post().uri(path).contentType(MediaType.APPLICATION_JSON).body(body).retrieve()
        .toEntity(ProblemDetail.class);
  }

  private static Training numbers() {
    return Training.ofColumns(Map.of(), Map.of("x", List.of(1, 2, 3)), Map.of("y", List.of(1, 2, 3)));
  }
}
