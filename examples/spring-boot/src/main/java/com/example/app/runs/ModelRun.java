package com.example.app.runs;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.LocalDateTime;
import org.hibernate.annotations.DynamicUpdate;

/**
 * One training of a model. It is inserted as an entity and read by the queries of {@link ModelRuns}, since an entity
 * brings the stored pipeline with it, which may be megabytes.
 */
@Entity
@Table(name = "model_runs")
@DynamicUpdate // an UPDATE names the changed columns only, so that what mlsvc wrote meanwhile stays
public class ModelRun {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private Long id;

  @ManyToOne(fetch = FetchType.LAZY, optional = false)
  @JoinColumn(name = "model_id")
  private Model model;

  @Column(nullable = false)
  private LocalDateTime runDate;

  @Enumerated(EnumType.STRING)
  @Column(nullable = false)
  private RunStatus runStatus;

  /** The fitted pipeline, written by mlsvc. Without @Lob, which would make it an `oid`. */
  @Column(insertable = false, updatable = false)
  private byte[] runResult;

  protected ModelRun() {}

  public ModelRun(Model model) {
    this.model = model;
    this.runDate = LocalDateTime.now();
    this.runStatus = RunStatus.CREATED;
  }

  public Long getId() {
    return id;
  }
}
