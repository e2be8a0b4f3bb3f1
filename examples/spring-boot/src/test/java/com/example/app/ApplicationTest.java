package com.example.app;

import com.example.app.mlsvc.MlsvcClient;
import com.example.app.mlsvc.Rows;
import com.example.app.mlsvc.Training;
import com.example.app.runs.RunReport;
import com.example.app.runs.RunStatus;
import com.example.app.runs.Trainings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.micrometer.tracing.test.autoconfigure.AutoConfigureTracing;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistrar;
import org.springframework.web.client.RestClient;

/** What the tests share: one application on a real port, one database, one mlsvc, and rows to learn from. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"mlsvc.max-retries=4", "mlsvc.retry-delay=300ms", "mlsvc.poll-interval=50ms"})
@AutoConfigureTracing
@Import(ApplicationTest.Beside.class)
abstract class ApplicationTest {
  static final Duration LONGEST = Duration.ofSeconds(30);
  static final String MODEL = "logistic_regression";

  @Autowired MlsvcClient client;
  @Autowired Trainings trainings;
  @Autowired MlsvcProcess mlsvc;
  @Autowired JdbcTemplate database;
  @LocalServerPort int port;

  /** A caller of the application. */
  RestClient caller() {
    return RestClient.builder()
        .baseUrl("http://127.0.0.1:" + port)
        .defaultStatusHandler(status -> true, (request, response) -> {})
        .build();
  }

  /** Whether a customer leaves: those with the plan `gold` do. */
  static Training training(Map<String, Object> parameters) {
    List<Map<String, Object>> features = IntStream.range(0, 40)
        .mapToObj(i -> Map.<String, Object>of("age", 20 + i, "plan", i % 4 == 0 ? "gold" : "basic"))
        .toList();
    List<Map<String, String>> labels =
        IntStream.range(0, 40).mapToObj(i -> Map.of("churned", i % 4 == 0 ? "yes" : "no")).toList();
    return Training.ofRows(parameters, features, labels);
  }

  static Training training() {
    return training(Map.of());
  }

  static Rows customers() {
    return Rows.of(List.of(Map.of("age", 30, "plan", "gold"), Map.of("age", 30, "plan", "basic")));
  }

  /** A random forest that takes minutes. */
  static Training longTraining() {
    List<Integer> numbers = IntStream.range(0, 5_000).boxed().toList();
    List<String> labels = numbers.stream().map(i -> i * 7919 % 11 < 5 ? "yes" : "no").toList();
    return Training.ofColumns(Map.of("n_estimators", 100_000), Map.of("x", numbers), Map.of("y", labels));
  }

  /** Trains a run to its end and returns its id. */
  long trained() throws InterruptedException {
    long id = trainings.start(MODEL, training());
    RunReport report = trainings.awaitEnd(id, LONGEST);
    if (report.status() != RunStatus.SUCCESS) throw new IllegalStateException(report.toString());
    return id;
  }

  /** Cancels a run, so that it does not hold up those of other tests. */
  void cancel(long runId) {
    RestClient.create(mlsvc.url()).delete().uri("/api/train?model_run_id={id}", runId).retrieve().toBodilessEntity();
  }

  @TestConfiguration(proxyBeanMethods = false)
  static class Beside {
    @Bean
    MlsvcProcess mlsvcProcess(JdbcTemplate database) {
      return new MlsvcProcess(database);
    }

    @Bean
    DynamicPropertyRegistrar mlsvcUrl(MlsvcProcess mlsvc) {
      return registry -> registry.add("mlsvc.url", mlsvc::url);
    }
  }
}
