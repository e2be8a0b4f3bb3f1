package com.example.app.runs;

import com.example.app.mlsvc.MlsvcClient;
import com.example.app.mlsvc.MlsvcException;
import com.example.app.mlsvc.MlsvcProperties;
import com.example.app.mlsvc.Training;
import com.example.app.mlsvc.TrainingAccepted;
import java.time.Duration;
import java.time.Instant;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** Starts trainings and follows them. */
@Service
public class Trainings {
  private static final Logger log = LoggerFactory.getLogger(Trainings.class);

  private final Models models;
  private final ModelRuns runs;
  private final ModelRunMetrics metrics;
  private final MlsvcClient mlsvc;
  private final MlsvcProperties properties;
  private final TransactionTemplate transaction;

  Trainings(
      Models models,
      ModelRuns runs,
      ModelRunMetrics metrics,
      MlsvcClient mlsvc,
      MlsvcProperties properties,
      TransactionTemplate transaction) {
    this.models = models;
    this.runs = runs;
    this.metrics = metrics;
    this.mlsvc = mlsvc;
    this.properties = properties;
    this.transaction = transaction;
  }

  /**
   * Inserts a run, commits it and hands its rows to mlsvc. Returns the id of the run, which is being trained or waits
   * for its turn. Throws {@link MlsvcException} when mlsvc does not take it; the run is FAILED then. Throws when a
   * transaction is open: its connection would be held during the call, and mlsvc would not see the run yet.
   */
  @Transactional(propagation = Propagation.NEVER)
  public long start(String modelName, Training training) {
    Model model = models.findByName(modelName)
        .orElseThrow(() -> new NoSuchElementException("there is no model " + modelName));
    long runId = transaction.execute(status -> runs.save(new ModelRun(model)).getId());
    try {
      TrainingAccepted accepted = mlsvc.train(modelName, runId, training);
      log.info("run {} of {} was accepted; warnings: {}", runId, modelName, accepted.warnings());
    } catch (MlsvcException.Conflict accepted) {
      // The first attempt got through and only its answer was lost.
      log.info("run {} of {} was accepted before", runId, modelName);
    } catch (MlsvcException refusal) {
      log.warn("run {} of {} was not accepted: {}", runId, modelName, refusal.getMessage());
      runs.changeStatus(runId, RunStatus.CREATED, RunStatus.FAILED);
      throw refusal;
    }
    return runId;
  }

  /**
   * Waits until the run has ended, for no longer than `longest`; returns where it stands then, which may still be
   * RUNNING. The queue and mlsvc's TRAIN_TIMEOUT_SECONDS bound how long a run can take. Throws when a transaction is
   * open: it would keep its connection for as long as the training takes.
   */
  @Transactional(propagation = Propagation.NEVER)
  public RunReport awaitEnd(long runId, Duration longest) throws InterruptedException {
    Instant deadline = Instant.now().plus(longest);
    RunReport report = report(runId);
    while (!report.status().hasEnded() && Instant.now().isBefore(deadline)) {
      Thread.sleep(properties.pollInterval().toMillis());
      report = report(runId);
    }
    return report;
  }

  /** Returns where the run stands. The status and the metrics of a run that ends are committed together. */
  public RunReport report(long runId) {
    RunStatus status =
        runs.statusOf(runId).orElseThrow(() -> new NoSuchElementException("there is no run " + runId));
    return new RunReport(
        runId,
        status,
        metrics.findByModelRunId(runId).stream()
            .collect(Collectors.toMap(ModelRunMetric::getMetricName, ModelRunMetric::getMetricValue)));
  }
}
