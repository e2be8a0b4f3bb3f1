package com.example.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.app.runs.RunReport;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

@ExtendWith(OutputCaptureExtension.class)
class ObservationTest extends ApplicationTest {
  @Autowired MeterRegistry meters;

  @Test
  void oneTraceIdIsInTheLogsOfBoth(CapturedOutput output) throws Exception {
    String traceId = "0af7651916cd43dd8448eb211c80319c";
    Map<String, Object> run =
        Map.of("model", MODEL, "features", training().features(), "labels", training().labels());
    ResponseEntity<RunReport> answer = caller().post().uri("/runs")
        .header("traceparent", "00-" + traceId + "-b7ad6b7169203331-01")
        .contentType(MediaType.APPLICATION_JSON)
        .body(run)
        .retrieve()
        .toEntity(RunReport.class);
    assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.ACCEPTED);
    long id = answer.getBody().id();
    trainings.awaitEnd(id, LONGEST);

    assertThat(output.getOut().lines())
        .anySatisfy(line -> assertThat(line).contains("run " + id + " of " + MODEL + " was accepted", traceId));
    assertThat(mlsvc.log())
        .anySatisfy(line -> assertThat(line).contains("\"request_id\":\"" + traceId + "\"", "\"run_id\":" + id));
  }

  @Test
  void theCallsAreMeasured() throws Exception {
    long id = trained();
    client.predictClasses(id, true, customers());
    assertThat(meters.get("http.client.requests").tag("uri", "/api/predict").timer().count()).isPositive();
  }
}
