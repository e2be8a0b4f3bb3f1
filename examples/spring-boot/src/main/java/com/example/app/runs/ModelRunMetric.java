package com.example.app.runs;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** A metric of a run, such as `accuracy`; of a failed run `error_type` and `error_message`. mlsvc writes the rows. */
@Entity
@Immutable
@Table(name = "model_run_metrics")
public class ModelRunMetric {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private Long id;

  @Column(nullable = false)
  private Long modelRunId;

  private String metricName;
  private String metricValue;

  protected ModelRunMetric() {}

  public String getMetricName() {
    return metricName;
  }

  /** A number as text, which `Double.parseDouble` reads; a text for `error_type` and `error_message`. */
  public String getMetricValue() {
    return metricValue;
  }
}
