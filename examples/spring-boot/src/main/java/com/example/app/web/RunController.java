package com.example.app.web;

import com.example.app.mlsvc.MlsvcClient;
import com.example.app.mlsvc.Predictions;
import com.example.app.mlsvc.Rows;
import com.example.app.mlsvc.Training;
import com.example.app.runs.RunReport;
import com.example.app.runs.Trainings;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Trains models and predicts with them. */
@RestController
@RequestMapping("/runs")
class RunController {
  private final Trainings trainings;
  private final MlsvcClient mlsvc;

  RunController(Trainings trainings, MlsvcClient mlsvc) {
    this.trainings = trainings;
    this.mlsvc = mlsvc;
  }

  record NewRun(
      @NotBlank String model,
      Map<String, Object> parameters,
      @NotEmpty List<Map<String, Object>> features,
      @NotEmpty List<Map<String, Object>> labels) {}

  record NewPrediction(@NotEmpty List<Map<String, Object>> features) {}

  /** Starts a training: 202, and the address that tells where it stands. */
  @PostMapping
  ResponseEntity<RunReport> train(@Valid @RequestBody NewRun run) {
    Map<String, Object> parameters = run.parameters() == null ? Map.of() : run.parameters();
    long runId = trainings.start(run.model(), Training.ofRows(parameters, run.features(), run.labels()));
    return ResponseEntity.accepted().location(URI.create("/runs/" + runId)).body(trainings.report(runId));
  }

  @GetMapping("/{id}")
  RunReport report(@PathVariable long id) {
    return trainings.report(id);
  }

  /** The report of mlsvc as it is: its policy says that the page may run nothing, and who may show it in a frame. */
  @GetMapping("/{id}/report")
  ResponseEntity<String> page(@PathVariable long id) {
    ResponseEntity<String> page = mlsvc.report(id);
    String policy = page.getHeaders().getFirst("Content-Security-Policy");
    return ResponseEntity.ok()
        .contentType(page.getHeaders().getContentType())
        .header("Content-Security-Policy", policy)
        .body(page.getBody());
  }

  @PostMapping("/{id}/predictions")
  Predictions<String> predict(@PathVariable long id, @Valid @RequestBody NewPrediction rows) {
    return mlsvc.predictClasses(id, true, Rows.of(rows.features()));
  }
}
